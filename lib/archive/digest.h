/* SPDX-License-Identifier: MIT */
/* SHA-256 in hexadecimal, by libarchive. */
#ifndef DIGEST_H
#define DIGEST_H

#include "archive/extent.h"

#define DIGEST_SIZE 65 /* with a NUL */

int digest_compute(struct span bytes, char ret[static DIGEST_SIZE], struct err *e);
int digest_compute_extent(
	const struct extent *x, char ret[static DIGEST_SIZE], struct err *e);

/* The same of all of an open file. */
int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e);

/* The same of bytes that come in pieces. */
struct digest;

/* `size` is that of all the pieces together. */
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
