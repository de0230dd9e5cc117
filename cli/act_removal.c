/* SPDX-License-Identifier: MIT */
/*
 * Prepares the removal of jsecpatch. Restores the changed files or names them, as the
 * policy says, and removes the hooks.
 */
#include "act.h"

#include "command.h"
#include "doc.h"
#include "hint.h"
#include "list_doubt.h"
#include "say.h"
#include "show_hooks.h"
#include "show_install.h"
#include "show_overrides.h"
#include "show_policy.h"
#include "show_result.h"

#include <stdlib.h>
#include <string.h>

struct act_removal {
	struct ending end;
	struct jsec_installs *installs;
	struct jsec_plan *undo;		/* restores all files */
	struct jsec_plan *list;		/* the files as they are then */
	struct jsec_plan *plan;		/* `undo` or `list`: the one that is printed */
	struct jsec_overrides *emitted; /* override files */
	struct jsec_backups *backups;
	struct jsec_hooks *hooks;
	bool restores; /* the policy wants that */
	size_t n_restored, n_left, n_unknown, n_doubtful, n_failed, n_hooks,
		n_hooks_failed;
};

/* Asks the policy whether to restore. An unreadable one may want that: so it is an error. */
static int act_removal_ask_policy(struct act_removal *a)
{
	const struct jsec_policy *policy = jsec_plan_policy(a->undo);

	a->restores = policy->restores;
	if (!policy->error)
		return 0;
	return ending_fail(&a->end, policy->error->code, policy->error->path, "%s",
		policy->error->message);
}

/* Finds the changed files. Other users' files are restored only if they are named. */
static int act_removal_look(struct command *c, struct act_removal *a)
{
	const struct jsec_request request = {.size = sizeof request, .action = JSEC_LIST};
	int rc = jsec_plan_make(c->session, a->installs, &request, &a->list);

	a->plan = a->restores ? a->undo : a->list;
	return rc;
}

static int act_removal_restore(struct command *c, struct act_removal *a)
{
	const struct jsec_request request = command_make_request(c);
	bool writes = !c->opt->dry_run;
	int rc = command_plan(c, a->installs, &request, writes, &a->undo);

	a->plan = a->undo;
	rc = rc ? rc : act_removal_ask_policy(a);
	if (!rc && writes && a->restores)
		rc = command_commit(c, a->plan);
	jsec_unlock(c->session);
	return rc ? rc : act_removal_look(c, a);
}

/* Tells whether another program changed the file after jsecpatch. It is not restored then. */
static bool act_removal_is_foreign(const struct act_removal *a, size_t i)
{
	const struct jsec_error *e = jsec_plan_results(a->undo)[i]->error;

	return e && e->code == JSEC_FOREIGN;
}

/* Tells whether jsecpatch changed the file, also if this run skipped it. */
static bool act_removal_is_patched(const struct act_removal *a, size_t i)
{
	return jsec_plan_results(a->list)[i]->patched;
}

/* Tells whether that is unknown, for example because the owner may not read the file. */
static bool act_removal_is_unknown(const struct act_removal *a, size_t i)
{
	const struct jsec_result *r = jsec_plan_results(a->list)[i];

	return r->state == JSEC_SKIPPED || list_doubt_find_lost(r) ||
	       (r->error && !a->restores);
}

static void act_removal_count(const struct opt *o, struct act_removal *a)
{
	const struct jsec_result *const *r = jsec_plan_results(a->plan);

	for (size_t i = 0; r[i]; i++) {
		bool undone = a->restores && !r[i]->error &&
			      (r[i]->state == JSEC_RESTORED ||
				      (o->dry_run && r[i]->would_change));
		a->n_restored += undone;
		a->n_left += !undone && (act_removal_is_patched(a, i) ||
						act_removal_is_foreign(a, i));
		a->n_unknown += act_removal_is_unknown(a, i);
		a->n_failed += r[i]->error != NULL;
	}
}

/* Returns the path of an intact archive with the vendor's file, or NULL. */
static const char *act_removal_find_backup(const struct act_removal *a, const char *file)
{
	const char *path = NULL;

	for (const struct jsec_stored *const *s = jsec_backups_items(a->backups); *s; s++)
		if ((*s)->pristine && !(*s)->error && (*s)->file && file &&
			!strcmp((*s)->file, file))
			path = (*s)->backup.path;
	return path;
}

/* Finds those unknown files that jsecpatch has changed once. They may still be so. */
static int act_removal_read_backups(struct command *c, struct act_removal *a)
{
	const struct jsec_result *const *r = jsec_plan_results(a->list);

	if (!a->n_left && !a->n_unknown)
		return 0;
	int rc = jsec_backups_read(c->session, &a->backups);
	for (size_t i = 0; !rc && r[i]; i++)
		a->n_doubtful += act_removal_is_unknown(a, i) &&
				 (list_doubt_find_lost(r[i]) ||
					 act_removal_find_backup(a, r[i]->file));
	return rc;
}

/* Tells whether a file could not be restored, so that jsecpatch is still needed. */
static bool act_removal_is_needed(const struct act_removal *a)
{
	return a->restores && (a->n_left || a->n_doubtful || a->n_failed);
}

/* A hook that was changed goes, too: it can only call jsecpatch. */
static int act_removal_remove_hooks(struct command *c, struct act_removal *a)
{
	unsigned flags = JSEC_FORCE | (c->opt->dry_run ? JSEC_DRY_RUN : 0);
	char path[4096];
	int rc = jsec_hooks_read(c->session, a->installs,
		command_find_program(path, sizeof path), &a->hooks);

	rc = rc ? rc : jsec_hooks_remove(c->session, a->hooks, NULL, flags);
	const struct jsec_hook *const *h = a->hooks ? jsec_hooks_items(a->hooks) : NULL;
	for (; h && *h; h++) {
		a->n_hooks += *(*h)->changes && !(*h)->error;
		a->n_hooks_failed += (*h)->error != NULL;
	}
	return command_leave_to_results(rc);
}

static void act_removal_execute(struct command *c, struct act_removal *a)
{
	int rc = command_find(c, !c->opt->dry_run, &a->end, &a->installs);

	rc = rc ? rc : act_removal_restore(c, a);
	if (!rc)
		act_removal_count(c->opt, a);
	rc = rc ? rc : jsec_overrides_renew(c->session, a->installs, &a->emitted);
	rc = rc ? rc : act_removal_read_backups(c, a);
	if (!rc && !act_removal_is_needed(a))
		rc = act_removal_remove_hooks(c, a);
	if (ending_stop(&a->end, rc, c->session))
		return;
	const char *would = c->opt->dry_run ? "would be " : "";
	ending_sum_up(&a->end,
		"%zu hook%s %sremoved, %zu file%s %srestored, %zu left changed%s",
		a->n_hooks, a->n_hooks == 1 ? "" : "s", would, a->n_restored,
		a->n_restored == 1 ? "" : "s", would, a->n_left,
		a->n_unknown ? ", others not known" : "");
}

static enum status act_removal_judge(const struct opt *o, const struct act_removal *a)
{
	if (a->end.rc)
		return ending_judge(&a->end, o);
	if (act_removal_is_needed(a) || a->n_hooks_failed)
		return STATUS_FAILED;
	return o->dry_run && a->n_hooks + a->n_restored ? STATUS_WOULD_CHANGE : STATUS_OK;
}

/* Says that a file was left because other users can change it, so it must be named. */
static void act_removal_put_unnamed(const struct jsec_result *r)
{
	char *why;

	if (asprintf(&why,
		    "%s: other users can change this file, so it is restored only by "
		    "name; run jsecpatch --restore %s",
		    r->file, show_install_get_name(r->install)) < 0) {
		say_lose_words();
		return;
	}
	say_error(why, NULL);
	free(why);
}

static void act_removal_put_left(
	const struct act_removal *a, const struct jsec_result *r, const char *what)
{
	const char *path = act_removal_find_backup(a, r->file);

	say_line(stdout, NULL, "%s: %s", what, r->file);
	if (path)
		say_line(stdout, NULL, "  the vendor's file is in %s", path);
	else
		say_line(stdout, NULL, "  no backup of the vendor's file is intact");
}

/* Where nothing is to be restored, a file that cannot be read is no reason to stay. */
static void act_removal_put_result(
	const struct opt *o, const struct act_removal *a, size_t i)
{
	const struct jsec_result *r = jsec_plan_results(a->plan)[i];

	if (r->error && a->restores)
		say_error(r->error->message, hint_for_result(o, r));
	else if (r->state == JSEC_SKIPPED && act_removal_is_patched(a, i))
		act_removal_put_unnamed(r);
	if (o->quiet)
		return;
	if (act_removal_is_unknown(a, i))
		say_line(stdout, NULL, "not known whether it is changed: %s",
			r->error ? r->error->message : r->file);
	else if (o->dry_run && a->restores && r->would_change)
		say_line(stdout, NULL, "would be restored: %s", r->file);
	else if (r->state == JSEC_RESTORED)
		say_line(stdout, NULL, "restored: %s", r->file);
	else if (act_removal_is_patched(a, i))
		act_removal_put_left(a, r, "stays changed");
	else if (act_removal_is_foreign(a, i))
		act_removal_put_left(a, r, "changed by another program since");
}

/* Returns the error about a damaged backup, if a file may be in it, or NULL. */
static const char *act_removal_find_lost(const struct act_removal *a)
{
	const struct jsec_result *const *r = jsec_plan_results(a->list);
	const char *lost = NULL;

	for (size_t i = 0; !lost && r[i]; i++)
		lost = list_doubt_find_lost(r[i]);
	return lost;
}

/* Prints how the way back begins, with jsecpatch and without. */
static void act_removal_put_ways(const struct opt *o, const struct act_removal *a)
{
	const struct jsec_override *const *f = show_overrides_get(a->emitted);
	const char *lost = act_removal_find_lost(a);

	if (lost && act_removal_is_needed(a))
		say_error(lost, NULL);
	else if (lost && !o->quiet)
		say_line(stdout, NULL, "%s", lost);
	for (; !o->quiet && *f; f++)
		say_line(stdout, NULL, "no longer renewed: %s", (*f)->file);
	if (act_removal_is_needed(a))
		say_error("not all files could be restored, so jsecpatch is still needed",
			"to uninstall it all the same, write 'removal = keep' into the "
			"policy file");
	else if (a->n_left && !o->quiet)
		say_line(stdout, NULL,
			"Without jsecpatch, an update of Java asks about such a file, keeps "
			"its old lists, or undoes the change. The way back: jsecpatch "
			"--restore, now or after it was installed again. By hand: tar -xpf "
			"ARCHIVE -C DIRECTORY, then copy the file from there.");
}

static void act_removal_put_hooks(const struct opt *o, const struct act_removal *a)
{
	bool says = o->verbose || (o->dry_run && !o->quiet);
	const struct jsec_hook *const *h = a->hooks ? jsec_hooks_items(a->hooks) : NULL;

	for (; h && *h; h++) {
		for (size_t i = 0; says && (*h)->changes[i]; i++)
			say_line(stdout, NULL, "%s: %s", (*h)->name, (*h)->changes[i]);
		if ((*h)->error)
			say_error((*h)->error->message, hint_for_hook(o, *h));
	}
}

static void act_removal_print(const struct opt *o, const struct act_removal *a)
{
	for (size_t i = 0; jsec_plan_results(a->plan)[i]; i++)
		act_removal_put_result(o, a, i);
	act_removal_put_ways(o, a);
	act_removal_put_hooks(o, a);
	if (!o->quiet)
		say_line(stdout, NULL, "%s", ending_get_message(&a->end));
}

/* Makes the list of the hooks that were removed, or could not be. */
static json_t *act_removal_make_hooks(const struct opt *o, const struct act_removal *a)
{
	const struct jsec_hook *const *h = a->hooks ? jsec_hooks_items(a->hooks) : NULL;
	json_t *list = json_array();

	for (; h && *h; h++)
		if (*(*h)->changes || (*h)->error)
			json_array_append_new(list, show_hooks_make_item(o, *h));
	return list;
}

static int act_removal_print_json(const struct opt *o, const struct act_removal *a)
{
	bool failed = act_removal_judge(o, a) == STATUS_FAILED;
	json_t *json = doc_begin(o, &a->end, a->n_hooks + a->n_restored > 0, failed);
	const struct show_results results = {
		.opt = o, .plan = a->end.rc ? NULL : a->plan};

	json_object_set_new(json, "policy",
		show_policy_make_json(o, a->plan ? jsec_plan_policy(a->plan) : NULL));
	json_object_set_new(json, "hooks", act_removal_make_hooks(o, a));
	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, "installs", json_array());
	return doc_print_installs(
		json, &(struct doc_installs){show_result_make_nth, &results});
}

enum status act_removal_run(struct command *c)
{
	const struct opt *o = c->opt;
	struct act_removal a = {0};

	act_removal_execute(c, &a);
	enum status status = act_removal_judge(o, &a);
	if (o->json)
		status = act_removal_print_json(o, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, o);
	else
		act_removal_print(o, &a);
	jsec_hooks_free(a.hooks);
	jsec_backups_free(a.backups);
	jsec_overrides_free(a.emitted);
	jsec_plan_free(a.list);
	jsec_plan_free(a.undo);
	jsec_installs_free(a.installs);
	ending_done(&a.end);
	return status;
}
