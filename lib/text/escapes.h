/* SPDX-License-Identifier: MIT */
/* A raw key or value as Java's characters, each with the bytes that it came from. */
#ifndef ESCAPES_H
#define ESCAPES_H

#include "base/buf.h"

#include <stdint.h>

/* A character (a UTF-16 unit, as in Java) and its origin. */
struct jchar {
	uint16_t c;
	uint32_t from; /* offsets in the raw bytes; joined lines lie between characters */
	uint32_t to;
};

struct chars {
	struct jchar *items;
	size_t n;
};

/* Unescapes well-formed raw bytes. Returns -1 only where memory ran out; done is safe then. */
int chars_decode(struct chars *c, struct span raw);
void chars_done(struct chars *c);

/*
 * Characters [from, to) as UTF-8, so that they can be printed and compared as a string: NUL
 * becomes its symbol, U+2400, and half a surrogate pair U+FFFD.
 */
void chars_add_to(const struct chars *c, size_t from, size_t to, struct buf *out);

/* Bytes that read back as `utf8`, escaped where the grammar wants it. */
void chars_encode(struct span utf8, struct buf *out);

/* The same for bytes that need not be UTF-8, as those of a path: each is a Latin-1 character. */
void chars_encode_bytes(const char *bytes, struct buf *out);

/* The bytes that were so encoded, as a malloc'd string; NULL where memory ran out. */
char *chars_decode_bytes(struct span raw);

/* One character of UTF-8 at *i, which is moved behind it; bad bytes stand for themselves. */
unsigned chars_next_utf8(struct span utf8, size_t *i);

#define CHARS_AUTO __attribute__((cleanup(chars_done)))

#endif
