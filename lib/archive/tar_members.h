/* SPDX-License-Identifier: MIT */
/*
 * tar archives, compressed or not. libarchive says what the members are. A changed archive is
 * the old one, byte by byte, but for the bytes of those members, their size and checksum.
 */
#ifndef TAR_MEMBERS_H
#define TAR_MEMBERS_H

#include "archive/gzip_splice.h"
#include "archive/member.h"

/* An archive being read. */
struct tar;

int tar_open(const struct extent *x, struct tar **ret, struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int tar_next(struct tar *t, struct member *ret, struct err *e);

/* The bytes of the member that came last, which has at most `most`. */
int tar_read(struct tar *t, size_t most, struct buf *ret, struct err *e);
void tar_close(struct tar *t);

/*
 * Writes the archive to `file` with these bytes; `patches` in the order of the members. With
 * a seam most of a gzip file is taken over as it is, if that is possible.
 */
int tar_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct seam *seam, struct err *e);

/*
 * Decodes all of `new`, and checks that it is `old` with the patches, and nothing else. Behind
 * the seam, if there is one, it is enough that they are the same as they are compressed.
 */
int tar_splice_check(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, struct err *e);

/* Where the bytes of the member are whose header is at `at`; not compressed. */
int tar_find_data(const struct extent *x, int64_t at, int64_t *ret, struct err *e);

/* Whether this looks like the start of one. */
bool tar_detect(struct span start);

#endif
