/* SPDX-License-Identifier: MIT */
/*
 * tar archives, compressed or not. libarchive says what the members are. A changed archive is
 * the old one, byte by byte, but for the bytes of those members, their size and checksum.
 */
#ifndef TAR_MEMBERS_H
#define TAR_MEMBERS_H

#include "archive/gzip_splice.h"
#include "archive/packed.h"

/* An archive being read. */
struct tarball;

int tarball_open(
	const struct extent *x, const char *path, struct tarball **ret, struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int tarball_next(struct tarball *t, struct packed *ret, struct err *e);

/* The bytes of the member that came last, which has at most `most`. */
int tarball_read(struct tarball *t, size_t most, struct buf *ret, struct err *e);
void tarball_close(struct tarball *t);

/*
 * Writes the archive to `fd` with these bytes; `patches` in the order of the members. With
 * a seam most of a gzip file is taken over as it is, if that is possible.
 */
int tar_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	int fd, struct seam *seam, const char *path, struct err *e);

/*
 * Decodes all of `new`, and checks that it is `old` with the patches, and nothing else. Behind
 * the seam, if there is one, it is enough that they are the same as they are compressed.
 */
int tar_splice_check(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, const char *path,
	struct err *e);

/* Where the bytes of the member are whose header is at `at`; not compressed. */
int tarball_get_data(
	const struct extent *x, off_t at, off_t *ret, const char *path, struct err *e);

/* Whether this looks like the start of one. */
bool tarball_detect(struct span start);

#endif
