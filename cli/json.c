/* SPDX-License-Identifier: MIT */
/* The JSON document, by Jansson. Keys are only ever added. */
#include "json.h"

#include "access.h"
#include "hook.h"
#include "override.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Bytes as a JSON string: as UTF-8, or where they are not, as Latin-1. */
static json_t *text_n(const char *s, size_t size)
{
	json_t *json = json_stringn(s, size);
	char *wide = json ? NULL : malloc(2 * size + 1);
	size_t n = 0;

	if (!wide)
		return json;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x80)
			wide[n++] = (char)(0xc0 | c >> 6);
		wide[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
	}
	json = json_stringn(wide, n);
	free(wide);
	return json;
}

/* NULL is null. */
static json_t *text(const char *s)
{
	return s ? text_n(s, strlen(s)) : json_null();
}

static json_t *texts(const char *const *items)
{
	json_t *list = json_array();

	for (size_t i = 0; items[i]; i++)
		json_array_append_new(list, text(items[i]));
	return list;
}

static json_t *error_json(const struct jsec_error *e)
{
	if (!e)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:I}", "code", jsec_code_name(e->code),
		"message", text(e->message), "path", text(e->path), "line",
		(json_int_t)e->line);
}

static json_t *backup_json(const struct jsec_backup *b)
{
	if (!b)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "id", text(b->id), "path", text(b->path),
		"sha256", text(b->sha256));
}

static json_t *blockers_json(const struct jsec_blocker *const *blockers)
{
	json_t *list = json_array();

	for (; *blockers; blockers++)
		json_array_append_new(list, json_pack("{s:o, s:o, s:s, s:b}", "entry",
						    text((*blockers)->entry), "property",
						    text((*blockers)->property), "why",
						    jsec_why_name((*blockers)->why),
						    "needed", (*blockers)->needed));
	return list;
}

static json_t *suites_json(const struct jsec_suite *const *suites)
{
	json_t *list = json_array();

	for (; *suites; suites++)
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:i, s:s, s:o, s:o}", "name",
				      text((*suites)->name), "alias",
				      text((*suites)->alias), "id", (int)(*suites)->id,
				      "state", jsec_suite_state_name((*suites)->state),
				      "protocols", texts((*suites)->protocols),
				      "blockers", blockers_json((*suites)->blockers)));
	return list;
}

/* What is known of an install, and the line of its list. */
static json_t *install_json(const struct jsec_install *i, const char *file, size_t line)
{
	json_t *json = json_object();

	json_object_set_new(json, "home", text(i->home));
	json_object_set_new(json, "aliases", texts(i->aliases));
	json_object_set_new(json, "vendor", text(i->vendor));
	json_object_set_new(json, "java_version", text(i->java_version));
	json_object_set_new(json, "source", text(jsec_source_name(i->source)));
	json_object_set_new(json, "pid", i->pid ? json_integer(i->pid) : json_null());
	json_object_set_new(json, "container", text(i->container));
	json_object_set_new(json, "file", text(file ? file : i->file));
	json_object_set_new(
		json, "line", line ? json_integer((json_int_t)line) : json_null());
	return json;
}

static json_t *explanation_json(const struct jsec_explanation *e)
{
	json_t *json = install_json(e->install, e->file, e->line);

	json_object_set_new(json, "state",
		text(jsec_state_name(e->error ? JSEC_FAILED : JSEC_LISTED)));
	json_object_set_new(json, "suites", suites_json(e->suites));
	json_object_set_new(json, "error", error_json(e->error));
	return json;
}

static json_t *result_json(const struct jsec_result *r)
{
	json_t *json = install_json(r->install, r->file, r->line);

	json_object_set_new(json, "state", text(jsec_state_name(r->state)));
	json_object_set_new(json, "patched", json_boolean(r->patched));
	json_object_set_new(json, "removed", texts(r->removed));
	json_object_set_new(json, "added", texts(r->added));
	json_object_set_new(json, "entries", texts(r->entries));
	json_object_set_new(json, "notes", texts(r->notes));
	json_object_set_new(json, "backup", backup_json(r->backup));
	json_object_set_new(
		json, "diff", r->diff ? text_n(r->diff, r->diff_size) : json_null());
	json_object_set_new(json, "error", error_json(r->error));
	json_object_set_new(json, "policy", text(jsec_compliance_name(r->policy)));
	json_object_set_new(json, "waiting", text(r->waiting));
	json_object_set_new(json, "effective",
		r->effect_unknown ? json_null() : json_boolean(r->effective));
	json_object_set_new(json, "overridden_by", text(r->overridden_by));
	json_object_set_new(json, "confirmed",
		r->confirmed == JSEC_CONFIRMED	    ? json_true()
		: r->confirmed == JSEC_CONTRADICTED ? json_false()
						    : json_null());
	json_object_set_new(json, "effective_entries",
		r->effect_unknown ? json_null() : texts(r->effective_entries));
	json_object_set_new(json, "opened", r->opened ? texts(r->opened) : json_null());
	json_object_set_new(json, "opened_protocols", texts(r->opened_protocols));
	json_object_set_new(json, "still_blocked", suites_json(r->still_blocked));
	return json;
}

static json_t *policy_json(const struct run *run)
{
	const struct jsec_policy *p = run->plan ? jsec_plan_policy(run->plan) : NULL;

	if (!p)
		return json_null();
	return json_pack("{s:o, s:b, s:b, s:o, s:o, s:o}", "file", text(p->file),
		"present", p->present, "changed", p->changed || p->would_change, "diff",
		p->diff ? text_n(p->diff, p->diff_size) : json_null(), "error",
		error_json(p->error), "notes", texts(p->notes));
}

static json_t *scan_json(const struct jsec_scan *s)
{
	if (!s)
		return json_null();
	return json_pack("{s:I, s:I, s:o, s:o, s:b}", "directories",
		(json_int_t)s->directories, "unreadable", (json_int_t)s->unreadable,
		"problems", texts(s->problems), "left_out", texts(s->left_out),
		"cancelled", s->cancelled);
}

static json_t *results_json(const struct jsec_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; plan && i < jsec_plan_count(plan); i++)
		json_array_append_new(list, result_json(jsec_plan_get(plan, i)));
	return list;
}

static json_t *explained_json(const struct jsec_explained *explained)
{
	json_t *list = json_array();

	for (size_t i = 0; i < jsec_explained_count(explained); i++)
		json_array_append_new(
			list, explanation_json(jsec_explained_get(explained, i)));
	return list;
}

static json_t *setting_json(const struct jsec_setting *s)
{
	return json_pack("{s:o, s:I, s:o, s:o, s:o, s:b}", "file", text(s->file), "line",
		(json_int_t)s->line, "key", text(s->key), "value", text(s->value), "mode",
		text(s->is_flag ? NULL : jsec_transport_name(s->mode)), "is_set",
		s->is_set);
}

static json_t *finding_json(const struct jsec_finding *f)
{
	return json_pack("{s:s, s:b, s:o, s:o, s:I, s:o, s:I}", "code", f->code,
		"problem", f->problem, "message", text(f->message), "file", text(f->file),
		"line", (json_int_t)f->line, "other_file", text(f->other_file),
		"other_line", (json_int_t)f->other_line);
}

static void add_command(json_t *list, char *command)
{
	json_array_append_new(list, text(command));
	free(command);
}

/* For each mode the commands that lead there; null where all is well. */
static json_t *ways_json(const struct run *run)
{
	if (!access_needs_way(run))
		return json_null();
	json_t *auth = json_array(), *anon = json_array(), *clear = json_array();
	add_command(auth, access_set_command(run, "auth"));
	if (access_blocking(run))
		add_command(anon, access_allow_command(run));
	add_command(anon, access_set_command(run, "anon"));
	add_command(clear, access_set_command(run, "clear"));
	return json_pack("{s:o, s:o, s:o}", "auth", auth, "anon", anon, "clear", clear);
}

/* Access Manager's files, what they say, and the Javas that have to do with it. */
static void add_audit(json_t *json, const struct run *run)
{
	json_t *settings = json_array(), *findings = json_array();

	for (size_t i = 0; i < jsec_settings_count(run->audit); i++)
		json_array_append_new(
			settings, setting_json(jsec_settings_get(run->audit, i)));
	for (size_t i = 0; i < jsec_findings_count(run->audit); i++)
		json_array_append_new(
			findings, finding_json(jsec_findings_get(run->audit, i)));
	json_object_set_new(json, "files", results_json(run->plan));
	json_object_set_new(json, "settings", settings);
	json_object_set_new(json, "findings", findings);
	json_object_set_new(json, "needs_anon", json_boolean(access_needs_anon(run)));
	json_object_set_new(json, "anon_blocked", json_boolean(access_blocking(run) > 0));
	json_object_set_new(json, "ways", ways_json(run));
	json_object_set_new(json, "installs", results_json(run->java_lists));
}

static json_t *backups_json(const struct run *run)
{
	json_t *list = json_array();

	for (size_t i = 0; i < jsec_backups_count(run->backups); i++) {
		const struct jsec_stored *s = jsec_backups_get(run->backups, i);
		json_array_append_new(list,
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "id",
				text(s->backup.id), "path", text(s->backup.path),
				"sha256", text(s->backup.sha256), "time", text(s->time),
				"action", text(s->action), "file", text(s->file),
				"pristine", s->pristine, "error", error_json(s->error)));
	}
	return list;
}

static json_t *restarts_json(const struct run *run)
{
	size_t n = run->restarts ? jsec_restarts_count(run->restarts) : 0;
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct jsec_process *p = jsec_restarts_get(run->restarts, i);
		json_array_append_new(list,
			json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "pid",
				p->pid, "user", text(run_user(p->uid)), "unit",
				text(p->unit), "container", text(p->container), "home",
				text(p->home), "command", text(p->command), "policy_file",
				text(p->policy_file), "policy_replaces",
				p->policy_replaces, "overridden_by",
				text(p->overridden_by)));
	}
	return list;
}

static json_t *hook_files_json(const struct run *run, const struct jsec_hook *h)
{
	json_t *list = json_array();

	for (size_t i = 0; h->files[i]; i++) {
		const struct jsec_hook_file *f = h->files[i];
		json_t *json = json_pack("{s:o, s:o, s:o, s:s}", "name", text(f->name),
			"path", text(f->path), "target", text(f->target), "state",
			jsec_hook_state_name(f->state));
		if (run->opt->verb == HOOK_PRINT)
			json_object_set_new(json, "text", text(f->text));
		json_array_append_new(list, json);
	}
	return list;
}

static json_t *hook_runs_json(const struct jsec_hook *h)
{
	json_t *list = json_array();

	for (size_t i = 0; h->runs[i]; i++) {
		const struct jsec_hook_run *r = h->runs[i];
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:b, s:o}", "action", text(r->action),
				      "time", text(r->time), "ok", r->ok, "message",
				      text(r->message)));
	}
	return list;
}

static json_t *hooks_json(const struct run *run)
{
	json_t *list = json_array();

	for (size_t i = 0; i < jsec_hooks_count(run->hooks); i++) {
		const struct jsec_hook *h = jsec_hooks_get(run->hooks, i);
		if (!hook_is_meant(run, h))
			continue;
		json_array_append_new(list,
			json_pack("{s:o, s:o, s:b, s:s, s:o, s:o, s:o, s:o, s:o}", "name",
				text(h->name), "what", text(h->what), "fits", h->fits,
				"state", jsec_hook_state_name(h->state), "files",
				hook_files_json(run, h), "runs", hook_runs_json(h),
				"changes", texts(h->changes), "notes", texts(h->notes),
				"error", error_json(h->error)));
	}
	return list;
}

static json_t *override_json(const struct jsec_override *f)
{
	return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"file", text(f->file), "home", text(f->home), "property",
		text(f->property), "changed", f->changed || f->would_change, "removed",
		texts(f->removed), "added", texts(f->added), "entries", texts(f->entries),
		"notes", texts(f->notes), "content",
		f->content ? text_n(f->content, f->content_size) : json_null(), "diff",
		f->diff ? text_n(f->diff, f->diff_size) : json_null(), "error",
		error_json(f->error));
}

/* The one that was asked for, or all. */
static void add_overrides(json_t *json, const struct run *run)
{
	json_t *list = json_array();

	for (size_t i = 0; i < override_count(run); i++)
		json_array_append_new(
			list, override_json(jsec_overrides_get(run->overrides, i)));
	if (run->opt->emit)
		json_object_set(json, "override", json_array_get(list, 0));
	else
		json_object_set(json, "overrides", list);
	json_decref(list);
}

int json_run(const struct run *run)
{
	const char *warnings[MAX_WARNINGS];
	size_t n = run_warnings(run, warnings);
	size_t changed = run->counts.of[JSEC_PATCHED] + run->counts.of[JSEC_RESTORED] +
			 run->counts.of[JSEC_SUSPENDED] +
			 run->counts.of[JSEC_WOULD_PATCH];
	const struct jsec_policy *p = run->plan ? jsec_plan_policy(run->plan) : NULL;
	json_t *json = json_object(), *list = json_array();
	int rc;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, text(warnings[i]));
	json_object_set_new(json, "version", text(jsec_version()));
	json_object_set_new(json, "action", text(run->action));
	json_object_set_new(json, "property",
		text(run->opt->property ? run->opt->property
					: "jdk.tls.disabledAlgorithms"));
	json_object_set_new(json, "dry_run", json_boolean(run->opt->dry_run));
	json_object_set_new(json, "changed",
		json_boolean(changed || override_changed(run) ||
			     override_would_change(run) ||
			     (p && (p->changed || p->would_change))));
	json_object_set_new(json, "failed",
		json_boolean(run->error || run->counts.of[JSEC_FAILED] ||
			     override_failed(run) || (run->audit && access_failed(run))));
	json_object_set_new(
		json, "msg", text(run->error ? run->error->message : run->summary));
	json_object_set_new(json, "error", error_json(run->error));
	json_object_set_new(json, "warnings", list);
	json_object_set_new(json, "policy", policy_json(run));
	if (run->explained)
		json_object_set_new(json, "suite", text(run->opt->suite));
	if (run->overrides)
		add_overrides(json, run);
	if (run->hooks)
		json_object_set_new(json, "hooks", hooks_json(run));
	json_object_set_new(json, "scan", scan_json(run->scan));
	if (run->backups)
		json_object_set_new(json, "backups", backups_json(run));
	else if (run->audit)
		add_audit(json, run);
	else
		json_object_set_new(json, "installs",
			run->explained ? explained_json(run->explained)
				       : results_json(run->plan));
	json_object_set_new(json, "restart", restarts_json(run));
	json_object_set_new(json, "restart_unseen",
		json_integer(run->restarts
				     ? (json_int_t)jsec_restarts_unseen(run->restarts)
				     : 0));
	rc = json_dumpf(json, stdout, JSON_INDENT(2));
	json_decref(json);
	puts("");
	return rc || fflush(stdout) ? -1 : 0;
}
