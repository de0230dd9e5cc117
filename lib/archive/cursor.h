/* SPDX-License-Identifier: MIT */
/* A place in bytes that are being decompressed. */
#ifndef CURSOR_H
#define CURSOR_H

#include "archive/codec.h"

/* Zeros, the extent and a stream make one at the start. */
struct cursor {
	const struct extent *x; /* the compressed bytes; errors name its path */
	struct stream *stream;
	struct span left; /* what was decompressed, and not yet taken */
	int64_t at;
};

/* Closes the stream. */
void cursor_done(struct cursor *c);

/* Takes `n` bytes to `to`; -JSEC_BAD_ARCHIVE where there are fewer. */
int cursor_take(struct cursor *c, void *to, size_t n, struct err *e);

/* Takes `n` bytes, all that are left for n < 0, and writes them to the sink, if any. */
int cursor_pass(struct cursor *c, int64_t n, struct sink *to, struct err *e);

/* Takes `n` bytes of both, or all, and compares them: 1, 0, or a negative code. */
int cursor_equal(struct cursor *a, struct cursor *b, int64_t n, struct err *e);

#define CURSOR_AUTO __attribute__((cleanup(cursor_done)))

#endif
