/* SPDX-License-Identifier: MIT */
/*
 * Changes a part of what gzip holds without compressing all of it again: the compressed
 * bits stay before the last block that begins ahead of the part, and after the first that
 * begins so far behind it that nothing in it can refer to what changed.
 */
#ifndef GZIP_SPLICE_H
#define GZIP_SPLICE_H

#include "archive/cursor.h"

/* A part of the decompressed bytes. */
struct part {
	int64_t from, to;
};

#define GZIP_WINDOW 32768 /* how far back a block may refer */

/*
 * What of two files is the same, bit by bit: all before a bit, and all from one on. Between
 * them they differ.
 */
struct seam {
	int64_t at; /* where the end begins, in the old one's bytes; 0: nothing is */
	int64_t old_bit, new_bit;
	int64_t start; /* where the beginning ends, in the bytes of both */
	int64_t start_bit;
	unsigned n_window;
	unsigned char window[GZIP_WINDOW]; /* the bytes before it */
};

/* Takes a part from the cursor, and writes what is to be there instead. */
struct replacer {
	int (*replace)(void *context, size_t i, struct cursor *from, struct sink *to,
		struct err *e);
	void *context;
};

/*
 * Writes the file to `file` with other bytes for the parts, which are in order. No seam:
 * it cannot be done so, and what was written is of no use.
 */
int gzip_splice_write(const struct extent *old, const struct part *parts, size_t n,
	const struct replacer *how, struct handle *file, struct seam *ret, struct err *e);

/* Whether what is to be the same is that, but for the sums at the end: 1, 0, or negative. */
int gzip_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e);

/* The bytes from the beginning's end on, which is a block's start. */
int gzip_splice_resume(const struct extent *x, const struct seam *seam,
	struct cursor *ret, struct err *e);

#endif
