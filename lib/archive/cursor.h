/* SPDX-License-Identifier: MIT */
/* A position in bytes that are being decompressed. */
#ifndef CURSOR_H
#define CURSOR_H

#include "archive/codec.h"

/* To start, set the extent and the stream, and zero the rest. */
struct cursor {
	const struct extent *x; /* the compressed bytes; errors name its path */
	struct stream *stream;	/* or NULL: there is nothing but `left` */
	struct span left;	/* decompressed bytes that were not taken yet */
	int64_t at;
};

/* Closes the stream. */
void cursor_done(struct cursor *c);

/* Copies the next `n` bytes to `to`. Returns -JSEC_BAD_ARCHIVE if there are fewer. */
int cursor_take(struct cursor *c, void *to, size_t n, struct err *e);

/* Copies as many as there are. `ret` is less than `n` only at the end. */
int cursor_take_some(struct cursor *c, void *to, size_t n, size_t *ret, struct err *e);

/* Skips `n` bytes, or all if n < 0, and writes them to the sink if it is not NULL. */
int cursor_pass(struct cursor *c, int64_t n, struct sink *to, struct err *e);

/* Compares the next `n` bytes of both, or all if n < 0. Returns 1, 0 or an error. */
int cursor_equal(struct cursor *a, struct cursor *b, int64_t n, struct err *e);

#define CURSOR_AUTO __attribute__((cleanup(cursor_done)))

#endif
