/* SPDX-License-Identifier: MIT */
/* Makes the metrics of a run for Prometheus, in its text format. */
#include "act.h"

#include "say.h"
#include "show_hooks.h"
#include "show_usable.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How many installs are something. */
struct act_metrics {
	size_t unknown, open, patched, effective, covered, complying;
	size_t anon, null, old_tls; /* usable, be it only partly */
};

/* Prints a gauge with one value. All are totals of the machine: there are few of them. */
static void act_metrics_put(FILE *out, const char *name, const char *help, size_t value)
{
	fprintf(out,
		"# HELP jsecpatch_%s %s\n"
		"# TYPE jsecpatch_%s gauge\n"
		"jsecpatch_%s %zu\n",
		name, help, name, name, value);
}

static bool act_metrics_is_usable(const char *word)
{
	return !strcmp(word, "usable") || !strcmp(word, "partly");
}

static void act_metrics_count(struct act_metrics *m, const struct jsec_result *r,
	const struct jsec_explanation *e)
{
	struct show_usable usable = show_usable_judge(r, e);

	m->unknown += *usable.anon == '?';
	m->open += !r->error && show_usable_is_open(r);
	m->patched += r->patched != 0;
	m->effective += r->effective != 0;
	m->covered += r->policy != JSEC_NOT_COVERED;
	m->complying += r->policy == JSEC_COMPLIES;
	m->anon += act_metrics_is_usable(usable.anon);
	m->null += act_metrics_is_usable(usable.null);
	m->old_tls += act_metrics_is_usable(usable.old_tls);
}

static void act_metrics_put_usable(FILE *out, const struct act_metrics *m)
{
	fprintf(out,
		"# HELP jsecpatch_installs_usable Java installs where programs can use "
		"something weak, if they enable it.\n"
		"# TYPE jsecpatch_installs_usable gauge\n"
		"jsecpatch_installs_usable{what=\"anon\"} %zu\n"
		"jsecpatch_installs_usable{what=\"null\"} %zu\n"
		"jsecpatch_installs_usable{what=\"old_tls\"} %zu\n",
		m->anon, m->null, m->old_tls);
}

/* Tells whether the plan compared each install with the rules of the policy. */
static bool act_metrics_knows_policy(const struct jsec_plan *plan)
{
	const struct jsec_error *e = jsec_plan_policy(plan)->error;

	return !e || e->code == JSEC_NO_TARGET || e->code == JSEC_TOO_LARGE;
}

static void act_metrics_put_installs(FILE *out, const struct act_change *a)
{
	const struct jsec_result *const *results = jsec_plan_results(a->plan);
	const struct jsec_explanation *const *explained =
		a->explained ? jsec_explained_items(a->explained) : NULL;
	struct act_metrics m = {0};

	/* both are in the order of the installs */
	for (size_t i = 0; results[i]; i++)
		act_metrics_count(&m, results[i], explained ? explained[i] : NULL);
	act_metrics_put(out, "installs", "Java installs that were found.", a->tally.all);
	act_metrics_put(out, "installs_unknown",
		"Java installs whose restrictions are unknown.", m.unknown);
	act_metrics_put(out, "installs_all_restrictions_off",
		"Java installs whose list is empty or missing.", m.open);
	if (explained)
		act_metrics_put_usable(out, &m);
	if (!a->lost)
		act_metrics_put(out, "installs_patched",
			"Java installs that jsecpatch changed.", m.patched);
	act_metrics_put(out, "installs_effective",
		"Java installs that take the list from their own file.", m.effective);
	act_metrics_put(out, "places_unsearched",
		"Places that could not be searched for Java installs.",
		a->tally.unsearched);
	if (!act_metrics_knows_policy(a->plan))
		return;
	act_metrics_put(out, "installs_in_policy",
		"Java installs that a rule of the policy covers.", m.covered);
	act_metrics_put(out, "installs_complying", "Java installs that match the policy.",
		m.complying);
}

static void act_metrics_put_around(FILE *out, const struct act_change *a)
{
	const struct jsec_process *const *late =
		a->restarts ? jsec_restarts_items(a->restarts) : NULL;
	size_t n = 0;

	if (a->hooks) {
		act_metrics_put(out, "hooks_in_place",
			"Update hooks that are installed and work.",
			show_hooks_count_in_place(a->hooks));
		act_metrics_put(out, "hooks_failing",
			"Update hooks that do not work, were edited, or failed in their last run.",
			show_hooks_count_failing(a->hooks));
	}
	if (!late)
		return;
	while (late[n])
		n++;
	act_metrics_put(out, "restarts_needed",
		"Running programs that may still use an older list.", n);
	act_metrics_put(out, "processes_unseen",
		"Running processes that could not be inspected.",
		jsec_restarts_unseen(a->restarts, NULL));
}

/* If a complete search finds no Java, the run has succeeded. */
static void act_metrics_put_run(FILE *out, enum status status)
{
	fprintf(out,
		"# HELP jsecpatch_build_info The version of jsecpatch.\n"
		"# TYPE jsecpatch_build_info gauge\n"
		"jsecpatch_build_info{version=\"%s\"} 1\n",
		jsec_version());
	act_metrics_put(out, "last_run_timestamp_seconds",
		"When the last run ended, in seconds since 1970.", (size_t)time(NULL));
	act_metrics_put(out, "last_run_success",
		"1 if the last run could look at everything, and do everything.",
		status == STATUS_OK || status == STATUS_NONE_FOUND);
	act_metrics_put(out, "last_run_exit_status", "The exit status of the last run.",
		(size_t)status);
}

/* What is not known is left out: a 0 means that there is none. */
static void act_metrics_put_all(FILE *out, const struct act_change *a, enum status status)
{
	act_metrics_put_run(out, status);
	if (a->end.rc || !a->plan)
		return;
	act_metrics_put_installs(out, a);
	act_metrics_put_around(out, a);
}

char *act_metrics_write(
	const struct opt *o, const struct act_change *a, enum status status)
{
	char *text = NULL, *why;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return act_change_keep("cannot make the metrics: out of memory");
	act_metrics_put_all(out, a, status);
	bool failed = ferror(out);
	if (fclose(out) || failed)
		why = act_change_keep("cannot make the metrics: out of memory");
	else
		why = act_metrics_save(o->metrics, text, size);
	free(text);
	return why;
}
