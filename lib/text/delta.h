/* SPDX-License-Identifier: MIT */
/* What makes new bytes of old ones: small if only a part differs, so that it can be kept. */
#ifndef DELTA_H
#define DELTA_H

#include "base/buf.h"

/* A zeroed struct makes no bytes of none. */
struct delta {
	size_t head, tail; /* so many bytes at the start and at the end stay */
	size_t size;	   /* of the old bytes */
	char *put;	   /* what comes between; NULL if nothing does */
	size_t n_put;
};

/* Finds the difference. Returns -1 if memory ran out. */
int delta_make(struct delta *d, struct span old, struct span new);

/* Adds the new bytes to `out`. Returns false if `old` has another size than before. */
bool delta_apply(const struct delta *d, struct span old, struct buf *out);
void delta_done(struct delta *d);

/* Counts the bytes that are equal at the start, or at the end. */
size_t delta_count_head(struct span a, struct span b);
size_t delta_count_tail(struct span a, struct span b);

#endif
