/* SPDX-License-Identifier: MIT */
/* Puts new bytes for parts of a stream, or of a region that is in memory. */
#include "archive/region.h"

int region_replace(const struct region_parts *parts, size_t *i, int64_t end,
	struct cursor *from, struct sink *to, struct err *e)
{
	for (; *i < parts->n && parts->items[*i].from < end; ++*i) {
		int rc = cursor_pass(from, parts->items[*i].from - from->at, to, e);
		rc = rc ? rc : parts->how->replace(parts->how->context, *i, from, to, e);
		if (rc)
			return rc;
	}
	return 0;
}

int region_make(const struct extent *x, struct span old, int64_t from,
	const struct region_parts *parts, struct buf *ret, int64_t *end, struct err *e)
{
	struct cursor c = {.x = x, .left = old, .at = from};
	SINK_AUTO struct sink *to = NULL;
	int rc = sink_open_memory(ret, &to, e);
	size_t i = 0;

	ret->size = 0;
	rc = rc ? rc : region_replace(parts, &i, INT64_MAX, &c, to, e);
	*end = c.at;
	return rc ? rc : cursor_pass(&c, -1, to, e);
}
