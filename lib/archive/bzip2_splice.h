/* SPDX-License-Identifier: MIT */
/*
 * Changes a part of bzip2 data without compressing it all again. Blocks of bzip2 do not depend
 * on each other, but start at any bit: those without a change are copied, bit by bit.
 */
#ifndef BZIP2_SPLICE_H
#define BZIP2_SPLICE_H

#include "archive/region.h"

/*
 * Writes a new file in which the parts have new bytes. If `ret` has no seam, this was not
 * possible: then discard what was written.
 */
int bzip2_splice_write(const struct extent *old, const struct region_parts *parts,
	struct handle *file, struct seam *ret, struct err *e);

/*
 * Compares the bits of the blocks outside of the region, and the sum of all blocks with the
 * end of the new file. Returns 1, 0 or an error.
 */
int bzip2_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e);

#endif
