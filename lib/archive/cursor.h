/* SPDX-License-Identifier: MIT */
/* A place in bytes that are being decompressed. */
#ifndef CURSOR_H
#define CURSOR_H

#include "archive/codec.h"

/* Zero with a stream is its start. */
struct cursor {
	struct stream *stream;
	const char *path;
	struct span left; /* what was decompressed, and not yet taken */
	off_t at;
};

/* So that there is something left, unless this is the end. */
int cursor_fill(struct cursor *c, struct err *e);

/* Takes `n` bytes to `to`; that there are less is -JSEC_BAD_ARCHIVE. */
int cursor_take(struct cursor *c, void *to, size_t n, struct err *e);

/* Takes `n` bytes and hands them on; to no sink: drops them. n < 0: all that are left. */
int cursor_pass(struct cursor *c, off_t n, struct sink *to, struct err *e);

/* Takes `n` bytes of both, or all, and compares them: 1, 0, or a negative code. */
int cursor_equal(struct cursor *a, struct cursor *b, off_t n, struct err *e);

#endif
