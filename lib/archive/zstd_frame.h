/* SPDX-License-Identifier: MIT */
/* Headers of zstd frames and of their blocks. The format is in RFC 8878. */
#ifndef ZSTD_FRAME_H
#define ZSTD_FRAME_H

#include "base/span.h"

#include <stdint.h>

#define ZSTD_FRAME_MOST 18 /* maximum size of a frame header */
#define ZSTD_BLOCK_HEADER 3
#define ZSTD_BLOCK_MOST ((size_t)128 << 10) /* maximum content of a block */

struct zstd_frame {
	size_t size;   /* of this header */
	bool checksum; /* follows the blocks */
	bool sized;    /* it has the size of the content */
	uint64_t window;
};

/* Returns false if this is not a frame, or one that needs a dictionary. */
bool zstd_frame_read(struct span start, struct zstd_frame *ret);

/* Makes a header. Returns its size. `content` counts only if `f` is sized. */
size_t zstd_frame_make(const struct zstd_frame *f, uint64_t content,
	unsigned char ret[static ZSTD_FRAME_MOST]);

/* If this is a frame that decoders skip, returns its size, else 0. */
int64_t zstd_frame_skip(struct span start);

enum zstd_kind { ZSTD_BLOCK_RAW, ZSTD_BLOCK_RLE, ZSTD_BLOCK_PACKED, ZSTD_BLOCK_RESERVED };

struct zstd_block {
	bool last;
	enum zstd_kind kind;
	size_t size; /* of what follows the header */
};

struct zstd_block zstd_block_read(const unsigned char at[static ZSTD_BLOCK_HEADER]);

/* Changes a block's header, so that it is the last one of its frame. */
void zstd_block_end_with(unsigned char at[static ZSTD_BLOCK_HEADER]);

/*
 * Tells whether a compressed block can follow other blocks than before: it has all its
 * tables itself, and so many sequences that the block after it repeats no earlier offset.
 */
bool zstd_block_is_fresh(struct span packed);

#endif
