/* SPDX-License-Identifier: MIT */
/* Keeps what was found about lists, and finds it by a digest of all it depends on. */
#include "plan/openings.h"

#include "archive/digest.h"
#include "base/memory.h"

#include <stdlib.h>

static void openings_add_text(const char *text, struct buf *key)
{
	buf_addf(key, "%s\n", text ? text : "\n");
}

static void openings_add_lists(const struct opening_lists *l, struct buf *key)
{
	for (int k = 0; k < SUITE_LISTS; k++) {
		buf_addf(key, "%zu ", l->of[k].value.size);
		buf_add(key, l->of[k].value);
	}
	openings_add_text(l->groups, key);
}

/* Computes the digest of all that decides which suites the change makes usable. */
static int openings_make_key(
	const struct opening_question *q, char ret[static DIGEST_SIZE], struct err *e)
{
	const struct release *r = q->release;
	BUF_AUTO struct buf key = {0};

	openings_add_lists(q->before, &key);
	openings_add_lists(q->after, &key);
	openings_add_text(r->vendor, &key);
	openings_add_text(r->version, &key);
	openings_add_text(r->runtime, &key);
	buf_addf(&key, "%d%d", r->openj9, r->old);
	digest_compute(buf_span(&key), ret);
	return key.failed ? err_memory(e) : 0;
}

static const struct opening *openings_find(struct openings *all, const char *key)
{
	pthread_mutex_lock(&all->lock);
	size_t at = strv_find(&all->keys, key, strv_is_same);
	const struct opening *found = at < all->keys.n ? all->items[at] : NULL;
	pthread_mutex_unlock(&all->lock);
	return found;
}

/* Splits the lists. Those that are the same before and after are split once. */
static int openings_compute(
	struct opening *o, const struct opening_question *q, struct err *e)
{
	struct restriction before[SUITE_LISTS];
	int rc = restrictions_take(
		&o->after, q->release, q->after->of, q->after->groups, e);

	if (rc)
		return rc;
	memcpy(before, q->before->of, sizeof before);
	if (span_equal(before[SUITE_LIST_CERTPATH].value,
		    q->after->of[SUITE_LIST_CERTPATH].value))
		before[SUITE_LIST_CERTPATH].list = o->after.all.certpath;
	if (span_equal(before[SUITE_LIST_CURVES].value,
		    q->after->of[SUITE_LIST_CURVES].value))
		before[SUITE_LIST_CURVES].list = o->after.all.curves;
	rc = restrictions_take(&o->before, q->release, before, q->before->groups, e);
	rc = rc ? rc : opening_find(o, e);
	restrictions_done(&o->before);
	return rc;
}

static void openings_free(struct opening *o)
{
	opening_done(o);
	free(o);
}

/* Keeps an opening. Another thread may have kept an equal one: then the first counts. */
static int openings_keep(
	struct openings *all, const char *key, struct opening *o, struct err *e)
{
	pthread_mutex_lock(&all->lock);
	size_t n = all->keys.n;
	struct opening **items = memory_grow(all->items, n, sizeof *items);
	if (items) {
		all->items = items;
		items[n] = o;
		strv_adds(&all->keys, key);
	}
	if (all->keys.n == n)
		openings_free(o);
	bool failed = !items || all->keys.failed;
	pthread_mutex_unlock(&all->lock);
	return failed ? err_memory(e) : 0;
}

int openings_get(struct openings *all, const struct opening_question *q,
	const struct opening **ret, struct err *e)
{
	char key[DIGEST_SIZE];
	struct opening *o;
	int rc = openings_make_key(q, key, e);

	if (rc)
		return rc;
	*ret = openings_find(all, key);
	if (*ret)
		return 0;
	o = calloc(1, sizeof *o);
	if (!o)
		return err_memory(e);
	rc = openings_compute(o, q, e);
	if (rc)
		openings_free(o);
	else
		rc = openings_keep(all, key, o, e);
	*ret = rc ? NULL : o;
	return rc;
}

void openings_done(struct openings *all)
{
	for (size_t i = 0; i < all->keys.n; i++)
		openings_free(all->items[i]);
	free(all->items);
	strv_done(&all->keys);
	all->items = NULL;
}
