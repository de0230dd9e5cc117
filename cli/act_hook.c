/* SPDX-License-Identifier: MIT */
/* Installs, removes, lists and prints the update hooks. */
#include "act.h"

#include "command.h"
#include "doc.h"
#include "hint.h"
#include "say.h"
#include "show_hooks.h"
#include "show_restarts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The hooks, and how many of the named ones changed or failed. */
struct act_hook {
	struct ending end;
	const char *name; /* the hook that the user named; NULL: all */
	struct jsec_installs *installs;
	struct jsec_hooks *hooks;
	struct jsec_restarts *restarts; /* for the status; NULL if they are not known */
	size_t n, n_changed, n_failed;
	bool would_change;
	bool is_incomplete; /* not all Javas could be examined */
};

static bool act_hook_is_meant(const struct act_hook *a, const struct jsec_hook *hook)
{
	return !a->name || !strcmp(a->name, hook->name) ||
	       (hook->alias && !strcmp(a->name, hook->alias));
}

static void act_hook_count(struct act_hook *a)
{
	for (const struct jsec_hook *const *at = jsec_hooks_items(a->hooks); *at; at++) {
		const struct jsec_hook *h = *at;
		a->would_change = a->would_change || *h->changes;
		if (!act_hook_is_meant(a, h))
			continue;
		a->n++;
		a->n_failed += h->error != NULL;
		a->n_changed += !h->error && *h->changes;
	}
}

/* Reports an unknown name, for actions that do not pass the name to the library. */
static void act_hook_fail_name(struct act_hook *a)
{
	const struct jsec_hook *const *hooks = jsec_hooks_items(a->hooks);
	char *names = NULL;
	size_t size;
	FILE *out = open_memstream(&names, &size);

	for (size_t i = 0; out && hooks[i]; i++)
		fprintf(out, "%s %s", i ? "," : "", hooks[i]->name);
	if (!out || fclose(out) || !names)
		ending_fail(&a->end, JSEC_NO_MEMORY, NULL, "out of memory");
	else
		ending_fail(&a->end, JSEC_BAD_REQUEST, NULL,
			"there is no hook '%s'; the hooks are%s", a->name, names);
	free(names);
}

/* Reports the Javas that could not be examined: the hooks would not watch their files. */
static void act_hook_find_broken(const struct opt *o, struct act_hook *a)
{
	const struct jsec_install *const *i = jsec_installs_items(a->installs);

	for (; (o->verb == HOOK_INSTALL || o->verb == HOOK_RENEW) && *i; i++) {
		if (!(*i)->error)
			continue;
		a->is_incomplete = true;
		if (!o->json)
			say_error((*i)->error->message, NULL);
	}
}

static void act_hook_sum_up(const struct opt *o, struct act_hook *a)
{
	if (o->verb == HOOK_STATUS || o->verb == HOOK_PRINT)
		ending_sum_up(&a->end, "%zu hooks", a->n);
	else if (o->verb == HOOK_REMOVE && !a->n_changed && !a->n_failed)
		ending_sum_up(&a->end,
			"nothing to remove: no hook is recorded as installed%s",
			geteuid() ? " by this user" : "");
	else
		ending_sum_up(&a->end, "%zu %s, %zu failed", a->n_changed,
			o->dry_run		 ? "would change"
			: o->verb != HOOK_REMOVE ? "installed"
						 : "removed",
			a->n_failed);
}

/* Finds the programs to restart now, as far as this user and a chroot may know. */
static int act_hook_find_restarts(struct command *c, struct act_hook *a)
{
	int rc = c->opt->verb == HOOK_STATUS
			 ? jsec_restarts_find(c->session, a->installs, &a->restarts)
			 : 0;

	return rc == -JSEC_NOT_FOUND || rc == -JSEC_DENIED ? 0 : rc;
}

static int act_hook_find(struct command *c, struct act_hook *a)
{
	/* what hooks watch is what their own runs find */
	const struct jsec_search search = {
		.size = sizeof search, .no_processes = true, .no_users = true};
	char path[4096];
	int rc = jsec_find(
		c->session, c->opt->verb == HOOK_STATUS ? NULL : &search, &a->installs);

	rc = rc ? rc
		: jsec_hooks_read(c->session, a->installs,
			  command_find_program(path, sizeof path), &a->hooks);
	return rc ? rc : act_hook_find_restarts(c, a);
}

static int act_hook_carry_out(struct command *c, struct act_hook *a)
{
	const struct opt *o = c->opt;
	unsigned flags = (o->force ? JSEC_FORCE : 0) | (o->dry_run ? JSEC_DRY_RUN : 0);

	if (o->verb == HOOK_RENEW)
		flags |= JSEC_AGAIN;
	if (o->verb == HOOK_INSTALL || o->verb == HOOK_RENEW)
		return jsec_hooks_install(c->session, a->hooks, a->name, flags);
	if (o->verb == HOOK_REMOVE)
		return jsec_hooks_remove(c->session, a->hooks, a->name, flags);
	return 0;
}

static void act_hook_execute(struct command *c, struct act_hook *a)
{
	int rc = act_hook_find(c, a);

	if (!rc)
		rc = command_leave_to_results(act_hook_carry_out(c, a));
	if (ending_stop(&a->end, rc, c->session))
		return;
	act_hook_count(a);
	act_hook_find_broken(c->opt, a);
	if (a->n)
		act_hook_sum_up(c->opt, a);
	else
		act_hook_fail_name(a);
}

static enum status act_hook_judge(const struct opt *o, const struct act_hook *a)
{
	if (a->end.rc)
		return ending_judge(&a->end, o);
	if (a->n_failed || a->is_incomplete)
		return STATUS_FAILED;
	return o->dry_run && a->would_change ? STATUS_WOULD_CHANGE : STATUS_OK;
}

static void act_hook_put_runs(const struct jsec_hook *h)
{
	say_begin(stdout, NULL);
	say_piece(stdout, "%-20s %-10s %s", h->name, jsec_hook_state_name(h->state),
		h->fits ? "fits" : "does not fit");
	show_hooks_put_runs(stdout, h);
	say_end(stdout, NULL);
}

static void act_hook_put_status(const struct opt *o, const struct jsec_hook *h)
{
	act_hook_put_runs(h);
	if (o->verbose)
		say_line(stdout, NULL, "  %s", h->what);
	for (size_t i = 0; o->verbose && h->files[i]; i++)
		if (h->files[i]->path)
			say_line(stdout, NULL, "  %s (%s)", h->files[i]->path,
				jsec_hook_state_name(h->files[i]->state));
	for (size_t i = 0; h->notes[i]; i++)
		say_note(stdout, NULL, NULL, h->notes[i]->message,
			hint_for_note(o, h->notes[i]));
}

/* Tells whether the note is about what --hook install cannot do. */
static bool act_hook_is_limit(const struct jsec_note *note)
{
	return !strcmp(note->code, "hook-not-covered") ||
	       !strcmp(note->code, "hook-unsupported");
}

static void act_hook_put_changes(const struct opt *o, const struct jsec_hook *h)
{
	for (size_t i = 0; h->changes[i]; i++)
		say_line(stdout, NULL, "%s: %s", h->name, h->changes[i]);
	for (size_t i = 0; !o->dry_run && h->notes[i]; i++)
		if (act_hook_is_limit(h->notes[i]) ? o->verb == HOOK_INSTALL
						   : *h->changes != NULL)
			say_note(stdout, NULL, h->name, h->notes[i]->message,
				hint_for_note(o, h->notes[i]));
}

/* Prints the files as they are. If there are several, each has a title as in head(1). */
static void act_hook_put_text(const struct jsec_hook *h)
{
	size_t n = 0;

	for (size_t i = 0; h->files[i]; i++)
		n += h->files[i]->text != NULL;
	for (size_t i = 0; h->files[i]; i++) {
		const struct jsec_hook_file *f = h->files[i];
		if (f->text && n > 1 && i)
			puts("");
		if (f->text && n > 1)
			say_verbatim("==> %s <==", f->path ? f->path : f->name);
		if (f->text)
			say_text(f->text, strlen(f->text));
	}
}

static void act_hook_put_hook(const struct opt *o, const struct jsec_hook *h)
{
	if (o->verb == HOOK_PRINT)
		act_hook_put_text(h);
	else if (o->verb == HOOK_STATUS && !o->quiet)
		act_hook_put_status(o, h);
	else if (!o->quiet)
		act_hook_put_changes(o, h);
	if (h->error)
		say_error(h->error->message, hint_for_hook(o, h));
}

static void act_hook_print(const struct opt *o, const struct act_hook *a)
{
	for (const struct jsec_hook *const *h = jsec_hooks_items(a->hooks); *h; h++)
		if (act_hook_is_meant(a, *h))
			act_hook_put_hook(o, *h);
	if (a->restarts && !o->quiet)
		show_restarts_print_late(a->restarts);
	if (o->verb != HOOK_STATUS && o->verb != HOOK_PRINT && !o->quiet)
		say_line(stdout, NULL, "%s", ending_get_message(&a->end));
}

static json_t *act_hook_make_list(const struct opt *o, const struct act_hook *a)
{
	json_t *list = json_array();

	for (const struct jsec_hook *const *h = jsec_hooks_items(a->hooks); *h; h++)
		if (act_hook_is_meant(a, *h))
			json_array_append_new(list, show_hooks_make_item(o, *h));
	return list;
}

static int act_hook_print_json(const struct opt *o, const struct act_hook *a)
{
	bool failed = act_hook_judge(o, a) == STATUS_FAILED;
	json_t *json = doc_begin(o, &a->end, a->n_changed > 0, failed);

	if (a->hooks)
		json_object_set_new(json, "hooks", act_hook_make_list(o, a));
	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, "installs", json_array());
	if (a->restarts)
		show_restarts_add_json(json, a->restarts);
	return doc_print(json);
}

static void act_hook_done(struct act_hook *a)
{
	jsec_hooks_free(a->hooks);
	jsec_restarts_free(a->restarts);
	jsec_installs_free(a->installs);
	ending_done(&a->end);
}

static void act_hook_print_errors(const struct opt *o, const struct act_hook *a)
{
	const struct jsec_hook *const *h = a->hooks ? jsec_hooks_items(a->hooks) : NULL;

	for (; h && *h; h++)
		if (act_hook_is_meant(a, *h) && (*h)->error)
			say_error((*h)->error->message, hint_for_hook(o, *h));
	ending_print_error(&a->end, o);
}

enum status act_hook_run(struct command *c)
{
	const struct opt *o = c->opt;
	struct act_hook a = {.name = o->targets.n ? o->targets.items[0] : NULL};

	act_hook_execute(c, &a);
	enum status status = act_hook_judge(o, &a);
	if (o->json)
		status = act_hook_print_json(o, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		act_hook_print_errors(o, &a);
	else
		act_hook_print(o, &a);
	act_hook_done(&a);
	return status;
}
