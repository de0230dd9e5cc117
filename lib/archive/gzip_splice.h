/* SPDX-License-Identifier: MIT */
/*
 * Changes a part of gzip data without compressing all of it again. The compressed bits stay
 * up to the last block that begins before the part, and from the first block that is so far
 * after it that nothing in it can refer to what changed.
 *
 * This is for speed alone: in a JDK's tar.gz of 143 MB an entry is changed in 1.9 seconds of
 * a processor with it, and in 12 without it, when all is compressed again.
 */
#ifndef GZIP_SPLICE_H
#define GZIP_SPLICE_H

#include "archive/cursor.h"

/* A part of the decompressed bytes. */
struct gzip_part {
	int64_t from, to;
};

#define GZIP_WINDOW 32768 /* how far back a block may refer */

/* Two gzip files have the same bits up to `start_bit`, and from `old_bit` or `new_bit` on. */
struct seam {
	int64_t at; /* `old_bit`, as a place in the decompressed bytes; 0: there is no seam */
	int64_t old_bit, new_bit;
	int64_t start; /* `start_bit`, as a place in the decompressed bytes */
	int64_t start_bit;
	unsigned n_window;
	unsigned char window[GZIP_WINDOW]; /* decompressed bytes before `start` */
};

/* Takes a part from the cursor, and writes the new bytes to the sink. */
struct replacer {
	int (*replace)(void *context, size_t i, struct cursor *from, struct sink *to,
		struct err *e);
	void *context;
};

/*
 * Writes a new file with other bytes for the parts, which are in order. Without a seam after
 * that it could not be done, and what was written is useless.
 */
int gzip_splice_write(const struct extent *old, const struct gzip_part *parts, size_t n,
	const struct replacer *how, struct handle *file, struct seam *ret, struct err *e);

/* Compares the bits that should be the same, but not the checksum: 1, 0, or negative. */
int gzip_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e);

/* Opens the cursor's stream where the common start ends. */
int gzip_splice_resume(struct cursor *c, const struct seam *seam, struct err *e);

#endif
