/* SPDX-License-Identifier: MIT */
/* Reads the lists of each install, and judges all suites of its Java, or one of them. */
#include "queries/explain.h"

#include "base/keyed.h"
#include "base/pointers.h"
#include "jre/effective_list.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "os/root.h"
#include "search/installs.h"
#include "suites/opened.h"
#include "suites/restrictions.h"
#include "suites/verdict.h"
#include "text/known.h"
#include "text/near.h"
#include "text/suite.h"

#include <stdlib.h>

#define MAX_NEAR 8

/* What lists do in a Java. All installs with equal lists and releases share it. */
struct explain_verdict {
	struct buf groups; /* that `lists` has */
	struct restrictions lists;
	struct verdicts suites;
	struct entry_effect effect; /* if an entry is explained */
	struct buf concerns;
	int tls13_first;
};

/* The explanation of an install, with all that it points to. */
struct explain_row {
	struct jsec_explanation public;
	struct effects effects;
	const struct explain_verdict *verdict; /* NULL after an error */
	struct jsec_entry entry;
	struct jsec_entry_place places[SUITE_LISTS];
	const struct jsec_entry_place *place_list[SUITE_LISTS + 1];
	struct err err;
};

/* What to explain: a suite, an entry, or everything. */
struct explain_question {
	const struct suite *suite; /* or NULL */
	const char *entry;	   /* or NULL */
};

struct jsec_explained {
	struct explain_row *items;
	size_t n;
	struct keyed verdicts; /* by all that they depend on */
	const struct jsec_explanation **list;
	char *entry; /* that was asked for, or NULL */
};

/* Says why it is not known which lists a JVM uses. */
static int explain_set_doubt(const struct install *i, struct explain_row *row)
{
	const struct jsec_error *unfollowed = err_public(&row->effects.unfollowed);

	if (unfollowed)
		return err_copy(&row->err, unfollowed);
	return err_set(&row->err, JSEC_NOT_KNOWN, i->file, 0, "%s", row->effects.doubt);
}

/* Finds the lists that a JVM of this install uses, from whatever files. */
static int explain_find_effects(const struct context *c,
	const struct jsec_installs *installs, const struct install *i,
	struct explain_row *row)
{
	READING_AUTO struct reading own = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	struct effect_question q = {.context = c, .install = i};
	int rc = installs_find_args(installs, c, i, &q.args, &row->err);

	rc = rc ? rc : reading_open(&own, c, i, NULL, &place, &row->err);
	for (; q.n < SUITE_LISTS; q.n++)
		q.properties[q.n] = suite_get_property((enum suite_list)q.n);
	if (rc)
		return rc;
	rc = effects_find(&q, &own, &row->effects, &row->err);
	if (rc)
		return rc;
	if (err_public(&row->effects.fatal))
		return err_copy(&row->err, &row->effects.fatal.public);
	for (size_t k = 0; k < q.n; k++)
		if (row->effects.lists[k].doubted)
			return explain_set_doubt(i, row);
	return 0;
}

/* Judges the suites that the entry blocks. */
static int explain_judge_entry(
	struct explain_verdict *v, const char *entry, struct err *e)
{
	const struct suite_lists *doubt = v->lists.all.doubt;
	int rc = entry_effect_find(&v->effect, entry, &v->lists, e);

	known_describe(entry, doubt ? &doubt->rules : &v->lists.all.rules, &v->concerns);
	return rc || !v->concerns.failed ? rc : err_memory(e);
}

/* Judges suite `one`. NULL judges all suites of this Java. */
static int explain_judge_suites(
	struct explain_verdict *v, const struct suite *one, struct err *e)
{
	const struct suite_lists *l = &v->lists.all;
	int rc = one ? verdicts_add(&v->suites, one, l, e) : 0;

	for (const struct suite *s = NULL;
		!one && !rc && (s = suite_table_next(&l->jsse, s));)
		rc = verdicts_add(&v->suites, s, l, e);
	return rc;
}

/* Returns the explanation's `tls13_first`. */
static int explain_compare_tls13(
	const struct suite_lists *l, const struct explain_question *q)
{
	const struct suite *one = q->suite;
	bool anon = (one && suite_table_is_anon(one)) ||
		    (q->entry && entry_equal(q->entry, "anon"));

	for (const struct suite *s = NULL;
		!one && !q->entry && (s = suite_table_next(&l->jsse, s));)
		anon = anon ||
		       (suite_table_is_anon(s) && suite_judge(s, l) == SUITE_OPEN);
	return anon ? suite_allows_tls13(l) : 0;
}

static void explain_verdict_free(void *data)
{
	struct explain_verdict *v = data;

	buf_done(&v->groups);
	restrictions_done(&v->lists);
	verdicts_done(&v->suites);
	entry_effect_done(&v->effect);
	buf_done(&v->concerns);
	free(v);
}

/* Judges what no other install before has. */
static int explain_judge(struct explain_verdict *v, const struct restriction *lists,
	const struct install *i, const struct explain_question *q,
	struct explain_row *row)
{
	const char *groups = row->effects.groups;

	if (groups)
		buf_adds(&v->groups, groups);
	int rc = v->groups.failed
			 ? err_memory(&row->err)
			 : restrictions_take(&v->lists, &i->release, lists,
				   groups ? buf_str(&v->groups) : NULL, &row->err);
	if (!rc)
		rc = q->entry ? explain_judge_entry(v, q->entry, &row->err)
			      : explain_judge_suites(v, q->suite, &row->err);
	if (!rc)
		v->tls13_first = explain_compare_tls13(&v->lists.all, q);
	return rc;
}

static int explain_add_verdict(struct jsec_explained *ex, struct span key,
	const struct restriction *lists, const struct install *i,
	const struct explain_question *q, struct explain_row *row)
{
	struct explain_verdict *v = calloc(1, sizeof *v);
	int rc = v ? explain_judge(v, lists, i, q, row) : err_memory(&row->err);

	if (rc) {
		if (v)
			explain_verdict_free(v);
		return rc;
	}
	row->verdict = keyed_keep(&ex->verdicts, key, v, explain_verdict_free);
	return row->verdict ? 0 : err_memory(&row->err);
}

static int explain_find_verdict(struct jsec_explained *ex, const struct install *i,
	const struct explain_question *q, struct explain_row *row)
{
	struct restriction lists[SUITE_LISTS] = {0};
	BUF_AUTO struct buf key = {0};

	for (int k = 0; k < SUITE_LISTS; k++) {
		const struct effect *f = &row->effects.lists[k];
		lists[k] = (struct restriction){
			.value = buf_span(&f->raw), .file = f->file, .line = f->line};
	}
	restrictions_add_key(&i->release, lists, row->effects.groups, &key);
	if (key.failed)
		return err_memory(&row->err);
	row->verdict = keyed_find(&ex->verdicts, buf_span(&key));
	return row->verdict ? 0
			    : explain_add_verdict(ex, buf_span(&key), lists, i, q, row);
}

/* Says where the entry stands. */
static void explain_place_entry(struct explain_row *row, const char *entry)
{
	const struct explain_verdict *v = row->verdict;
	size_t n = 0;

	for (int k = 0; k < SUITE_LISTS; k++) {
		const struct effect *f = &row->effects.lists[k];
		if (!v->effect.stands[k])
			continue;
		row->places[n] = (struct jsec_entry_place){
			suite_get_property((enum suite_list)k), f->file, f->line};
		row->place_list[n] = &row->places[n];
		n++;
	}
	row->entry = (struct jsec_entry){entry, buf_str(&v->concerns), row->place_list,
		strv_list(&v->effect.decides)};
}

static void explain_install(const struct context *c, const struct jsec_installs *installs,
	struct jsec_explained *ex, const struct explain_question *q)
{
	static const struct verdicts none = {0};
	const struct install *i = installs->items[ex->n];
	struct explain_row *row = &ex->items[ex->n];
	const struct effect *f = &row->effects.lists[SUITE_LIST_TLS];
	const struct jsec_error *known = err_public(&i->err);

	if (known)
		err_copy(&row->err, known);
	else if (!explain_find_effects(c, installs, i, row))
		explain_find_verdict(ex, i, q, row);
	const struct explain_verdict *v = row->verdict;
	if (v && q->entry)
		explain_place_entry(row, q->entry);
	row->public = (struct jsec_explanation){.install = &i->public,
		.file = f->file ? f->file : i->file,
		.line = f->line,
		.suites = verdicts_list(!v	   ? &none
					: q->entry ? &v->effect.blocked
						   : &v->suites),
		.entry = v && q->entry ? &row->entry : NULL,
		.error = err_public(&row->err),
		.only_named = install_is_only_named(i),
		.tls13_first = v ? v->tls13_first : 0};
}

/* Fails if the entry is in no list, and no Java knows it. */
static int explain_check_known(
	const struct jsec_explained *ex, const char *entry, struct err *e)
{
	BUF_AUTO struct buf near = {0};
	const char *word = near_find_known(entry);

	if (known_restricts(entry))
		return 0;
	for (size_t i = 0; i < ex->n; i++)
		if (*ex->items[i].place_list)
			return 0;
	if (word)
		buf_addf(&near, "'%s'", word);
	else
		near_find_suites(entry, MAX_NEAR, &near);
	return err_set(e, JSEC_UNKNOWN_ENTRY, NULL, 0,
		"no Java has a cipher suite or knows an entry '%s'%s%s", entry,
		near.size ? "; similar names: " : "", buf_str(&near));
}

int explain_installs(const struct context *c, const struct jsec_installs *installs,
	const char *what, struct jsec_explained **ret, struct err *e)
{
	struct explain_question q = {.suite = what ? suite_table_find(what) : NULL};
	int rc = installs_learn(installs, c, e);

	if (rc)
		return rc;
	struct jsec_explained *ex = calloc(1, sizeof *ex);
	if (ex && what && !q.suite)
		ex->entry = strdup(what);
	if (ex && (!what || q.suite || ex->entry))
		ex->items = calloc(installs->n + 1, sizeof *ex->items);
	if (ex && ex->items)
		ex->list =
			pointers_make(&ex->items->public, installs->n, sizeof *ex->items);
	if (!ex || !ex->list) {
		jsec_explained_free(ex);
		return err_memory(e);
	}
	q.entry = ex->entry;
	for (; ex->n < installs->n; ex->n++)
		explain_install(c, installs, ex, &q);
	rc = q.entry ? explain_check_known(ex, q.entry, e) : 0;
	if (rc)
		jsec_explained_free(ex);
	else
		*ret = ex;
	return rc;
}

const struct jsec_explanation *const *jsec_explained_items(
	const struct jsec_explained *ex)
{
	return ex->list;
}

void jsec_explained_free(struct jsec_explained *ex)
{
	if (!ex)
		return;
	for (size_t i = 0; i < ex->n; i++) {
		effects_done(&ex->items[i].effects);
		err_done(&ex->items[i].err);
	}
	keyed_done(&ex->verdicts);
	free(ex->items);
	free(ex->list);
	free(ex->entry);
	free(ex);
}
