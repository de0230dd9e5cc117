/* SPDX-License-Identifier: MIT */
/* Prints the installs as a table, one line each. */
#include "act.h"

#include "list_doubt.h"
#include "say.h"
#include "show_hooks.h"
#include "show_install.h"
#include "show_usable.h"
#include "typed.h"
#include "wrap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum act_list_column {
	LIST_HOME = 0,
	LIST_JAVA,
	LIST_ANON,
	LIST_NULL,
	LIST_TLS,
	LIST_STATE,
	N_COLUMNS,
};

#define WIDE_GAP 2 /* between columns */
#define NARROW_GAP 1

struct act_list_row {
	char *cells[N_COLUMNS]; /* escaped; free each one */
	const char *color;
};

struct act_list_table {
	struct act_list_row *rows; /* the first one has the titles */
	size_t n;
	size_t widths[N_COLUMNS], gap;
	bool closed; /* see act_list_is_closed() */
};

bool act_list_is_table(const struct opt *o)
{
	return o->action == ACTION_LIST && !o->verbose && !o->json && !o->quiet &&
	       !o->hook && !o->targets.n && !o->property && wrap_get_width(stdout);
}

bool act_list_is_judged(const struct opt *o)
{
	return act_list_is_table(o) || o->metrics ||
	       (o->action == ACTION_LIST && o->json && opt_is_about_tls(o));
}

static const char act_list_unsure[] = "patched?";

/* Tells whether this user may not see root's backups, which say what root has patched. */
static bool act_list_is_closed(const struct opt *o)
{
	const char *root = o->root ? o->root : "";
	char *path;

	if (!geteuid() || asprintf(&path, "%s/var/lib/jsecpatch/backups", root) < 0)
		return false;
	bool closed = access(path, R_OK) && errno == EACCES;
	free(path);
	return closed;
}

/* Returns the most important thing about an install that did not fail. */
static const char *act_list_choose_state(const struct jsec_result *r, bool closed)
{
	if (r->state == JSEC_SKIPPED)
		return "unknown";
	if (show_usable_is_open(r))
		return "ALL RESTRICTIONS OFF";
	if (r->policy == JSEC_DIFFERS)
		return "differs from the policy";
	if (list_doubt_find_lost(r))
		return "maybe patched";
	return r->patched ? "patched" : closed ? act_list_unsure : "not patched";
}

static char *act_list_make_state(const struct jsec_result *r, bool closed)
{
	char *text;
	int n;

	if (r->error)
		n = asprintf(&text, "failed (%s)", jsec_code_name(r->error->code));
	else
		n = asprintf(&text, "%s%s%s%s%s", act_list_choose_state(r, closed),
			r->policy == JSEC_COMPLIES ? ", in the policy" : "",
			r->overridden_by ? ", overridden" : "",
			r->only_named ? ", only if named" : "",
			r->confirmed == JSEC_CONFIRMED ? ", confirmed" : "");
	return n < 0 ? NULL : text;
}

static char *act_list_make_java(const struct jsec_install *i)
{
	const char *unknown = i->vendor ? "" : i->name ? "unknown " : "unknown";
	char *text, *escaped;

	if (asprintf(&text, "%s%s", unknown, i->name ? i->name : "") < 0)
		return NULL;
	escaped = say_escape(text);
	free(text);
	return escaped;
}

static void act_list_fill_row(const struct opt *o, const struct jsec_result *r,
	const struct jsec_explanation *e, bool closed, struct act_list_row *row)
{
	struct show_usable usable = show_usable_judge(r, e);

	row->cells[LIST_HOME] = say_escape(show_install_get_name(r->install));
	row->cells[LIST_JAVA] = act_list_make_java(r->install);
	row->cells[LIST_ANON] = strdup(usable.anon);
	row->cells[LIST_NULL] = strdup(usable.null);
	row->cells[LIST_TLS] = strdup(usable.old_tls);
	row->cells[LIST_STATE] = act_list_make_state(r, closed);
	if (r->error || r->policy == JSEC_DIFFERS || show_usable_is_open(r) ||
		list_doubt_find_riddle(r) || list_doubt_find_lost(r))
		row->color = say_choose_color(o, "33");
}

static void act_list_fill_title(const struct opt *o, struct act_list_row *row)
{
	static const char *const titles[N_COLUMNS] = {
		"JAVA HOME", "JAVA", "ANON", "NULL", "TLS 1.0/1.1", "STATE"};

	for (size_t k = 0; k < N_COLUMNS; k++)
		row->cells[k] = strdup(titles[k]);
	row->color = say_choose_color(o, "1");
}

/* Tells whether there was enough memory for all cells. */
static bool act_list_is_whole(const struct act_list_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < N_COLUMNS; k++)
			if (!t->rows[i].cells[k])
				return false;
	return true;
}

static bool act_list_fill(
	const struct opt *o, const struct act_change *a, struct act_list_table *t)
{
	const struct jsec_result *const *results = jsec_plan_results(a->plan);
	const struct jsec_explanation *const *explanations =
		a->explained ? jsec_explained_items(a->explained) : NULL;

	t->rows = calloc(a->tally.all + 1, sizeof *t->rows);
	if (!t->rows)
		return false;
	t->closed = act_list_is_closed(o);
	act_list_fill_title(o, &t->rows[t->n++]);
	/* both are in the order of the installs */
	for (size_t i = 0; results[i]; i++)
		act_list_fill_row(o, results[i], explanations ? explanations[i] : NULL,
			t->closed, &t->rows[t->n++]);
	return act_list_is_whole(t);
}

static void act_list_measure(struct act_list_table *t)
{
	for (size_t k = 0; k < N_COLUMNS; k++) {
		t->widths[k] = 0;
		for (size_t i = 0; i < t->n; i++) {
			size_t n = wrap_measure(t->rows[i].cells[k]);
			t->widths[k] = n > t->widths[k] ? n : t->widths[k];
		}
	}
}

static size_t act_list_sum_widths(const struct act_list_table *t)
{
	size_t sum = (N_COLUMNS - 1) * t->gap;

	for (size_t k = 0; k < N_COLUMNS; k++)
		sum += t->widths[k];
	return sum;
}

/* A column to make narrower, down to `least`. */
struct act_list_step {
	enum act_list_column column;
	size_t least;
};

/* Order of the steps: columns go first whose text is partly in other columns, too. */
static const struct act_list_step act_list_steps[] = {
	{LIST_HOME, 24},
	{LIST_JAVA, 14},
	{LIST_HOME, 14},
	{LIST_STATE, 11},
	{LIST_JAVA, 12},
	{LIST_HOME, 8},
};

/* Makes a column only as narrow as needed. */
static void act_list_narrow(
	struct act_list_table *t, const struct act_list_step *step, size_t width)
{
	size_t sum = act_list_sum_widths(t), *now = &t->widths[step->column];
	size_t excess = sum > width ? sum - width : 0;
	size_t spare = *now > step->least ? *now - step->least : 0;

	*now -= excess < spare ? excess : spare;
}

/* Makes the table fit the terminal, if possible. */
static void act_list_fit(struct act_list_table *t, size_t width)
{
	act_list_measure(t);
	t->gap = WIDE_GAP;
	if (act_list_sum_widths(t) <= width)
		return;
	t->gap = NARROW_GAP;
	strcpy(t->rows[0].cells[LIST_TLS], "TLS<1.2"); /* shorter than the title before */
	act_list_measure(t);
	for (size_t i = 0; i < sizeof act_list_steps / sizeof *act_list_steps; i++)
		act_list_narrow(t, &act_list_steps[i], width);
}

/* Returns the width of the end of a cell, which matters more than its middle. */
static size_t act_list_measure_tail(const char *text, enum act_list_column k)
{
	const char *name = strrchr(text, '/'), *version = strrchr(text, ' ');

	if (k == LIST_HOME)
		return wrap_measure(name ? name : text);
	return k == LIST_JAVA && version ? wrap_measure(version) : 0;
}

static void act_list_put_cell(
	const struct act_list_table *t, const char *text, enum act_list_column k)
{
	char *cell = wrap_shorten(text, t->widths[k], act_list_measure_tail(text, k));
	bool last = k == N_COLUMNS - 1;

	if (!cell) {
		say_lose_words();
		return;
	}
	say_piece(stdout, "%s", cell);
	if (!last)
		say_piece(stdout, "%*s",
			(int)(t->widths[k] - wrap_measure(cell) + t->gap), "");
	free(cell);
}

static void act_list_put_rows(const struct act_list_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		say_begin(stdout, t->rows[i].color);
		for (size_t k = 0; k < N_COLUMNS; k++)
			act_list_put_cell(
				t, t->rows[i].cells[k], (enum act_list_column)k);
		say_end(stdout, t->rows[i].color);
	}
}

void act_list_print(const struct opt *o, const struct act_change *a)
{
	struct act_list_table t = {0};

	if (!a->tally.all)
		return;
	if (act_list_fill(o, a, &t)) {
		act_list_fit(&t, wrap_get_width(stdout));
		act_list_put_rows(&t);
	} else {
		say_lose_words();
	}
	for (size_t i = 0; i < t.n; i++)
		for (size_t k = 0; k < N_COLUMNS; k++)
			free(t.rows[i].cells[k]);
	free(t.rows);
}

static void act_list_put_legend(const struct opt *o, const struct act_change *a)
{
	const struct jsec_result *const *at = jsec_plan_results(a->plan);
	bool closed = act_list_is_closed(o);

	while (*at && !(*at)->only_named)
		at++;
	if (*at)
		say_line(stdout, NULL,
			"Only if named: jsecpatch changes these installs only if you name "
			"them.");
	at = jsec_plan_results(a->plan);
	while (*at &&
		((*at)->error || act_list_choose_state(*at, closed) != act_list_unsure))
		at++;
	if (*at)
		say_line(stdout, NULL,
			"patched?: only root can tell whether root has patched them.");
}

/* Prints the command that shows everything. */
static void act_list_put_command(const struct opt *o)
{
	struct typed typed;
	char *command = typed_begin(&typed, o) ? typed_end(&typed) : NULL;

	if (!command)
		say_lose_words();
	else if (o->scan || o->policy)
		say_piece(stdout, "the same with -v");
	else
		say_piece(stdout, "%s -v", command);
	free(command);
}

void act_list_sum_up(const struct opt *o, const struct act_change *a)
{
	act_list_put_legend(o, a);
	say_begin(stdout, NULL);
	say_piece(stdout, "%zu install%s", a->tally.all, a->tally.all == 1 ? "" : "s");
	if (o->scan)
		say_piece(stdout, " under %s", o->scan);
	else
		say_piece(stdout, " in the known places (--scan searches everywhere)");
	if (a->tally.of[JSEC_FAILED])
		say_piece(stdout, ", %zu failed", a->tally.of[JSEC_FAILED]);
	say_piece(stdout, "; ");
	show_hooks_put(stdout, a->hooks);
	say_piece(stdout, ". Details: ");
	act_list_put_command(o);
	say_end(stdout, NULL);
}
