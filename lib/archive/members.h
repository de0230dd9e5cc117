/* SPDX-License-Identifier: MIT */
/* Archives of the known kinds: tar, compressed or not, and zip. */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "archive/gzip_splice.h"
#include "archive/member.h"

enum members_kind { MEMBERS_NONE, MEMBERS_TAR, MEMBERS_ZIP };

/* Recognizes an archive by its bytes. */
int members_kind_of(const struct extent *x, enum members_kind *ret, struct err *e);

/* An archive being read. */
struct members;

int members_open(const struct extent *x, enum members_kind kind, struct members **ret,
	struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int members_next(struct members *m, struct member *ret, struct err *e);

/* The bytes of the member that came last, which has at most `most`. */
int members_read(struct members *m, size_t most, struct buf *ret, struct err *e);
void members_close(struct members *m);

/*
 * Writes the archive to `file` with other bytes for some members, and no other change.
 * `patches` are in the order of the members. `seam` is for members_check(); NULL: compress
 * everything again.
 */
int members_write(const struct extent *old, enum members_kind kind,
	const struct patch *patches, size_t n, struct handle *file, struct seam *seam,
	struct err *e);

/* Reads both archives, and checks that `new` is `old` with the patches and nothing else. */
int members_check(const struct extent *old, const struct extent *new,
	enum members_kind kind, const struct patch *patches, size_t n,
	const struct seam *seam, struct err *e);

#endif
