/* SPDX-License-Identifier: MIT */
/* Decodes a raw key or value into Java's characters, each with the bytes it came from. */
#ifndef ESCAPES_H
#define ESCAPES_H

#include "base/buf.h"

#include <stdint.h>

/* A character (a UTF-16 unit, as in Java) and where it comes from. */
struct jchar {
	uint16_t c;
	uint32_t from; /* offsets in the raw bytes; line joins lie between characters */
	uint32_t to;
};

struct chars {
	struct jchar *items;
	size_t n;
};

/* Decodes well-formed raw bytes. Returns -1 if memory ran out; `c` is empty then. */
int chars_decode(struct chars *c, struct span raw);
void chars_done(struct chars *c);

/*
 * Adds characters [from, to) as UTF-8 that is safe to print and to compare as a string.
 * NUL becomes U+2400 and half a surrogate pair becomes U+FFFD.
 */
void chars_add_to(const struct chars *c, size_t from, size_t to, struct buf *out);

/* Adds `utf8`, with the escapes that the grammar requires. */
void chars_encode(struct span utf8, struct buf *out);

/*
 * Does the same for bytes that need not be UTF-8, such as a path. Each byte is encoded as
 * a Latin-1 character.
 */
void chars_encode_bytes(const char *bytes, struct buf *out);

/* Reverses chars_encode_bytes(). Returns a malloc'd string, or NULL if memory ran out. */
char *chars_decode_bytes(struct span raw);

/* Returns the UTF-8 character at *i, or an invalid byte as it is. Moves *i past it. */
unsigned chars_next_utf8(struct span utf8, size_t *i);

#define CHARS_AUTO __attribute__((cleanup(chars_done)))

#endif
