/* SPDX-License-Identifier: MIT */
/*
 * zip archives. A changed archive has the bytes of the old one, but for the changed members
 * and the index at the end. libarchive would compress everything again, and drop extra
 * fields and comments.
 */
#ifndef ZIP_MEMBERS_H
#define ZIP_MEMBERS_H

#include "archive/zip_index.h"

/* An archive being read. */
struct zip;

int zip_open(const struct extent *x, struct zip **ret, struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int zip_next(struct zip *z, struct member *ret, struct err *e);

/* The bytes of the member that came last, which has at most `most`. */
int zip_read(struct zip *z, size_t most, struct buf *ret, struct err *e);
void zip_close(struct zip *z);

/* Writes the archive to `file` with these bytes; `patches` in the order of the members. */
int zip_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct err *e);

/* Reads both, and checks that `new` is `old` with the patches, and nothing else. */
int zip_verify_splice(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, struct err *e);

/* Unpacks and checks all readable members, on several threads. */
int zip_test_all(const struct extent *x, const struct zip_end *end, struct err *e);

/* Whether there is a zip's index at the end. */
int zip_detect(const struct extent *x, bool *ret, struct err *e);

#endif
