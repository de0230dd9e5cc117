/* SPDX-License-Identifier: MIT */
/* Reads the lists of each install, and judges all suites of its Java, or one of them. */
#include "queries/explain.h"

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

/* The explanation of an install, with all that it points to. */
struct explain_row {
	struct jsec_explanation public;
	struct effects effects;
	struct restrictions lists;
	struct verdicts suites;
	struct entry_effect effect; /* if an entry is explained */
	struct buf concerns;
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

static int explain_read_lists(const struct context *c,
	const struct jsec_installs *installs, const struct install *i,
	struct explain_row *row)
{
	struct restriction lists[SUITE_LISTS] = {0};
	int rc = explain_find_effects(c, installs, i, row);

	if (rc)
		return rc;
	for (int k = 0; k < SUITE_LISTS; k++) {
		const struct effect *f = &row->effects.lists[k];
		lists[k] = (struct restriction){
			.value = buf_span(&f->raw), .file = f->file, .line = f->line};
	}
	return restrictions_take(
		&row->lists, &i->release, lists, row->effects.groups, &row->err);
}

/* Judges the suites that the entry blocks, and says where it stands. */
static int explain_judge_entry(struct explain_row *row, const char *entry)
{
	int rc = entry_effect_find(&row->effect, entry, &row->lists, &row->err);
	size_t n = 0;

	const struct suite_lists *doubt = row->lists.all.doubt;
	known_describe(
		entry, doubt ? &doubt->rules : &row->lists.all.rules, &row->concerns);
	if (rc || row->concerns.failed)
		return rc ? rc : err_memory(&row->err);
	for (int k = 0; k < SUITE_LISTS; k++) {
		const struct effect *f = &row->effects.lists[k];
		if (!row->effect.stands[k])
			continue;
		row->places[n] = (struct jsec_entry_place){
			suite_get_property((enum suite_list)k), f->file, f->line};
		row->place_list[n] = &row->places[n];
		n++;
	}
	row->entry = (struct jsec_entry){entry, buf_str(&row->concerns), row->place_list,
		strv_list(&row->effect.decides)};
	return 0;
}

/* Judges suite `one`. NULL judges all suites of this Java. */
static int explain_judge_suites(struct explain_row *row, const struct suite *one)
{
	const struct suite_lists *l = &row->lists.all;
	int rc = one ? verdicts_add(&row->suites, one, l, &row->err) : 0;

	for (const struct suite *s = NULL;
		!one && !rc && (s = suite_table_next(&l->jsse, s));)
		rc = verdicts_add(&row->suites, s, l, &row->err);
	return rc;
}

/* Returns the explanation's `tls13_first`. */
static int explain_compare_tls13(
	const struct explain_row *row, const struct explain_question *q)
{
	const struct suite_lists *l = &row->lists.all;
	const struct suite *one = q->suite;
	bool anon = (one && suite_table_is_anon(one)) ||
		    (q->entry && entry_equal(q->entry, "anon"));

	for (const struct suite *s = NULL;
		!one && !q->entry && (s = suite_table_next(&l->jsse, s));)
		anon = anon ||
		       (suite_table_is_anon(s) && suite_judge(s, l) == SUITE_OPEN);
	return anon ? suite_allows_tls13(l) : 0;
}

static void explain_install(const struct context *c, const struct jsec_installs *installs,
	size_t at, const struct explain_question *q, struct explain_row *row)
{
	const struct install *i = installs->items[at];
	const struct effect *f = &row->effects.lists[SUITE_LIST_TLS];
	const struct jsec_error *known = err_public(&i->err);

	if (known)
		err_copy(&row->err, known);
	else if (!explain_read_lists(c, installs, i, row) &&
		 (q->entry ? explain_judge_entry(row, q->entry)
			   : explain_judge_suites(row, q->suite)))
		verdicts_done(q->entry ? &row->effect.blocked : &row->suites);
	bool failed = err_public(&row->err);
	row->public = (struct jsec_explanation){.install = &i->public,
		.file = f->file ? f->file : i->file,
		.line = f->line,
		.suites = verdicts_list(q->entry ? &row->effect.blocked : &row->suites),
		.entry = q->entry && !failed ? &row->entry : NULL,
		.error = err_public(&row->err),
		.only_named = install_is_only_named(i),
		.tls13_first = failed ? 0 : explain_compare_tls13(row, q)};
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
		explain_install(c, installs, ex->n, &q, &ex->items[ex->n]);
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
		restrictions_done(&ex->items[i].lists);
		verdicts_done(&ex->items[i].suites);
		entry_effect_done(&ex->items[i].effect);
		buf_done(&ex->items[i].concerns);
		err_done(&ex->items[i].err);
	}
	free(ex->items);
	free(ex->list);
	free(ex->entry);
	free(ex);
}
