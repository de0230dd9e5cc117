/* SPDX-License-Identifier: MIT */
/* Archives of all supported kinds: zip, and tar with or without compression. */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "archive/gzip_splice.h"
#include "archive/member.h"

enum members_kind { MEMBERS_NONE, MEMBERS_TAR, MEMBERS_ZIP };

/* Recognizes an archive by its bytes. */
int members_kind_of(const struct extent *x, enum members_kind *ret, struct err *e);

/* Reads an archive. */
struct members;

int members_open(const struct extent *x, enum members_kind kind, struct members **ret,
	struct err *e);

/* Gets the next member. Returns 1, 0 at the end, or an error. */
int members_next(struct members *m, struct member *ret, struct err *e);

/* Reads the bytes of the last member. Fails if they are more than `most`. */
int members_read(struct members *m, size_t most, struct buf *ret, struct err *e);
void members_close(struct members *m);

/*
 * Writes the archive to `file`. The members in `patches` get new bytes; nothing else
 * changes. `patches` must be in the order of the members. Pass `seam` on to
 * members_check(); NULL compresses everything again.
 */
int members_write(const struct extent *old, enum members_kind kind,
	const struct patch *patches, size_t n, struct handle *file, struct seam *seam,
	struct err *e);

/* Reads both archives. Checks that `new` is `old` with the patches, and nothing else. */
int members_check(const struct extent *old, const struct extent *new,
	enum members_kind kind, const struct patch *patches, size_t n,
	const struct seam *seam, struct err *e);

#endif
