/* SPDX-License-Identifier: MIT */
/*
 * Changes a part of zstd data without compressing it all again. The frame with the change
 * becomes two. The first one has the blocks before the change. The second one has the blocks
 * of the change, compressed anew, and then the old blocks from the first one that is too far
 * away to refer to changed bytes, and that needs no tables and offsets of blocks before it.
 *
 * This is only for speed: a JDK's tar.zst takes half as long as if it is compressed again.
 */
#ifndef ZSTD_SPLICE_H
#define ZSTD_SPLICE_H

#include "archive/region.h"

/*
 * Writes a new file in which the parts have new bytes. If `ret` has no seam, this was not
 * possible: then discard what was written.
 */
int zstd_splice_write(const struct extent *old, const struct region_parts *parts,
	struct handle *file, struct seam *ret, struct err *e);

#endif
