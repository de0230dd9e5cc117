/* SPDX-License-Identifier: MIT */
/* Keeps things under a key in a tree of the C library. */
#include "base/keyed.h"

#include "base/buf.h"

#include <search.h>
#include <stdlib.h>

struct keyed_item {
	struct span key; /* in `own` once it is kept */
	struct buf own;
	void *thing;
	void (*done)(void *thing);
};

static int keyed_compare(const void *a, const void *b)
{
	struct span x = ((const struct keyed_item *)a)->key;
	struct span y = ((const struct keyed_item *)b)->key;

	return x.size != y.size ? (x.size > y.size) - (x.size < y.size)
				: memcmp(x.data, y.data, x.size);
}

static void keyed_free(void *data)
{
	struct keyed_item *it = data;

	it->done(it->thing);
	buf_done(&it->own);
	free(it);
}

void *keyed_find(const struct keyed *k, struct span key)
{
	const struct keyed_item it = {.key = key};
	struct keyed_item *const *found = tfind(&it, &k->tree, keyed_compare);

	return found ? (*found)->thing : NULL;
}

void *keyed_keep(struct keyed *k, struct span key, void *thing, void (*done)(void *thing))
{
	struct keyed_item *it = malloc(sizeof *it);

	if (!it) {
		done(thing);
		return NULL;
	}
	*it = (struct keyed_item){.thing = thing, .done = done};
	buf_add(&it->own, key);
	it->key = buf_span(&it->own);
	struct keyed_item **kept =
		it->own.failed ? NULL : tsearch(it, &k->tree, keyed_compare);
	void *ret = kept ? (*kept)->thing : NULL;
	if (!kept || *kept != it)
		keyed_free(it);
	return ret;
}

void keyed_done(struct keyed *k)
{
	tdestroy(k->tree, keyed_free);
	k->tree = NULL;
}
