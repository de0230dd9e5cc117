/* SPDX-License-Identifier: MIT */
/*
 * Changes a part of what gzip holds without compressing all of it again: the compressed
 * bits stay before the last block that begins ahead of the part, and after the first that
 * begins so far behind it that nothing in it can refer to what changed.
 */
#ifndef GZSPLICE_H
#define GZSPLICE_H

#include "sys/cursor.h"

/* A part of the decompressed bytes. */
struct part {
	off_t from, to;
};

/* Where the rest of two files begins that is the same in both, bit by bit. */
struct seam {
	off_t at; /* in the old one's decompressed bytes; 0: nowhere */
	off_t old_bit, new_bit;
};

/* Takes a part from the cursor, and writes what is to be there instead. */
struct replacer {
	int (*replace)(void *context, size_t i, struct cursor *from, struct sink *to,
		struct err *e);
	void *context;
};

/*
 * Writes the file to `fd` with other bytes for the parts, which are in order. No seam:
 * it cannot be done so, and what was written is of no use.
 */
int gzsplice(const struct extent *old, const struct part *parts, size_t n,
	const struct replacer *how, int fd, const char *path, struct seam *ret,
	struct err *e);

/* Whether all behind the seam is the same, but for the sums at the end: 1, 0, or negative. */
int gzsplice_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, const char *path, struct err *e);

#endif
