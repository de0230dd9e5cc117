/* SPDX-License-Identifier: MIT */
/* Makes arrays of pointers with NULL at the end. */
#include "base/pointers.h"

#include <stdlib.h>

void *pointers_make(const void *first, size_t n, size_t stride)
{
	const void **list = calloc(n + 1, sizeof *list);

	for (size_t i = 0; list && i < n; i++)
		list[i] = (const char *)first + i * stride;
	return list;
}
