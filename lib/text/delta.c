/* SPDX-License-Identifier: MIT */
/* Compares two texts from both ends, and keeps what is new between these. */
#include "text/delta.h"

#include <stdlib.h>

#define STEP 256 /* bytes compared at once */

size_t delta_count_head(struct span a, struct span b)
{
	size_t least = a.size < b.size ? a.size : b.size, n = 0;

	while (n + STEP <= least && !memcmp(a.data + n, b.data + n, STEP))
		n += STEP;
	while (n < least && a.data[n] == b.data[n])
		n++;
	return n;
}

size_t delta_count_tail(struct span a, struct span b)
{
	size_t least = a.size < b.size ? a.size : b.size, n = 0;

	while (n + STEP <= least &&
		!memcmp(&a.data[a.size - n - STEP], &b.data[b.size - n - STEP], STEP))
		n += STEP;
	while (n < least && a.data[a.size - 1 - n] == b.data[b.size - 1 - n])
		n++;
	return n;
}

int delta_make(struct delta *d, struct span old, struct span new)
{
	size_t head = delta_count_head(old, new);
	size_t tail = delta_count_tail(
		span_cut(old, head, old.size), span_cut(new, head, new.size));

	*d = (struct delta){.head = head,
		.tail = tail,
		.size = old.size,
		.n_put = new.size - head - tail};
	if (!d->n_put)
		return 0;
	d->put = malloc(d->n_put);
	if (!d->put)
		return -1;
	memcpy(d->put, new.data + head, d->n_put);
	return 0;
}

bool delta_apply(const struct delta *d, struct span old, struct buf *out)
{
	if (old.size != d->size)
		return false;
	buf_reserve(out, d->head + d->n_put + d->tail);
	buf_add(out, span_cut(old, 0, d->head));
	buf_add(out, span_of(d->put, d->n_put));
	buf_add(out, span_cut(old, old.size - d->tail, old.size));
	return true;
}

void delta_done(struct delta *d)
{
	free(d->put);
	*d = (struct delta){0};
}
