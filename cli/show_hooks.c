/* SPDX-License-Identifier: MIT */
/* Shows which update hooks are in place. */
#include "show_hooks.h"

#include "hint.h"
#include "say.h"
#include "typed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool show_hooks_is_in_place(const struct jsec_hook *h)
{
	return h->state == JSEC_HOOK_INSTALLED || h->state == JSEC_HOOK_OUTDATED;
}

bool show_hooks_are_missing(const struct jsec_hooks *hooks)
{
	const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;

	while (h && *h && !show_hooks_is_in_place(*h))
		h++;
	return h && !*h;
}

/* Returns the last run of a hook if that failed, else NULL. */
static const struct jsec_hook_run *show_hooks_get_failure(const struct jsec_hook *h)
{
	const struct jsec_hook_run *last = NULL;

	for (size_t i = 0; h->runs[i]; i++)
		if (!last || strcmp(h->runs[i]->time, last->time) >= 0)
			last = h->runs[i];
	return last && !last->ok ? last : NULL;
}

static bool show_hooks_is_broken(const struct jsec_hook *h)
{
	return h->state == JSEC_HOOK_BROKEN || h->state == JSEC_HOOK_PARTIAL;
}

size_t show_hooks_count_in_place(const struct jsec_hooks *hooks)
{
	size_t n = 0;

	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++)
		n += show_hooks_is_in_place(*h);
	return n;
}

size_t show_hooks_count_failing(const struct jsec_hooks *hooks)
{
	size_t n = 0;

	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++)
		n += show_hooks_is_broken(*h) || (*h)->state == JSEC_HOOK_CHANGED ||
		     (show_hooks_is_in_place(*h) && show_hooks_get_failure(*h));
	return n;
}

void show_hooks_put(FILE *out, const struct jsec_hooks *hooks)
{
	const char *before = "hooks: ", *broken = "; not working: ";

	if (!hooks || show_hooks_are_missing(hooks))
		say_piece(out, "hooks: %s", hooks ? "none" : "unknown");
	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++) {
		if (!show_hooks_is_in_place(*h))
			continue;
		say_piece(out, "%s%s%s", before, (*h)->name,
			show_hooks_get_failure(*h) ? " (its last run failed)" : "");
		before = ", ";
	}
	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++) {
		if (!show_hooks_is_broken(*h))
			continue;
		say_piece(out, "%s%s", broken, (*h)->name);
		broken = ", ";
	}
}

static const struct jsec_note *show_hooks_find_note(
	const struct jsec_hook *h, const char *code)
{
	for (size_t i = 0; h->notes[i]; i++)
		if (!strcmp(h->notes[i]->code, code))
			return h->notes[i];
	return NULL;
}

/* Returns the note that says why a hook does not work, or NULL. */
static const char *show_hooks_get_reason(const struct jsec_hook *h)
{
	static const char *const codes[] = {
		"hook-program", "hook-inactive", "hook-unsupported", "hook-units"};
	const struct jsec_note *note = NULL;

	for (size_t i = 0; !note && i < sizeof codes / sizeof *codes; i++)
		note = show_hooks_find_note(h, codes[i]);
	return note ? note->message : "see --hook status";
}

void show_hooks_put_runs(FILE *out, const struct jsec_hook *h)
{
	for (size_t i = 0; h->runs[i]; i++) {
		const struct jsec_hook_run *r = h->runs[i];
		say_piece(out, "%s%s %s %s%s%s", i ? ", " : "  ", r->action,
			r->ok ? "ok" : "failed", r->time, *r->message ? ": " : "",
			r->message);
	}
	if (!*h->runs && show_hooks_is_in_place(h) &&
		!show_hooks_find_note(h, "hook-runs-unknown"))
		say_piece(out, "  no run recorded");
}

void show_hooks_print(FILE *out, const struct jsec_hooks *hooks)
{
	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++) {
		if (!show_hooks_is_in_place(*h) && !show_hooks_is_broken(*h))
			continue;
		say_begin(out, NULL);
		say_piece(out, "hook %s: %s", (*h)->name,
			jsec_hook_state_name((*h)->state));
		show_hooks_put_runs(out, *h);
		say_end(out, NULL);
	}
}

/* Warns about a hook that is installed, but does not do its work. */
static void show_hooks_warn_of(const struct jsec_hook *h, struct warn_list *w)
{
	const struct jsec_hook_run *failed = show_hooks_get_failure(h);

	if (h->state == JSEC_HOOK_PARTIAL)
		warn_addf(w, WARN_HOOK_BROKEN,
			"the update hook %s does not work: some of its files are missing",
			h->name);
	else if (h->state == JSEC_HOOK_BROKEN)
		warn_addf(w, WARN_HOOK_BROKEN, "the update hook %s does not work: %s",
			h->name, show_hooks_get_reason(h));
	else if (failed && show_hooks_is_in_place(h))
		warn_addf(w, WARN_HOOK_FAILED,
			"the last run of the update hook %s failed (%s, %s): %s", h->name,
			failed->action, failed->time, failed->message);
	for (size_t i = 0; h->notes[i]; i++)
		if (!strcmp(h->notes[i]->code, WARN_KEPT_BACK))
			warn_addf(w, WARN_KEPT_BACK, "%s", h->notes[i]->message);
}

void show_hooks_warn(const struct jsec_hooks *hooks, struct warn_list *w)
{
	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++)
		show_hooks_warn_of(*h, w);
}

json_t *show_hooks_make_json(const struct jsec_hooks *hooks)
{
	json_t *list = json_array();

	if (!hooks) {
		json_decref(list);
		return json_null();
	}
	for (const struct jsec_hook *const *h = jsec_hooks_items(hooks); *h; h++)
		if (show_hooks_is_in_place(*h))
			json_array_append_new(list, doc_quote((*h)->name));
	return list;
}

static json_t *show_hooks_make_files(const struct opt *o, const struct jsec_hook *h)
{
	json_t *list = json_array();

	for (size_t i = 0; h->files[i]; i++) {
		const struct jsec_hook_file *f = h->files[i];
		json_t *json = json_pack("{s:o, s:o, s:o, s:s}", "name",
			doc_quote(f->name), "path", doc_quote(f->path), "target",
			doc_quote(f->target), "state", jsec_hook_state_name(f->state));
		if (o->verb == HOOK_PRINT)
			json_object_set_new(json, "text", doc_quote(f->text));
		json_array_append_new(list, json);
	}
	return list;
}

static json_t *show_hooks_make_runs(const struct jsec_hook *h)
{
	json_t *list = json_array();

	for (size_t i = 0; h->runs[i]; i++) {
		const struct jsec_hook_run *r = h->runs[i];
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:b, s:o}", "action",
				      doc_quote(r->action), "time", doc_quote(r->time),
				      "ok", r->ok, "message", doc_quote(r->message)));
	}
	return list;
}

json_t *show_hooks_make_item(const struct opt *o, const struct jsec_hook *h)
{
	return json_pack("{s:o, s:o, s:b, s:s, s:o, s:o, s:o, s:o, s:o}", "name",
		doc_quote(h->name), "what", doc_quote(h->what), "fits", h->fits, "state",
		jsec_hook_state_name(h->state), "files", show_hooks_make_files(o, h),
		"runs", show_hooks_make_runs(h), "changes", doc_quote_all(h->changes),
		"notes", doc_make_notes(o, h->notes), "error",
		doc_make_error(h->error, hint_for_hook(o, h)));
}

json_t *show_hooks_make_items(const struct opt *o, const struct jsec_hooks *hooks)
{
	json_t *list = json_array();

	if (!hooks) {
		json_decref(list);
		return json_null();
	}
	for (const struct jsec_hook *const *h = jsec_hooks_items(hooks); *h; h++)
		if ((*h)->state != JSEC_HOOK_ABSENT && (*h)->state != JSEC_HOOK_SNIPPET)
			json_array_append_new(list, show_hooks_make_item(o, *h));
	return list;
}

/* Tells whether a hook would help. Hooks run as root, with the machine's policy only. */
static bool show_hooks_would_help(const struct opt *o)
{
	return !o->policy && (o->root || geteuid() == 0);
}

static bool show_hooks_has_broken(const struct jsec_hooks *hooks)
{
	const struct jsec_hook *const *h = jsec_hooks_items(hooks);

	while (*h && !show_hooks_is_broken(*h))
		h++;
	return *h != NULL;
}

char *show_hooks_make_advice(const struct opt *o, const struct jsec_hooks *hooks)
{
	bool help = show_hooks_would_help(o);
	bool broken = help && show_hooks_has_broken(hooks);
	struct typed typed;
	char *text = NULL;
	FILE *out = typed_begin(&typed, o);

	if (!out)
		return NULL;
	typed_add_option(out, "--policy", o->policy);
	fputs(broken ? " --hook status" : help ? " --hook install" : " --reapply", out);
	char *command = typed_end(&typed);
	if (command &&
		asprintf(&text,
			broken ? "no update hook works, so nothing will reapply the policy "
				 "after a Java update; see: %s"
			: help ? "no update hook is installed, so nothing will reapply the "
				 "policy after a Java update; run: %s"
			       : "update hooks do not read this policy; after each Java "
				 "update run: %s",
			command) < 0)
		text = NULL;
	free(command);
	return text;
}
