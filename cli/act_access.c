/* SPDX-License-Identifier: MIT */
/* Audits, sets and restores the files of RSA Access Manager. */
#include "act.h"

#include "access_check.h"
#include "access_javas.h"
#include "command.h"
#include "doc.h"
#include "say.h"
#include "show_access.h"
#include "show_policy.h"
#include "show_result.h"
#include "warn.h"

static struct jsec_request act_access_make_request(const struct opt *o)
{
	return (struct jsec_request){.size = sizeof(struct jsec_request),
		.action = o->action == ACTION_ACCESS_RESTORE ? JSEC_RESTORE
			  : o->action == ACTION_TRANSPORT    ? JSEC_TRANSPORT
							     : JSEC_LIST,
		.transport = (enum jsec_transport)o->transport,
		.backup_id = o->backup_id,
		.flags = o->force ? JSEC_FORCE : 0};
}

static int act_access_commit(struct command *c, struct access_check *a)
{
	const struct opt *o = c->opt;
	bool writes = !access_check_only_looks(a) && !o->dry_run;
	struct jsec_request request = act_access_make_request(o);
	const struct jsec_access where = {.size = sizeof where,
		.directories = o->access.items,
		.n_directories = o->access.n,
		.exclude = o->exclude.items,
		.n_exclude = o->exclude.n};
	int rc = jsec_find_access(c->session, &where, &a->files);

	if (!rc)
		rc = command_plan(c, a->files, &request, writes, &a->plan);
	return rc || !writes ? rc : command_commit(c, a->plan);
}

static int act_access_look_at_javas(struct command *c, struct access_check *a)
{
	if (a->opt->action == ACTION_ACCESS_RESTORE)
		return 0;
	int rc = access_javas_find(c, a->files, &a->javas);
	return rc || !access_check_needs_anon(a) ? rc
						 : access_javas_try_allow(c, &a->javas);
}

static const char *act_access_choose_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void act_access_put_numbers(FILE *out, const struct access_check *a)
{
	const struct jsec_setting *const *settings = jsec_audit_settings(a->audit);
	size_t problems = access_check_count_problems(a);
	size_t n_files = a->tally.all - a->tally.no_install;
	size_t n_settings = 0, n_findings = 0;

	while (settings[n_settings])
		n_settings++;
	while (a->findings && a->findings[n_findings])
		n_findings++;
	size_t notes = n_findings - problems;

	fprintf(out, "%zu setting%s in %zu file%s: %zu problem%s, %zu note%s", n_settings,
		act_access_choose_plural(n_settings), n_files,
		act_access_choose_plural(n_files), problems,
		act_access_choose_plural(problems), notes,
		act_access_choose_plural(notes));
}

/* Sums up. For an audit it counts settings and problems: the files do not change. */
static void act_access_sum_up(const struct access_check *a, struct ending *end)
{
	FILE *out = ending_open_summary(end);

	if (!out)
		return;
	if (!access_check_has_files(a)) {
		fprintf(out, "no Access Manager file found%s",
			a->tally.all
				? ""
				: ": no eserver.conf, aserver.conf, dispatcher.conf, ...");
	} else {
		if (!access_check_only_looks(a)) {
			tally_print(&a->tally, a->opt, out);
			fputs("; ", out);
		}
		act_access_put_numbers(out, a);
	}
	ending_close_summary(end, out);
}

static void act_access_execute(
	struct command *c, struct access_check *a, struct ending *end)
{
	int rc = act_access_commit(c, a);

	if (!rc)
		rc = jsec_audit_make(c->session, a->plan, &a->audit);
	rc = rc ? rc : act_access_look_at_javas(c, a);
	if (rc == -JSEC_NO_MEMORY) /* perhaps not in a call of the library */
		rc = ending_fail(end, JSEC_NO_MEMORY, NULL, "out of memory");
	if (ending_stop(end, rc, c->session))
		return;
	access_check_collect(a);
	tally_add_plan(&a->tally, a->plan);
	act_access_sum_up(a, end);
}

static enum status act_access_judge(
	const struct access_check *a, const struct ending *end)
{
	bool would = a->tally.would_change || show_policy_has_changes(a->plan);

	if (end->rc)
		return ending_judge(end, a->opt);
	if (!access_check_has_files(a))
		return STATUS_NONE_FOUND;
	if (a->tally.of[JSEC_FAILED] || access_check_has_failed(a))
		return STATUS_FAILED;
	return a->opt->dry_run && would ? STATUS_WOULD_CHANGE : STATUS_OK;
}

static struct warn_list act_access_collect_warnings(const struct access_check *a)
{
	int mode = a->opt->transport;
	struct warn_list w = {0};

	if (a->tally.of[JSEC_FAILED] || !access_check_has_files(a))
		return w;
	if (mode == JSEC_TRANSPORT_CLEAR)
		warn_add(&w, WARN_CLEAR,
			"clear is not encrypted: anyone on the network between two "
			"parts can read all traffic, passwords included, and "
			"change it.");
	if (mode == JSEC_TRANSPORT_ANON)
		warn_add(&w, WARN_ANON_TRANSPORT,
			"anon does not authenticate the peer: anyone on the "
			"network between two parts can read and change all "
			"traffic. Java must allow it, too: jsecpatch --allow anon");
	if (access_check_only_looks(a) && access_check_count_mode(a, JSEC_TRANSPORT_ANON))
		warn_add(&w, WARN_ANON_TRANSPORT,
			"anon does not authenticate the peer; auth, with "
			"certificates, is safer.");
	if (access_check_needs_anon(a))
		warn_add_tls13(&w, access_javas_compare_tls13(&a->javas));
	return w;
}

static int act_access_print_json(const struct access_check *a, const struct ending *end)
{
	WARN_AUTO struct warn_list warnings = act_access_collect_warnings(a);
	bool changed = tally_has_changes(&a->tally) || show_policy_has_changes(a->plan);
	bool failed = a->tally.of[JSEC_FAILED] || access_check_has_failed(a);
	json_t *json = doc_begin(a->opt, end, changed, failed);

	json_object_set_new(json, "warnings", warn_make_json(&warnings, a->opt));
	json_object_set_new(json, "policy",
		show_policy_make_json(
			a->opt, a->plan ? jsec_plan_policy(a->plan) : NULL));
	json_object_set_new(json, "scan", json_null());
	if (a->audit)
		show_access_add_json(json, a);
	else
		json_object_set_new(
			json, "installs", show_result_list_json(a->opt, a->plan));
	return doc_print(json);
}

static void act_access_print(const struct access_check *a, const struct ending *end)
{
	WARN_AUTO struct warn_list warnings = act_access_collect_warnings(a);

	if (!end->error) {
		show_access_print(a, end, &warnings);
		return;
	}
	show_result_print_errors(a->opt, a->plan);
	ending_print_error(end, a->opt);
}

enum status act_access_run(struct command *c)
{
	struct access_check a = {.opt = c->opt};
	struct ending end = {0};

	act_access_execute(c, &a, &end);
	enum status status = act_access_judge(&a, &end);
	if (c->opt->json)
		status = act_access_print_json(&a, &end) ? STATUS_FAILED : status;
	else
		act_access_print(&a, &end);
	access_check_done(&a);
	ending_done(&end);
	return status;
}
