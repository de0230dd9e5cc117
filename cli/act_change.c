/* SPDX-License-Identifier: MIT */
/* Runs the actions on lists and prints what they did. */
#include "act.h"

#include "command.h"
#include "list_doubt.h"
#include "progress.h"
#include "say.h"
#include "show_hooks.h"
#include "show_install.h"
#include "show_overrides.h"
#include "show_policy.h"
#include "show_restarts.h"
#include "show_result.h"
#include "show_scan.h"
#include "warn.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Tells whether the run says which programs to restart. */
static bool act_change_wants_restarts(const struct opt *o)
{
	if (o->action == ACTION_SUSPEND)
		return false;
	return o->hook ? o->action == ACTION_REAPPLY : !o->quiet || o->json || o->metrics;
}

/* Makes the plan, commits it if `writes`, and asks the JREs if the user wants that. */
static int act_change_commit(struct command *c, struct act_change *a, bool writes)
{
	struct jsec_request request = command_make_request(c);

	request.restarts = act_change_wants_restarts(c->opt);
	int rc = command_plan(c, a->installs, &request, writes, &a->plan);

	if (!rc && writes)
		rc = command_commit(c, a->plan);
	if (rc || !c->opt->confirm)
		return rc;
	rc = jsec_confirm(c->session, a->installs, a->plan);
	return command_leave_to_results(rc);
}

/*
 * Renews override files. They are made from the lists, so this comes after the commit; and no
 * other run may change the lists meanwhile.
 */
static int act_change_renew(struct command *c, struct act_change *a, bool writes)
{
	int rc = writes ? jsec_lock(c->session) : 0;

	rc = rc ? rc : jsec_overrides_renew(c->session, a->installs, &a->renewed);
	if (!rc && writes)
		rc = jsec_overrides_write(c->session, a->renewed);
	jsec_unlock(c->session);
	return command_leave_to_results(rc);
}

/*
 * Counts the files that a dry run would renew, without those that would just be
 * forgotten.
 */
static size_t act_change_count_renewals(const struct jsec_overrides *files)
{
	size_t n = 0;

	for (const struct jsec_override *const *f = show_overrides_get(files); *f; f++)
		n += (*f)->would_change && (*f)->diff;
	return n;
}

/* What is said of a file begins with its path. */
static void act_change_say_riddle(const struct jsec_result *r, const char *message)
{
	char *line = NULL;

	if (*message == '/') {
		say_error(message, NULL);
		return;
	}
	if (asprintf(&line, "%s: %s", show_install_get_name(r->install), message) < 0) {
		say_lose_words();
		return;
	}
	say_error(line, "start jsecpatch without it to see the list of the file");
	free(line);
}

/*
 * Finds what keeps a list from being complete, and says it of each install. A lost backup is
 * of none of them in particular: see act_change_put_errors().
 */
static void act_change_find_doubt(const struct opt *o, struct act_change *a)
{
	const struct jsec_result *const *at = jsec_plan_results(a->plan);

	for (; o->action == ACTION_LIST && *at; at++) {
		const char *riddle = list_doubt_find_riddle(*at);
		if (riddle && !o->json)
			act_change_say_riddle(*at, riddle);
		a->riddle = a->riddle ? a->riddle : riddle;
		a->lost = a->lost ? a->lost : list_doubt_find_lost(*at);
	}
	a->unknown = a->unknown || a->riddle || a->lost;
}

static void act_change_sum_up(const struct opt *o, struct act_change *a)
{
	FILE *out = ending_open_summary(&a->end);
	size_t n = o->dry_run ? act_change_count_renewals(a->renewed)
			      : show_overrides_count_changed(a->renewed);

	if (!out)
		return;
	tally_print(&a->tally, o, out);
	if (n)
		fprintf(out, "; %zu override file%s %s", n, n == 1 ? "" : "s",
			o->dry_run ? "would be renewed" : "renewed");
	ending_close_summary(&a->end, out);
}

/* Tells whether all installs are in archives. No program runs from there. */
static bool act_change_is_in_archives(const struct act_change *a)
{
	const struct jsec_install *const *items = jsec_installs_items(a->installs);

	for (size_t i = 0; items[i]; i++)
		if (items[i]->source != JSEC_ARCHIVE)
			return false;
	return *items != NULL;
}

/*
 * Judges the session's error. A chroot may have no /proc, and a user may not see
 * everything. After any other error the run fails.
 */
static bool act_change_doubt(const struct command *c, struct act_change *a)
{
	const struct jsec_error *e = jsec_get_error(c->session);
	bool doubt = e->code != JSEC_NOT_FOUND && e->code != JSEC_DENIED;

	a->unknown = a->unknown || doubt;
	if (e->code == JSEC_NO_MEMORY)
		say_lose_words();
	return doubt;
}

char *act_change_keep(const char *message)
{
	char *copy = strdup(message);

	if (!copy)
		say_lose_words();
	return copy;
}

/* Looks for programs to restart. */
void act_change_find_restarts(struct command *c, struct act_change *a)
{
	const struct opt *o = c->opt;

	bool asked = o->action == ACTION_LIST || o->metrics ||
		     (o->hook && !strcmp(o->hook, "systemd"));

	if (!act_change_wants_restarts(o) || (!asked && !tally_has_written(&a->tally)) ||
		act_change_is_in_archives(a))
		return;
	if (!jsec_restarts_find(c->session, a->installs, &a->restarts))
		return;
	a->restarts_error = act_change_keep(jsec_get_error(c->session)->message);
	a->restarts_failed = act_change_doubt(c, a);
}

/* Tells whether the user may expect an update hook to keep the policy in place. */
static bool act_change_needs_hooks(const struct opt *o, const struct act_change *a)
{
	if (o->action != ACTION_LIST)
		return o->remember && !o->dry_run && !tally_is_empty(&a->tally);
	const struct jsec_result *const *at = jsec_plan_results(a->plan);
	while (*at && (*at)->policy == JSEC_NOT_COVERED)
		at++;
	return *at != NULL;
}

static void act_change_advise(const struct opt *o, struct act_change *a)
{
	a->no_hook = show_hooks_make_advice(o, a->hooks);
	if (!a->no_hook)
		say_lose_words();
}

/* Finds out which update hooks are in place. After an error they are unknown. */
static void act_change_find_hooks(struct command *c, struct act_change *a)
{
	const struct opt *o = c->opt;
	bool needed = act_change_needs_hooks(o, a);
	char path[4096];

	if (o->hook || (o->quiet && !o->json && !o->metrics) ||
		!(needed || o->json || o->metrics || act_list_is_table(o) ||
			(o->verbose && o->action == ACTION_LIST)))
		return;
	if (jsec_hooks_read(c->session, a->installs,
		    command_find_program(path, sizeof path), &a->hooks)) {
		if (act_change_doubt(c, a))
			a->hooks_error =
				act_change_keep(jsec_get_error(c->session)->message);
	} else if (needed && show_hooks_are_missing(a->hooks)) {
		act_change_advise(o, a);
	}
}

/* The table has no room for why an install could not be explained; a document says null. */
static void act_change_report_unexplained(struct act_change *a)
{
	const struct jsec_explanation *const *e = jsec_explained_items(a->explained);
	const struct jsec_result *const *r = jsec_plan_results(a->plan);

	/* both are in the order of the installs */
	for (size_t i = 0; e[i]; i++) {
		if (!e[i]->error || r[i]->error || e[i]->only_named ||
			list_doubt_find_riddle(r[i]))
			continue;
		a->unknown = true;
		say_error(e[i]->error->message, NULL);
	}
}

/* Asks which suites are usable. After an error it is unknown. */
static void act_change_find_verdicts(struct command *c, struct act_change *a)
{
	if (!act_list_is_judged(c->opt))
		return;
	if (jsec_explain(c->session, a->installs, NULL, &a->explained)) {
		act_change_doubt(c, a);
		a->unknown = true;
	} else if (act_list_is_table(c->opt)) {
		act_change_report_unexplained(a);
	}
}

/* There may be none, and what was suspended is put back. If nothing was: a wrong name. */
static void act_change_miss_policy(const struct opt *o, struct act_change *a)
{
	const struct jsec_policy *p = jsec_plan_policy(a->plan);

	if (o->action == ACTION_REAPPLY && o->policy && !p->error && !p->present &&
		!tally_has_changes(&a->tally) &&
		asprintf(&a->no_policy, "%s: there is no such policy file", p->file) <
			0) {
		a->no_policy = NULL;
		say_lose_words();
	}
}

void act_change_execute(struct command *c, struct act_change *a)
{
	bool writes = c->opt->action != ACTION_LIST && !c->opt->dry_run;
	int rc = command_find(c, writes, &a->end, &a->installs);

	if (!rc)
		rc = act_change_commit(c, a, writes);
	if (!rc && c->opt->action == ACTION_REAPPLY)
		rc = act_change_renew(c, a, writes);
	progress_clear(&c->progress);
	if (ending_stop(&a->end, rc, c->session))
		return;
	tally_add_plan(&a->tally, a->plan);
	tally_add_search(&a->tally, a->installs);
	act_change_miss_policy(c->opt, a);
	act_change_find_doubt(c->opt, a);
	act_change_sum_up(c->opt, a);
	act_change_find_hooks(c, a);
	act_change_find_verdicts(c, a);
}

/* Tells whether there was no install that the user's change applies to. */
static bool act_change_has_skipped_all(const struct opt *o, const struct act_change *a)
{
	bool changes = o->action == ACTION_CHANGE || o->action == ACTION_RESTORE;

	return changes && a->tally.all && a->tally.of[JSEC_SKIPPED] == a->tally.all;
}

/* Tells whether nobody knows what the policy says, which other users may not read. */
static bool act_change_has_unknown_policy(const struct jsec_error *e)
{
	return e->code == JSEC_IO || e->code == JSEC_NO_MEMORY ||
	       e->code == JSEC_NO_DESCRIPTORS ||
	       (e->code == JSEC_DENIED && geteuid() == 0);
}

const char *act_change_get_policy_error(const struct opt *o, const struct act_change *a)
{
	const struct jsec_policy *p = a->plan ? jsec_plan_policy(a->plan) : NULL;

	if (a->no_policy)
		return a->no_policy;
	if (!p || !p->error)
		return NULL;
	bool needed = o->action == ACTION_REAPPLY || o->action == ACTION_LIST;
	return needed || act_change_has_unknown_policy(p->error) ? p->error->message
								 : NULL;
}

/*
 * dpkg runs its hooks also between unpacking and configuring. systemd's hook has waited until
 * nobody works any more.
 */
static bool act_change_may_wait(const struct opt *o)
{
	return o->hook && strcmp(o->hook, "systemd") != 0;
}

enum status act_change_judge(const struct opt *o, const struct act_change *a)
{
	bool would = a->tally.would_change || show_policy_has_changes(a->plan) ||
		     show_overrides_would_change(a->renewed);

	if (a->end.rc)
		return ending_judge(&a->end, o);
	if (command_was_interrupted(a->installs) || show_overrides_get_error(a->renewed))
		return STATUS_FAILED;
	if (!act_change_get_policy_error(o, a) && tally_is_empty(&a->tally) &&
		!*show_overrides_get(a->renewed))
		return tally_judge_empty(&a->tally);
	if (a->tally.of[JSEC_FAILED] || a->unknown ||
		(a->tally.half_updated && !act_change_may_wait(o)) ||
		act_change_get_policy_error(o, a))
		return STATUS_FAILED;
	if (o->dry_run && would)
		return STATUS_WOULD_CHANGE;
	return act_change_has_skipped_all(o, a) ? STATUS_NONE_FOUND : STATUS_OK;
}

void act_change_done(struct act_change *a)
{
	free(a->no_hook);
	free(a->no_policy);
	free(a->hooks_error);
	free(a->metrics_error);
	free(a->restarts_error);
	jsec_explained_free(a->explained);
	jsec_hooks_free(a->hooks);
	jsec_restarts_free(a->restarts);
	jsec_overrides_free(a->renewed);
	jsec_plan_free(a->plan);
	jsec_installs_free(a->installs);
	ending_done(&a->end);
}

/*
 * Prints the results. Many installs can share one error of an archive or the backups: it
 * is printed once.
 */
static void act_change_put_results(const struct opt *o, const struct act_change *a)
{
	const char *printed[] = {
		"", ""}; /* last error of a file, and last error without a file */

	for (const struct jsec_result *const *at = jsec_plan_results(a->plan); *at;
		at++) {
		const struct jsec_result *r = *at;
		const struct jsec_error *e = r->error;
		if (e && !strcmp(e->message, printed[!e->path]))
			continue;
		if (e)
			printed[!e->path] = e->message;
		if (o->dry_run)
			show_result_print_diff(o, a->plan, r);
		else if (act_list_is_table(o))
			show_result_print_remarks(o, r);
		else
			show_result_print(o, a->plan, r);
	}
}

/* Tells whether the next Java update undoes the change. */
static bool act_change_does_not_last(const struct act_change *a)
{
	for (const struct jsec_result *const *at = jsec_plan_results(a->plan); *at;
		at++) {
		const struct jsec_result *r = *at;
		if (r->state == JSEC_PATCHED && r->patched && !r->kept &&
			r->install->source != JSEC_ARCHIVE)
			return true;
	}
	return false;
}

/* Errors are not warnings as well, except in a document. */
static struct warn_list act_change_collect_warnings(
	const struct opt *o, const struct act_change *a)
{
	struct warn_list w = {0};

	warn_add_removed(&w, a->plan, a->renewed, false);
	warn_add_noted(&w, a->plan);
	if (a->restarts_error && (o->json || !a->restarts_failed))
		warn_add(&w, WARN_RESTARTS, a->restarts_error);
	if (a->hooks_error && o->json)
		warn_add(&w, WARN_HOOKS, a->hooks_error);
	if (a->metrics_error && o->json)
		warn_add(&w, WARN_METRICS, a->metrics_error);
	if (a->no_hook)
		warn_add(&w, WARN_NO_HOOK, a->no_hook);
	if (o->remember || o->action == ACTION_LIST)
		show_hooks_warn(a->hooks, &w);
	return w;
}

/* Prints why the run failed, beside the errors of installs. */
static void act_change_put_errors(const struct act_change *a)
{
	if (a->no_policy)
		say_error(a->no_policy, NULL);
	if (a->lost)
		say_error(a->lost, NULL);
	if (a->hooks_error)
		say_error(a->hooks_error, NULL);
	if (a->restarts_failed && a->restarts_error)
		say_error(a->restarts_error, NULL);
	if (a->metrics_error)
		say_error(a->metrics_error, NULL);
}

/* Prints what the user has to do now. */
static void act_change_put_advice(const struct opt *o, const struct act_change *a)
{
	WARN_AUTO struct warn_list warnings = act_change_collect_warnings(o, a);

	if (a->restarts)
		show_restarts_print(a->restarts, tally_has_written(&a->tally));
	if (o->action == ACTION_CHANGE && !o->remember && act_change_does_not_last(a))
		say_line(stdout, NULL,
			"A Java update undoes this change. To keep it, see "
			"--remember and --hook.");
	warn_print(&warnings, o, stdout);
}

static void act_change_put_summary(const struct opt *o, const struct act_change *a)
{
	FILE *out = a->tally.all && !o->dry_run ? stdout : stderr;

	if (a->tally.all && act_list_is_table(o)) {
		act_list_sum_up(o, a);
		return;
	}
	say_line(out, NULL, "%s", ending_get_message(&a->end));
	if (a->tally.all)
		show_scan_print_places(out, a->installs);
	if (o->action == ACTION_LIST && o->verbose)
		show_hooks_print(out, a->hooks);
}

/* Says with --quiet, too, why the run did nothing. */
static void act_change_put_nothing(const struct opt *o, const struct act_change *a)
{
	if (!a->tally.all && act_change_judge(o, a) != STATUS_OK)
		say_error(ending_get_message(&a->end), NULL);
	else if (act_change_has_skipped_all(o, a))
		say_error("all installs were skipped, so nothing was changed", NULL);
}

static void act_change_print(const struct opt *o, const struct act_change *a)
{
	const struct tally *t = &a->tally;

	if (act_list_is_table(o))
		act_list_print(o, a);
	act_change_put_results(o, a);
	show_overrides_print(o, a->renewed);
	show_policy_print(o, a->plan,
		o->action == ACTION_REAPPLY && !a->no_policy &&
			!*show_overrides_get(a->renewed));
	show_scan_print(o, a->installs);
	if (o->quiet) {
		act_change_put_nothing(o, a);
		act_change_put_errors(a);
		return;
	}
	if (t->all > t->of[JSEC_FAILED] && o->action != ACTION_LIST && !o->dry_run)
		puts("");
	act_change_put_summary(o, a);
	act_change_put_errors(a);
	if (!o->dry_run)
		act_change_put_advice(o, a);
}

/* Why a run failed stands in the message of its document, too, unless an install failed. */
static void act_change_explain(const struct opt *o, struct act_change *a)
{
	const char *reasons[] = {a->lost, a->riddle, act_change_get_policy_error(o, a),
		a->hooks_error, a->restarts_failed ? a->restarts_error : NULL,
		a->metrics_error};
	char *summary = a->end.summary;
	size_t i = 0;

	while (i < sizeof reasons / sizeof *reasons && !reasons[i])
		i++;
	if (a->end.error || !summary || a->tally.of[JSEC_FAILED] ||
		i == sizeof reasons / sizeof *reasons)
		return;
	ending_sum_up(&a->end, "%s; %s", summary, reasons[i]);
	free(summary);
}

static int act_change_print_json(const struct opt *o, struct act_change *a)
{
	WARN_AUTO struct warn_list warnings = act_change_collect_warnings(o, a);
	bool changed = tally_has_changes(&a->tally) || show_policy_has_changes(a->plan) ||
		       show_overrides_count_changed(a->renewed) ||
		       show_overrides_would_change(a->renewed);
	bool failed = a->tally.of[JSEC_FAILED] || a->metrics_error ||
		      act_change_judge(o, a) == STATUS_FAILED;
	act_change_explain(o, a);
	json_t *json = doc_begin(o, &a->end, changed, failed);

	json_object_set_new(json, "warnings", warn_make_json(&warnings, o));
	json_object_set_new(json, "policy",
		show_policy_make_json(o, a->plan ? jsec_plan_policy(a->plan) : NULL));
	if (a->renewed)
		json_object_set_new(
			json, "overrides", show_overrides_list_json(o, a->renewed));
	json_object_set_new(json, "hooks_in_place", show_hooks_make_json(a->hooks));
	json_object_set_new(json, "hooks", show_hooks_make_items(o, a->hooks));
	json_object_set_new(json, "scan", show_scan_make_json(a->installs));
	json_object_set_new(json, "installs", json_array());
	show_restarts_add_json(json, a->restarts);
	const struct show_results results = {o, a->plan, a->explained};
	return doc_print_installs(
		json, &(struct doc_installs){show_result_make_nth, &results});
}

/* The run may have failed after files were changed, or could not be changed. */
static void act_change_print_errors(const struct opt *o, const struct act_change *a)
{
	show_result_print_errors(o, a->plan);
	ending_print_error(&a->end, o);
	act_change_put_errors(a);
}

/* Writes the metrics. Returns the status of the run. */
static enum status act_change_measure(
	const struct opt *o, struct act_change *a, enum status status)
{
	if (o->metrics)
		a->metrics_error = act_metrics_write(o, a, status);
	return a->metrics_error ? STATUS_FAILED : status;
}

/* A run whose output is lost fails in the end. The metrics must not say that it did not. */
static void act_change_check_output(
	const struct opt *o, struct act_change *a, enum status measured)
{
	bool lost = fflush(stdout) || ferror(stdout);

	if (!lost || !o->metrics || a->metrics_error || measured != STATUS_OK)
		return;
	a->metrics_error = act_metrics_write(o, a, STATUS_FAILED);
	if (a->metrics_error)
		say_error(a->metrics_error, NULL);
}

enum status act_change_run(struct command *c)
{
	struct act_change a = {0};

	act_change_execute(c, &a);
	if (!a.end.rc)
		act_change_find_restarts(c, &a);
	enum status measured =
		act_change_measure(c->opt, &a, act_change_judge(c->opt, &a));
	enum status status = measured;
	if (c->opt->json)
		status = act_change_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		act_change_print_errors(c->opt, &a);
	else
		act_change_print(c->opt, &a);
	act_change_check_output(c->opt, &a, measured);
	act_change_done(&a);
	return status;
}
