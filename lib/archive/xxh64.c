/* SPDX-License-Identifier: MIT */
/* Computes XXH64. The algorithm is in doc/xxhash_spec.md of xxHash. */
#include "archive/xxh64.h"

#include <endian.h>
#include <string.h>

#define STRIPE sizeof((struct xxh64){0}.left)
#define P1 0x9E3779B185EBCA87u
#define P2 0xC2B2AE3D27D4EB4Fu
#define P3 0x165667B19E3779F9u
#define P4 0x85EBCA77C2B2AE63u
#define P5 0x27D4EB2F165667C5u

static uint64_t xxh64_rotate(uint64_t n, unsigned bits)
{
	return n << bits | n >> (64 - bits);
}

static uint64_t xxh64_mix(uint64_t lane, uint64_t input)
{
	return xxh64_rotate(lane + input * P2, 31) * P1;
}

static uint64_t xxh64_get8(const unsigned char *at)
{
	uint64_t n;

	memcpy(&n, at, sizeof n);
	return le64toh(n);
}

static void xxh64_add_stripe(struct xxh64 *h, const unsigned char *at)
{
	for (size_t i = 0; i < 4; i++)
		h->lanes[i] = xxh64_mix(h->lanes[i], xxh64_get8(at + 8 * i));
}

void xxh64_begin(struct xxh64 *h)
{
	*h = (struct xxh64){.lanes = {P1 + P2, P2, 0, 0 - P1}};
}

void xxh64_add(struct xxh64 *h, struct span bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.data;
	size_t n = bytes.size, held = h->size % STRIPE;

	h->size += n;
	if (held) {
		size_t part = STRIPE - held < n ? STRIPE - held : n;
		memcpy(h->left + held, at, part);
		at += part;
		n -= part;
		if (held + part < STRIPE)
			return;
		xxh64_add_stripe(h, h->left);
	}
	for (; n >= STRIPE; at += STRIPE, n -= STRIPE)
		xxh64_add_stripe(h, at);
	if (n)
		memcpy(h->left, at, n);
}

static uint64_t xxh64_join_lanes(const struct xxh64 *h)
{
	static const unsigned bits[] = {1, 7, 12, 18};
	uint64_t n = 0;

	if (h->size < STRIPE)
		return P5;
	for (size_t i = 0; i < 4; i++)
		n += xxh64_rotate(h->lanes[i], bits[i]);
	for (size_t i = 0; i < 4; i++)
		n = (n ^ xxh64_mix(0, h->lanes[i])) * P1 + P4;
	return n;
}

uint64_t xxh64_end(const struct xxh64 *h)
{
	const unsigned char *at = h->left, *end = at + h->size % STRIPE;
	uint64_t n = xxh64_join_lanes(h) + h->size;
	uint32_t four;

	for (; end - at >= 8; at += 8)
		n = xxh64_rotate(n ^ xxh64_mix(0, xxh64_get8(at)), 27) * P1 + P4;
	for (; end - at >= 4; at += 4) {
		memcpy(&four, at, sizeof four);
		n = xxh64_rotate(n ^ le32toh(four) * P1, 23) * P2 + P3;
	}
	for (; at < end; at++)
		n = xxh64_rotate(n ^ *at * P5, 11) * P1;
	n = (n ^ n >> 33) * P2;
	n = (n ^ n >> 29) * P3;
	return n ^ n >> 32;
}
