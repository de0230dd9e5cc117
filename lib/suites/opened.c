/* SPDX-License-Identifier: MIT */
/* Judges the suites that a change may affect, with the lists before and after it. */
#include "suites/opened.h"

#include "text/list.h"
#include "text/suite.h"

#include <stdlib.h>

/* The entries that the change removes. */
struct gone {
	struct list list;	/* borrows the entries of the list before */
	struct strv keys;	/* of these entries */
	struct suite_lists all; /* lists with only these entries */
	unsigned protocols;	/* that are among these entries */
	bool groups;		/* some of them disable groups */
	bool includes;		/* `include jdk.disabled.namedCurves` is among them */
};

static int opening_find_gone(
	struct gone *g, const struct suite_lists *before, const struct suite_lists *after)
{
	const struct list *l = before->tls;

	g->list.items = calloc(l->n + 1, sizeof *l->items);
	if (!g->list.items)
		return -JSEC_NO_MEMORY;
	for (size_t i = 0; i < l->n; i++)
		if (!list_has_key(after->tls, l->items[i].key)) {
			g->list.items[g->list.n++] = l->items[i];
			strv_adds(&g->keys, l->items[i].key);
			g->groups =
				g->groups || suite_refuses_groups(&l->items[i], before);
			g->includes = g->includes ||
				      entry_is_include(&l->items[i], &before->rules);
		}
	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (strv_has(&g->keys, suite_table_get_protocol_key(p)))
			g->protocols |= p;
	g->all = *before;
	g->all.tls = &g->list;
	g->all.certpath = g->all.curves = NULL;
	return g->keys.failed ? -JSEC_NO_MEMORY : 0;
}

/* Tests cheaply whether a removed entry may affect the suite: most suites fail. */
static bool opening_is_touched(const struct suite *s, const struct gone *g)
{
	struct suite_blocker b = {0};

	return g->includes || (g->groups && suite_table_get_groups(s)) ||
	       suite_table_get_protocols(s) & g->protocols ||
	       suite_next_blocker(s, &g->all, &b);
}

/* Tells whether one of the removed entries blocked the suite. */
static bool opening_is_covered(
	const struct suite *s, const struct suite_lists *before, const struct gone *g)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, before, &b))
		if (b.list != SUITE_LIST_CERTPATH && strv_has(&g->keys, b.entry->key))
			return true;
	return false;
}

static int opening_judge(struct opening *o, const struct suite *s,
	const struct suite_lists *before, const struct gone *g, unsigned *enabled,
	struct err *e)
{
	const struct suite_lists *after = &o->after.all;

	if (suite_judge(s, after) == SUITE_OPEN) {
		*enabled |= suite_find_protocols(s, after);
		if (suite_judge(s, before) != SUITE_OPEN) {
			strv_adds(&o->suites, s->name);
			o->anon = o->anon || suite_table_is_anon(s);
		}
		return 0;
	}
	return opening_is_covered(s, before, g) ? verdicts_add(&o->still, s, after, e)
						: 0;
}

static int opening_judge_all(struct opening *o, const struct suite_lists *before,
	const struct gone *g, struct err *e)
{
	const struct jsse *jsse = &o->after.all.jsse;
	unsigned enabled = 0;
	int rc = 0;

	for (const struct suite *s = NULL; !rc && (s = suite_table_next(jsse, s));)
		if (opening_is_touched(s, g))
			rc = opening_judge(o, s, before, g, &enabled, e);
	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (p & enabled & g->protocols)
			strv_adds(&o->protocols, suite_table_name_protocol(p));
	return rc || !(o->suites.failed || o->protocols.failed) ? rc : err_memory(e);
}

int opening_find(struct opening *o, struct err *e)
{
	struct gone gone = {0};
	int rc = opening_find_gone(&gone, &o->before.all, &o->after.all)
			 ? err_memory(e)
			 : opening_judge_all(o, &o->before.all, &gone, e);

	free(gone.list.items);
	strv_done(&gone.keys);
	o->known = !rc;
	o->tls13_first = o->known && o->anon ? suite_allows_tls13(&o->after.all) : 0;
	return rc;
}

void opening_done(struct opening *o)
{
	strv_done(&o->suites);
	strv_done(&o->protocols);
	verdicts_done(&o->still);
	restrictions_done(&o->before);
	restrictions_done(&o->after);
	o->known = false;
}

/* The same lists twice. They borrow the entries, except for one that is in no list. */
struct entry_lists {
	struct list extra; /* the entry, if it is in no list */
	struct list with, without[SUITE_LISTS];
	struct suite_lists had, has; /* with the entry, and without it */
	struct suite_lists had_doubt, has_doubt;
};

static const struct list *entry_lists_get(const struct suite_lists *l, int k)
{
	return k == SUITE_LIST_TLS	  ? l->tls
	       : k == SUITE_LIST_CERTPATH ? l->certpath
					  : l->curves;
}

/* Tells whether `list` counts: that of the curves does if it is included. */
static bool entry_lists_counts(const struct suite_lists *l, int k)
{
	const struct list *both[] = {l->tls, l->certpath};

	for (size_t i = 0; k == SUITE_LIST_CURVES && i < 2; i++)
		for (size_t n = 0; both[i] && n < both[i]->n; n++)
			if (entry_is_include(&both[i]->items[n], &l->rules))
				return true;
	return k != SUITE_LIST_CURVES;
}

/* Copies the list but for the entry. Tells whether that was in it. */
static bool entry_lists_drop(
	struct list *to, const struct list *from, const char *key, bool *failed)
{
	size_t n = from ? from->n : 0;
	bool found = false;

	to->items = calloc(n + 1, sizeof *to->items);
	*failed = *failed || !to->items;
	for (size_t i = 0; to->items && i < n; i++) {
		bool same = entry_same_key(from->items[i].key, key);
		found = found || same;
		if (!same)
			to->items[to->n++] = from->items[i];
	}
	return found;
}

/* Adds the entry to the TLS list if it is in no list. */
static bool entry_lists_add(
	struct entry_lists *l, const struct list *tls, const char *entry)
{
	size_t n = tls ? tls->n : 0;

	l->with.items = calloc(n + 2, sizeof *l->with.items);
	if (!l->with.items || list_insert(&l->extra, 0, entry, 0, 0, 0))
		return false;
	for (size_t i = 0; i < n; i++)
		l->with.items[l->with.n++] = tls->items[i];
	l->with.items[l->with.n++] = l->extra.items[0];
	return true;
}

static void entry_lists_done(struct entry_lists *l)
{
	list_done(&l->extra);
	free(l->with.items);
	for (int k = 0; k < SUITE_LISTS; k++)
		free(l->without[k].items);
}

static int entry_lists_make(struct entry_lists *l, struct entry_effect *f,
	const char *entry, const struct restrictions *r)
{
	BUF_AUTO struct buf key = {0};
	bool failed = false, stands = false;

	entry_add_key(entry, &key);
	for (int k = 0; !key.failed && k < SUITE_LISTS; k++) {
		f->stands[k] =
			entry_lists_drop(&l->without[k], entry_lists_get(&r->all, k),
				buf_str(&key), &failed) &&
			entry_lists_counts(&r->all, k);
		stands = stands || f->stands[k];
	}
	if (key.failed || failed || (!stands && !entry_lists_add(l, r->all.tls, entry)))
		return -JSEC_NO_MEMORY;
	l->had = l->has = r->all;
	if (!stands)
		l->had.tls = &l->with;
	l->has.tls = &l->without[SUITE_LIST_TLS];
	l->has.certpath = &l->without[SUITE_LIST_CERTPATH];
	l->has.curves = &l->without[SUITE_LIST_CURVES];
	return 0;
}

/* What is not known of this Java is not known with either lists. */
static void entry_lists_add_doubt(struct entry_lists *l, const struct suite_lists *doubt)
{
	if (!doubt)
		return;
	l->had_doubt = l->has_doubt = *doubt;
	l->had_doubt.tls = l->had.tls;
	l->has_doubt.tls = l->has.tls;
	l->has_doubt.certpath = l->has.certpath;
	l->has_doubt.curves = l->has.curves;
	l->had.doubt = &l->had_doubt;
	l->has.doubt = &l->has_doubt;
}

static bool entry_effect_blocks(
	const struct suite *s, const struct suite_lists *l, const char *entry)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, l, &b))
		if (entry_equal(b.entry->text, entry))
			return true;
	return false;
}

static int entry_effect_judge(struct entry_effect *f, const char *entry,
	const struct entry_lists *l, const struct suite_lists *now, struct err *e)
{
	const struct jsse *jsse = &now->jsse;
	int rc = 0;

	for (const struct suite *s = NULL; !rc && (s = suite_table_next(jsse, s));) {
		bool decides = suite_judge(s, &l->has) == SUITE_OPEN &&
			       suite_judge(s, &l->had) != SUITE_OPEN;
		if (decides)
			strv_adds(&f->decides, s->name);
		if (decides || entry_effect_blocks(s, &l->had, entry) ||
			(l->had.doubt && entry_effect_blocks(s, l->had.doubt, entry)))
			rc = verdicts_add(&f->blocked, s, now, e);
	}
	return rc || !f->decides.failed ? rc : err_memory(e);
}

int entry_effect_find(struct entry_effect *f, const char *entry,
	const struct restrictions *r, struct err *e)
{
	__attribute__((cleanup(entry_lists_done))) struct entry_lists l = {0};

	if (entry_lists_make(&l, f, entry, r))
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): entry_lists_done() frees it */
		return err_memory(e);
	entry_lists_add_doubt(&l, r->all.doubt);
	return entry_effect_judge(f, entry, &l, &r->all, e);
}

void entry_effect_done(struct entry_effect *f)
{
	verdicts_done(&f->blocked);
	strv_done(&f->decides);
}
