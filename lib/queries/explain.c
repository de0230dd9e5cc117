/* SPDX-License-Identifier: MIT */
/* Reads the lists of each install, and judges all suites of its Java, or one of them. */
#include "queries/explain.h"

#include "base/pointers.h"
#include "jre/effective_list.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "os/root.h"
#include "search/installs.h"
#include "suites/restrictions.h"
#include "suites/verdict.h"
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
	struct err err;
};

struct jsec_explained {
	struct explain_row *items;
	size_t n;
	const struct jsec_explanation **list;
};

/* Finds the lists that a JVM of this install uses, from whatever files. */
static int explain_find_effects(const struct context *c,
	const struct jsec_installs *installs, const struct install *i,
	struct explain_row *row)
{
	READING_AUTO struct reading own = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	struct effect_question q = {
		.context = c, .install = i, .args = installs_get_args(installs, i)};
	int rc = reading_open(&own, c, i, NULL, &place, &row->err);

	for (; q.n < SUITE_LISTS; q.n++)
		q.properties[q.n] = suite_get_property((enum suite_list)q.n);
	if (rc)
		return rc;
	rc = effects_find(&q, &own, &row->effects, &row->err);
	if (rc || !err_public(&row->effects.fatal))
		return rc;
	return err_copy(&row->err, &row->effects.fatal.public);
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
	return restrictions_take(&row->lists, &i->release, lists, &row->err);
}

/* Judges suite `one`. NULL judges all suites of this Java. */
static int explain_judge_suites(struct explain_row *row, const struct suite *one)
{
	const struct suite_lists *l = &row->lists.all;
	size_t n = one != NULL;
	int rc;

	for (const struct suite *s = NULL; !one && (s = suite_table_next(&l->jsse, s));)
		n++;
	rc = verdicts_init(&row->suites, n, &row->err);
	if (one)
		return rc ? rc : verdicts_add(&row->suites, one, l, &row->err);
	for (const struct suite *s = NULL; !rc && (s = suite_table_next(&l->jsse, s));)
		rc = verdicts_add(&row->suites, s, l, &row->err);
	return rc;
}

/* Returns the explanation's `tls13_first`. */
static int explain_compare_tls13(const struct explain_row *row, const struct suite *one)
{
	const struct suite_lists *l = &row->lists.all;
	bool anon = one && suite_table_is_anon(one);

	for (const struct suite *s = NULL; !one && (s = suite_table_next(&l->jsse, s));)
		anon = anon ||
		       (suite_table_is_anon(s) && suite_judge(s, l) == SUITE_OPEN);
	return anon ? verdict_compare_tls13(l) : 0;
}

static void explain_install(const struct context *c, const struct jsec_installs *installs,
	size_t at, const struct suite *one, struct explain_row *row)
{
	const struct install *i = installs->items[at];
	const struct effect *f = &row->effects.lists[SUITE_LIST_TLS];
	const struct jsec_error *known = err_public(&i->err);

	if (known)
		err_copy(&row->err, known);
	else if (!explain_read_lists(c, installs, i, row) &&
		 explain_judge_suites(row, one))
		verdicts_done(&row->suites);
	row->public = (struct jsec_explanation){&i->public, f->file ? f->file : i->file,
		f->line, verdicts_list(&row->suites), err_public(&row->err),
		install_is_only_named(i),
		err_public(&row->err) ? 0 : explain_compare_tls13(row, one)};
}

static int explain_find_suite(const char *name, const struct suite **ret, struct err *e)
{
	BUF_AUTO struct buf near = {0};

	*ret = name ? suite_table_find(name) : NULL;
	if (!name || *ret)
		return 0;
	near_find_suites(name, MAX_NEAR, &near);
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"no Java has a cipher suite '%s'%s%s", name,
		near.size ? "; similar names: " : "", buf_str(&near));
}

int explain_installs(const struct context *c, const struct jsec_installs *installs,
	const char *suite, struct jsec_explained **ret, struct err *e)
{
	const struct suite *one;
	int rc = explain_find_suite(suite, &one, e);

	rc = rc ? rc : installs_learn(installs, c, e);
	if (rc)
		return rc;
	struct jsec_explained *ex = calloc(1, sizeof *ex);
	if (ex)
		ex->items = calloc(installs->n + 1, sizeof *ex->items);
	if (ex && ex->items)
		ex->list =
			pointers_make(&ex->items->public, installs->n, sizeof *ex->items);
	if (!ex || !ex->list) {
		jsec_explained_free(ex);
		return err_memory(e);
	}
	for (; ex->n < installs->n; ex->n++)
		explain_install(c, installs, ex->n, one, &ex->items[ex->n]);
	*ret = ex;
	return 0;
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
		err_done(&ex->items[i].err);
	}
	free(ex->items);
	free(ex->list);
	free(ex);
}
