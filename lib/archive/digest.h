/* SPDX-License-Identifier: MIT */
/* SHA-256 in hexadecimal, computed by libarchive. */
#ifndef DIGEST_H
#define DIGEST_H

#include "archive/extent.h"

#define DIGEST_SIZE 65 /* including the NUL */

int digest_compute(struct span bytes, char ret[static DIGEST_SIZE], struct err *e);
int digest_compute_extent(
	const struct extent *x, char ret[static DIGEST_SIZE], struct err *e);

/* Does the same for a whole open file. */
int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e);

/* Does the same for bytes that come in pieces. */
struct digest;

/* `size` is the total size of all pieces. */
int digest_begin(int64_t size, struct digest **ret, struct err *e);
int digest_add(struct digest *d, struct span bytes, struct err *e);
int digest_end(struct digest *d, char ret[static DIGEST_SIZE], struct err *e);
void digest_free(struct digest *d);

#define DIGEST_AUTO __attribute__((cleanup(digest_drop)))

static inline void digest_drop(struct digest **d)
{
	digest_free(*d);
}

#endif
