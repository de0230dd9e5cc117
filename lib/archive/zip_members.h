/* SPDX-License-Identifier: MIT */
/*
 * zip archives. A changed archive has the bytes of the old one, except for the changed
 * members and the index at the end. Other libraries would compress everything again, and lose
 * extra fields and comments.
 */
#ifndef ZIP_MEMBERS_H
#define ZIP_MEMBERS_H

#include "archive/zip_index.h"

/* Reads an archive. */
struct zip;

int zip_open(const struct extent *x, struct zip **ret, struct err *e);

/* Gets the next member. Returns 1, 0 at the end, or an error. */
int zip_next(struct zip *z, struct member *ret, struct err *e);

/* Reads the bytes of the last member. Fails if they are more than `most`. */
int zip_read(struct zip *z, size_t most, struct buf *ret, struct err *e);
void zip_close(struct zip *z);

/*
 * Reads a member that is one of the first ones, if there is one of that name: the manifest
 * is the first or second one of a jar, which may be large.
 */
int zip_read_early(const struct extent *x, const char *name, size_t most, struct buf *ret,
	struct err *e);

/* Writes the archive to `file` with the patches, which are in the members' order. */
int zip_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct err *e);

/*
 * Reads both. Checks that `new` is `old` with the patches, and nothing else. Members that
 * are not patched are compared as packed bytes: damage that they had before is not noticed.
 */
int zip_verify_splice(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, struct err *e);

/* Tells whether there is the index of a zip at the end. */
int zip_detect(const struct extent *x, bool *ret, struct err *e);

#endif
