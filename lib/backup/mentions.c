/* SPDX-License-Identifier: MIT */
/* Makes the index of all records in the manifests, and searches it. */
#include "backup/mentions.h"

#include <stdlib.h>
#include <string.h>

static int mentions_compare(const void *a, const void *b)
{
	const struct mention *x = a, *y = b;
	int order = strcmp(x->record->file, y->record->file);

	if (!order)
		order = (x->backup > y->backup) - (x->backup < y->backup);
	return order ? order : (x->nth > y->nth) - (x->nth < y->nth);
}

int mentions_make(
	struct mentions *m, const struct backup *backups, size_t n, struct err *e)
{
	struct mention *items;
	size_t all = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		all += backups[i].records.n;
	items = calloc(all + 1, sizeof *items);
	if (!items)
		return err_memory(e);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < backups[i].records.n; k++)
			items[at++] =
				(struct mention){&backups[i].records.items[k], i, k};
	qsort(items, all, sizeof *items, mentions_compare);
	free(m->items);
	*m = (struct mentions){items, all};
	return 0;
}

void mentions_done(struct mentions *m)
{
	free(m->items);
	*m = (struct mentions){0};
}

/* Returns the first mention of the file or, if `behind`, the first one after them. */
static size_t mentions_find_bound(const struct mentions *m, const char *file, bool behind)
{
	size_t from = 0, to = m->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = strcmp(m->items[mid].record->file, file);
		if (order < 0 || (behind && order == 0))
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

struct mentions mentions_find(const struct mentions *m, const char *file)
{
	size_t from = mentions_find_bound(m, file, false);

	if (from == m->n)
		return (struct mentions){0};
	return (struct mentions){
		m->items + from, mentions_find_bound(m, file, true) - from};
}
