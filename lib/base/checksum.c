/* SPDX-License-Identifier: MIT */
/* Computes checksums: four words at a time. */
#include "base/checksum.h"

#define BLOCK (4 * sizeof(uint64_t))
#define ODD 0x9e3779b185ebca87

static uint64_t checksum_mix(uint64_t lane, const char *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof word);
	lane ^= word;
	return (lane << 29 | lane >> 35) * ODD;
}

uint64_t checksum_compute(struct span bytes)
{
	uint64_t a = bytes.size, b = ODD, c = 0, d = ~a;
	char last[BLOCK] = {0};
	const char *at = bytes.data;
	size_t left = bytes.size;

	for (; left >= BLOCK; at += BLOCK, left -= BLOCK) {
		a = checksum_mix(a, at);
		b = checksum_mix(b, at + 8);
		c = checksum_mix(c, at + 16);
		d = checksum_mix(d, at + 24);
	}
	if (left)
		memcpy(last, at, left);
	a = checksum_mix(a ^ (b << 7 | b >> 57), last);
	b = checksum_mix(c ^ (d << 17 | d >> 47), last + 8);
	a = checksum_mix(a, last + 16) ^ b;
	a = checksum_mix(a, last + 24);
	return a ^ a >> 29;
}
