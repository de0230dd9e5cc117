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
			g->includes = g->includes ||
				      (l->items[i].includes && before->rules.include);
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

	return g->includes || suite_table_get_protocols(s) & g->protocols ||
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
	size_t n = 0;

	for (const struct suite *s = NULL; (s = suite_table_next(jsse, s));)
		n++;
	int rc = verdicts_init(&o->still, n, e);
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
	return rc;
}

int opening_compare_tls13(const struct opening *o)
{
	return o->known && o->anon ? verdict_compare_tls13(&o->after.all) : 0;
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
