/* SPDX-License-Identifier: MIT */
/* Finds what a change makes usable, once for all lists that are the same. */
#include "plan/openings.h"

#include <stdlib.h>

static const struct opening *openings_find(struct openings *all, struct span key)
{
	pthread_mutex_lock(&all->lock);
	const struct opening *found = keyed_find(&all->found, key);
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

static void openings_free(void *data)
{
	opening_done(data);
	free(data);
}

/* Another thread may have kept an equal one meanwhile: then that counts. */
static const struct opening *openings_keep(
	struct openings *all, struct span key, struct opening *o)
{
	pthread_mutex_lock(&all->lock);
	const struct opening *kept = keyed_keep(&all->found, key, o, openings_free);
	pthread_mutex_unlock(&all->lock);
	return kept;
}

int openings_get(struct openings *all, const struct opening_question *q,
	const struct opening **ret, struct err *e)
{
	BUF_AUTO struct buf key = {0};

	restrictions_add_key(q->release, q->before->of, q->before->groups, &key);
	restrictions_add_key(q->release, q->after->of, q->after->groups, &key);
	if (key.failed)
		return err_memory(e);
	*ret = openings_find(all, buf_span(&key));
	if (*ret)
		return 0;
	struct opening *o = calloc(1, sizeof *o);
	if (!o)
		return err_memory(e);
	int rc = openings_compute(o, q, e);
	if (rc) {
		openings_free(o);
		return rc;
	}
	*ret = openings_keep(all, buf_span(&key), o);
	return *ret ? 0 : err_memory(e);
}

void openings_done(struct openings *all)
{
	keyed_done(&all->found);
}
