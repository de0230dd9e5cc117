/* SPDX-License-Identifier: MIT */
/* A region of unpacked bytes that is compressed again: all in memory. */
#ifndef REGION_H
#define REGION_H

#include "archive/gzip_splice.h"

/* The parts that get new bytes, in order. */
struct region_parts {
	const struct gzip_part *items;
	size_t n;
	const struct replacer *how;
};

/*
 * Makes the new bytes of a region that is in memory and starts at `from`. `end` gets where
 * the last part has ended. Returns -JSEC_BAD_ARCHIVE if the parts are not all in it.
 */
int region_make(const struct extent *x, struct span old, int64_t from,
	const struct region_parts *parts, struct buf *ret, int64_t *end, struct err *e);

#endif
