/* SPDX-License-Identifier: MIT */
/*
 * tar archives, compressed or not: ustar, pax, GNU tar and older ones. A changed archive has
 * the bytes of the old one, except for the changed members, their sizes and header
 * checksums.
 */
#ifndef TAR_MEMBERS_H
#define TAR_MEMBERS_H

#include "archive/gzip_splice.h"
#include "archive/member.h"

/* Reads an archive. */
struct tar;

int tar_open(const struct extent *x, struct tar **ret, struct err *e);

/* Gets the next member. Returns 1, 0 at the end, or an error. */
int tar_next(struct tar *t, struct member *ret, struct err *e);

/* Reads the bytes of the last member. Fails if they are more than `most`. */
int tar_read(struct tar *t, size_t most, struct buf *ret, struct err *e);

/* Adds what is decompressed from now on to a sum, which must outlive the reader. */
struct xxh64;
void tar_watch(struct tar *t, struct xxh64 *sum);
void tar_close(struct tar *t);

/*
 * Writes the archive to `file` with the patches, which must be in the order of the
 * members. With a seam, most compressed bits of a gzip file are copied if possible.
 */
int tar_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct seam *seam, struct err *e);

/*
 * Decompresses `new`, and checks that it is `old` with the patches, and nothing else.
 * Where the seam says that the compressed bits are equal, it compares those instead.
 */
int tar_splice_check(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, struct err *e);

/* Finds the bytes of the member whose header is at `at`, in an uncompressed tar. */
int tar_find_data(const struct extent *x, int64_t at, int64_t *ret, struct err *e);

/* Tells whether the bytes start with a valid header. */
bool tar_detect(struct span start);

#define TAR_AUTO __attribute__((cleanup(tar_drop)))

static inline void tar_drop(struct tar **t)
{
	tar_close(*t);
}

#endif
