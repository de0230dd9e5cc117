/* SPDX-License-Identifier: MIT */
/* Shares equal lists. A tree sorts them by length and content. */
#include "plan/list_pool.h"

#include <search.h>
#include <stdlib.h>

const struct strv list_pool_empty = {0};

static int list_pool_compare(const void *a, const void *b)
{
	const struct strv *x = a, *y = b;
	int order = 0;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (size_t i = 0; !order && i < x->n; i++)
		order = strcmp(x->items[i], y->items[i]);
	return order;
}

/* Adds a list and moves it. */
static struct strv *list_pool_add(struct list_pool *p, struct strv *list)
{
	struct strv *kept = malloc(sizeof *kept);

	if (!kept)
		return NULL;
	*kept = *list;
	if (!tsearch(kept, &p->tree, list_pool_compare)) {
		free(kept);
		return NULL;
	}
	*list = (struct strv){0};
	return kept;
}

const struct strv *list_pool_keep(struct list_pool *p, struct strv *list)
{
	const struct strv *kept = NULL;

	if (!list->failed && !list->n)
		kept = &list_pool_empty;
	else if (!list->failed) {
		pthread_mutex_lock(&p->lock);
		struct strv *const *found = tfind(list, &p->tree, list_pool_compare);
		kept = found ? *found : list_pool_add(p, list);
		pthread_mutex_unlock(&p->lock);
	}
	strv_done(list);
	return kept;
}

static void list_pool_free(void *list)
{
	strv_done(list);
	free(list);
}

void list_pool_done(struct list_pool *p)
{
	tdestroy(p->tree, list_pool_free);
	p->tree = NULL;
}
