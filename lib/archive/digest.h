/* SPDX-License-Identifier: MIT */
/* SHA-256 in hexadecimal, computed by nettle, which allocates nothing. */
#ifndef DIGEST_H
#define DIGEST_H

#include "archive/extent.h"

#include <nettle/sha2.h>

#define DIGEST_SIZE 65 /* including the NUL */

void digest_compute(struct span bytes, char ret[static DIGEST_SIZE]);
int digest_compute_extent(
	const struct extent *x, char ret[static DIGEST_SIZE], struct err *e);

/* Does the same for a whole open file. */
int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e);

/* Does the same for bytes that come in pieces. */
struct digest {
	struct sha256_ctx state;
};

void digest_begin(struct digest *d);
void digest_add(struct digest *d, struct span bytes);
int digest_add_extent(struct digest *d, const struct extent *x, struct err *e);
void digest_end(struct digest *d, char ret[static DIGEST_SIZE]);

#endif
