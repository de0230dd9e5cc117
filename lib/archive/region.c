/* SPDX-License-Identifier: MIT */
/* Makes the new bytes of a region, with a cursor and a sink that have no file. */
#include "archive/region.h"

int region_make(const struct extent *x, struct span old, int64_t from,
	const struct region_parts *parts, struct buf *ret, int64_t *end, struct err *e)
{
	struct cursor c = {.x = x, .left = old, .at = from};
	SINK_AUTO struct sink *to = NULL;
	int rc = sink_open_memory(ret, &to, e);

	ret->size = 0;
	for (size_t i = 0; !rc && i < parts->n; i++) {
		rc = cursor_pass(&c, parts->items[i].from - c.at, to, e);
		if (!rc)
			rc = parts->how->replace(parts->how->context, i, &c, to, e);
	}
	*end = c.at;
	return rc ? rc : cursor_pass(&c, -1, to, e);
}
