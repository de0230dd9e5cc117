/* SPDX-License-Identifier: MIT */
/* Makes a file for -Djava.security.properties, and prints how to use it. */
#include "act.h"

#include "command.h"
#include "progress.h"
#include "say.h"
#include "show_overrides.h"
#include "show_scan.h"
#include "warn.h"

struct act_override {
	struct ending end;
	struct jsec_installs *installs;
	struct jsec_overrides *files; /* a list of one */
};

static int act_override_plan(struct command *c, struct act_override *a)
{
	struct jsec_request request = command_make_request(c);

	jsec_overrides_free(a->files);
	a->files = NULL;
	return jsec_overrides_plan(
		c->session, a->installs, &request, c->opt->emit, &a->files);
}

/*
 * Plans again under the lock: another run may have changed the list in between, and does not
 * know the file yet.
 */
static int act_override_write(struct command *c, struct act_override *a, bool writes)
{
	int rc = act_override_plan(c, a);

	if (!rc && writes && show_overrides_would_change(a->files)) {
		rc = jsec_lock(c->session);
		rc = rc ? rc : act_override_plan(c, a);
	}
	if (!rc && writes)
		rc = jsec_overrides_write(c->session, a->files);
	jsec_unlock(c->session);
	return command_leave_to_results(rc);
}

static void act_override_sum_up(struct act_override *a)
{
	const struct jsec_override *f = jsec_overrides_items(a->files)[0];

	if (f->error)
		ending_sum_up(&a->end, "%s", f->error->message);
	else
		ending_sum_up(&a->end, "%s: %s", f->file,
			f->changed	  ? "written"
			: f->would_change ? "would be written"
					  : "unchanged");
}

static void act_override_execute(struct command *c, struct act_override *a)
{
	bool writes = !c->opt->dry_run;
	int rc = command_find(c, writes, &a->end, &a->installs);

	if (!rc)
		rc = act_override_write(c, a, writes);
	progress_clear(&c->progress);
	if (!ending_stop(&a->end, rc, c->session))
		act_override_sum_up(a);
}

static enum status act_override_judge(const struct opt *o, const struct act_override *a)
{
	if (a->end.rc)
		return ending_judge(&a->end, o);
	if (command_was_interrupted(a->installs) || show_overrides_get_error(a->files))
		return STATUS_FAILED;
	return o->dry_run && show_overrides_would_change(a->files) ? STATUS_WOULD_CHANGE
								   : STATUS_OK;
}

static struct warn_list act_override_collect_warnings(const struct act_override *a)
{
	struct warn_list w = {0};

	warn_add_removed(&w, NULL, a->files, true);
	return w;
}

static void act_override_put_how(const struct jsec_override *f)
{
	puts("");
	say_line(stdout, NULL,
		"Give this option to each program of that Java that needs "
		"the change:");
	say_verbatim("  -Djava.security.properties=%s", f->file);
	say_line(stdout, NULL,
		"For a systemd service, run 'systemctl edit SERVICE' and "
		"add:");
	say_verbatim("  [Service]");
	say_verbatim("  Environment=\"JAVA_TOOL_OPTIONS=-Djava.security.properties=%s\"",
		f->file);
	say_line(stdout, NULL,
		"Then restart these programs. 'jsecpatch --reapply' renews "
		"the file when the list of that Java changes; 'jsecpatch "
		"--hook install' does so after each update.");
}

static void act_override_print(const struct opt *o, const struct act_override *a)
{
	WARN_AUTO struct warn_list warnings = act_override_collect_warnings(a);

	show_overrides_print(o, a->files);
	if (o->dry_run || o->quiet || show_overrides_get_error(a->files))
		return;
	act_override_put_how(jsec_overrides_items(a->files)[0]);
	warn_print(&warnings, o, stdout);
}

static int act_override_print_json(const struct opt *o, const struct act_override *a)
{
	WARN_AUTO struct warn_list warnings = act_override_collect_warnings(a);
	bool changed = show_overrides_count_changed(a->files) ||
		       show_overrides_would_change(a->files);
	json_t *json = doc_begin(o, &a->end, changed, show_overrides_get_error(a->files));

	json_object_set_new(json, "warnings", warn_make_json(&warnings, o));
	if (a->files)
		json_object_set_new(json, "override",
			show_overrides_make_json(o, jsec_overrides_items(a->files)[0]));
	json_object_set_new(json, "scan", show_scan_make_json(a->installs));
	json_object_set_new(json, "installs", json_array());
	return doc_print(json);
}

static void act_override_done(struct act_override *a)
{
	jsec_overrides_free(a->files);
	jsec_installs_free(a->installs);
	ending_done(&a->end);
}

enum status act_override_run(struct command *c)
{
	struct act_override a = {0};

	act_override_execute(c, &a);
	enum status status = act_override_judge(c->opt, &a);
	if (c->opt->json)
		status = act_override_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, c->opt);
	else
		act_override_print(c->opt, &a);
	act_override_done(&a);
	return status;
}
