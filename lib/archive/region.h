/* SPDX-License-Identifier: MIT */
/*
 * What the splices of gzip, bzip2 and zstd share: the parts that get new bytes, the seam to
 * check, and a region of unpacked bytes that is compressed again, all in memory.
 */
#ifndef REGION_H
#define REGION_H

#include "archive/cursor.h"

/* A part of the decompressed bytes. */
struct region_part {
	int64_t from, to;
};

#define GZIP_WINDOW 32768 /* how far back a block may refer */

/*
 * Two files of gzip or bzip2 have equal bits up to `start_bit`, and from `old_bit`/`new_bit`
 * on. Two of zstd have the same blocks from `at` on; `sum` is of all bytes of the new one.
 */
struct seam {
	enum codec codec;
	int64_t at; /* position of `old_bit` in the decompressed bytes; 0: no seam */
	uint64_t sum;
	int64_t old_bit, new_bit;
	int64_t start; /* position of `start_bit` in the decompressed bytes */
	int64_t start_bit;
	unsigned n_window;
	unsigned char window[GZIP_WINDOW]; /* decompressed bytes before `start` */
};

/* Reads part `i` from the cursor, and writes its new bytes to the sink. */
struct replacer {
	int (*replace)(void *context, size_t i, struct cursor *from, struct sink *to,
		struct err *e);
	void *context;
};

/* The parts that get new bytes, in order. */
struct region_parts {
	const struct region_part *items;
	size_t n;
	const struct replacer *how;
};

/*
 * Replaces the parts from number `i` on that start before `end`, and copies what is between
 * them. Moves `i` on.
 */
int region_replace(const struct region_parts *parts, size_t *i, int64_t end,
	struct cursor *from, struct sink *to, struct err *e);

/*
 * Makes the new bytes of a region that is in memory and starts at `from`. `end` gets where
 * the last part has ended. Returns -JSEC_BAD_ARCHIVE if the parts are not all in it.
 */
int region_make(const struct extent *x, struct span old, int64_t from,
	const struct region_parts *parts, struct buf *ret, int64_t *end, struct err *e);

#endif
