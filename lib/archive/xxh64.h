/* SPDX-License-Identifier: MIT */
/* The checksum of zstd frames, XXH64 with seed 0. It is fast, and no protection. */
#ifndef XXH64_H
#define XXH64_H

#include "base/span.h"

#include <stdint.h>

struct xxh64 {
	uint64_t lanes[4];
	uint64_t size;		/* of all bytes so far */
	unsigned char left[32]; /* the last size % 32 of them */
};

void xxh64_begin(struct xxh64 *h);
void xxh64_add(struct xxh64 *h, struct span bytes);
uint64_t xxh64_end(const struct xxh64 *h);

#endif
