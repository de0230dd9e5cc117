/* SPDX-License-Identifier: MIT */
/* SHA-256 in hexadecimal, computed by nettle, which allocates nothing. */
#ifndef DIGEST_H
#define DIGEST_H

#include "archive/extent.h"
#include "archive/xxh64.h"

#include <nettle/sha2.h>

#define DIGEST_SIZE 65 /* including the NUL */

/*
 * A fast checksum of the bytes that a digest was computed of. It tells whether they are the
 * same when they are read again, which needs no second digest.
 */
struct sum {
	bool known;
	uint64_t xxh64;
};

void digest_compute(struct span bytes, char ret[static DIGEST_SIZE]);

/* `sum` gets the checksum of the extent; it may be NULL. */
int digest_compute_extent(const struct extent *x, char ret[static DIGEST_SIZE],
	struct sum *sum, struct err *e);

/* Does the same for a whole open file. */
int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e);

/* Does the same for bytes that come in pieces. */
struct digest {
	struct sha256_ctx state;
};

void digest_begin(struct digest *d);
void digest_add(struct digest *d, struct span bytes);
void digest_end(struct digest *d, char ret[static DIGEST_SIZE]);

/* Adds an extent to a digest. `sum` gets its checksum; it may be NULL. */
int digest_add_extent(
	struct digest *d, const struct extent *x, struct sum *sum, struct err *e);

#endif
