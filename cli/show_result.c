/* SPDX-License-Identifier: MIT */
/* Shows the result for one install. */
#include "show_result.h"

#include "hint.h"
#include "list_doubt.h"
#include "say.h"
#include "show_install.h"
#include "show_opened.h"
#include "show_suites.h"
#include "show_usable.h"

#include <stdlib.h>
#include <string.h>

/*
 * Prints a line such as "  blocks anon, NULL, TLS_RSA_* (no effect)". `ignored` is in the
 * order of the entries, and moves on.
 */
static void show_result_put_blocked(
	const char *what, const char *const *entries, const char *const **ignored)
{
	bool any = say_has_words(entries);

	say_begin(stdout, NULL);
	say_piece(stdout, "  %s %s", what, any ? "" : "nothing");
	for (size_t i = 0; any && entries[i]; i++) {
		say_piece(stdout, "%s", i ? ", " : "");
		say_whole(stdout, entries[i]);
		if (!**ignored || strcmp(**ignored, entries[i]) != 0)
			continue;
		say_piece(stdout, " (no effect)");
		++*ignored;
	}
	say_end(stdout, NULL);
}

/* Prints the file and the line of the list. 0: no line. */
static void show_result_put_place(const char *file, size_t line)
{
	say_begin(stdout, NULL);
	say_piece(stdout, "  in ");
	say_whole(stdout, file);
	if (line)
		say_piece(stdout, ":%zu", line);
	say_end(stdout, NULL);
}

/* Prints the notes. Those that make the whole list fail are printed as errors. */
static void show_result_put_notes(
	const struct opt *o, const struct jsec_result *r, const char *name)
{
	for (size_t i = 0; r->notes[i]; i++)
		if (!list_doubt_is(r, r->notes[i]))
			say_note(stdout, say_choose_color(o, "33"), name,
				r->notes[i]->message, hint_for_note(o, r->notes[i]));
}

static void show_result_put_entries(const struct opt *o, const struct jsec_result *r)
{
	const char *const *ignored = r->ignored;

	if (r->line || doc_has_note(r->notes, "all-off")) { /* that says why */
		show_result_put_blocked("blocks", r->entries, &ignored);
		show_result_put_place(r->file, r->line);
	} else {
		say_line(stdout, NULL, "  blocks nothing: %s is not set in %s",
			opt_get_property(o), r->file);
	}
	if (r->overridden_by)
		show_result_put_blocked(
			"but Java blocks", r->effective_entries, &ignored);
	if (r->effect_unknown && show_install_is_elsewhere(r->install))
		say_line(stdout, NULL,
			"  according to this file only: other settings of that "
			"container or archive were not checked");
}

/* Prints whether the install matches the policy, if a rule is about it. */
static void show_result_put_policy(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r)
{
	if (r->policy == JSEC_COMPLIES)
		say_line(stdout, NULL, "  matches the policy in %s",
			jsec_plan_policy(plan)->file);
	else if (r->policy == JSEC_DIFFERS)
		say_line(stdout, say_choose_color(o, "33"),
			"  does not match the policy in %s; run jsecpatch "
			"--reapply%s%s",
			jsec_plan_policy(plan)->file, r->only_named ? " " : "",
			r->only_named ? show_install_get_name(r->install) : "");
}

/* Prints what was done, as "patched: allowed anon: disallowed NULL". */
static void show_result_put_change(const struct opt *o, const struct jsec_result *r)
{
	const char *word = r->state == JSEC_WOULD_PATCH ? "would be changed"
							: jsec_state_name(r->state);
	bool good = r->state == JSEC_PATCHED || r->state == JSEC_RESTORED ||
		    r->state == JSEC_SUSPENDED;
	const char *color = good ? say_choose_color(o, "32") : NULL;

	say_begin(stdout, color);
	say_piece(stdout, "  %s", word);
	say_words(stdout, ": allowed ", r->removed);
	say_words(stdout, ": disallowed ", r->added);
	say_end(stdout, color);
	if (r->file)
		show_result_put_place(r->file, r->line);
	if (r->backup)
		say_line(stdout, NULL, "  backup %s", r->backup->path);
}

/* Prints what comes between the install's title and its notes. */
static void show_result_put_outcome(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r)
{
	if (o->action == ACTION_LIST && r->state != JSEC_SKIPPED) {
		show_result_put_entries(o, r);
		show_result_put_policy(o, plan, r);
		return;
	}
	show_result_put_change(o, r);
	show_opened_print(o, plan, r, stdout, "  ");
	if (o->verbose && o->action == ACTION_CHANGE)
		show_result_put_entries(o, r);
}

void show_result_print(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r)
{
	bool remarks = r->patched && o->action == ACTION_LIST;

	if (r->error) {
		say_error(r->error->message, hint_for_result(o, r));
		return;
	}
	if (o->quiet)
		return;
	show_install_print(o, r->install, remarks ? " - patched by jsecpatch" : "");
	show_result_put_outcome(o, plan, r);
	if (r->confirmed == JSEC_CONFIRMED)
		say_line(stdout, NULL, "  confirmed by this JRE itself");
	show_result_put_notes(o, r, NULL);
}

void show_result_print_remarks(const struct opt *o, const struct jsec_result *r)
{
	if (r->error)
		say_error(r->error->message, hint_for_result(o, r));
	else
		show_result_put_notes(o, r, show_install_get_name(r->install));
}

void show_result_print_errors(const struct opt *o, const struct jsec_plan *plan)
{
	const struct jsec_result *const *at = plan ? jsec_plan_results(plan) : NULL;

	for (; at && *at; at++)
		if ((*at)->error)
			say_error((*at)->error->message, hint_for_result(o, *at));
}

static void show_result_put_would_open(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r)
{
	char *prefix;

	if (o->quiet || asprintf(&prefix, "%s: ", show_install_get_name(r->install)) < 0)
		return;
	show_opened_print(o, plan, r, stderr, prefix);
	free(prefix);
}

/* Prints the diff to standard output, for patch(1), and the rest to standard error. */
void show_result_print_diff(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r)
{
	if (r->error)
		say_error(r->error->message, hint_for_result(o, r));
	for (size_t i = 0; r->notes[i] && !o->quiet; i++)
		say_note(stderr, NULL, show_install_get_name(r->install),
			r->notes[i]->message, hint_for_note(o, r->notes[i]));
	show_result_put_would_open(o, plan, r);
	if (r->diff && r->would_change)
		say_text(r->diff, r->diff_size);
}

static json_t *show_result_make_backup(const struct jsec_backup *b)
{
	if (!b)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "id", doc_quote(b->id), "path",
		doc_quote(b->path), "sha256", doc_quote(b->sha256));
}

static json_t *show_result_make_confirmed(enum jsec_confirmation confirmed)
{
	if (confirmed == JSEC_CONFIRMED)
		return json_true();
	return confirmed == JSEC_CONTRADICTED ? json_false() : json_null();
}

/* Adds the list that Java reads, and what a change does to cipher suites. */
static void show_result_add_effect(json_t *json, const struct jsec_result *r)
{
	bool unknown = r->effect_unknown;

	json_object_set_new(
		json, "effective", unknown ? json_null() : json_boolean(r->effective));
	json_object_set_new(json, "overridden_by", doc_quote(r->overridden_by));
	json_object_set_new(json, "confirmed", show_result_make_confirmed(r->confirmed));
	json_object_set_new(json, "effective_entries",
		unknown ? json_null() : doc_quote_all(r->effective_entries));
	json_object_set_new(json, "ignored", doc_quote_all(r->ignored));
	json_object_set_new(
		json, "opened", r->opened ? doc_quote_all(r->opened) : json_null());
	json_object_set_new(json, "opened_protocols", doc_quote_all(r->opened_protocols));
	json_object_set_new(
		json, "still_blocked", show_suites_make_json(r->still_blocked));
}

static json_t *show_result_make_json(const struct opt *o, const struct jsec_result *r)
{
	json_t *json = show_install_make_json(r->install, r->file, r->line);

	json_object_set_new(json, "state", doc_quote(jsec_state_name(r->state)));
	json_object_set_new(json, "patched", json_boolean(r->patched));
	json_object_set_new(json, "removed", doc_quote_all(r->removed));
	json_object_set_new(json, "added", doc_quote_all(r->added));
	json_object_set_new(json, "entries", doc_quote_all(r->entries));
	json_object_set_new(json, "notes", doc_make_notes(o, r->notes));
	json_object_set_new(json, "backup", show_result_make_backup(r->backup));
	json_object_set_new(json, "diff", doc_quote_bytes(r->diff, r->diff_size));
	json_object_set_new(
		json, "error", doc_make_error(r->error, hint_for_result(o, r)));
	json_object_set_new(json, "policy", doc_quote(jsec_compliance_name(r->policy)));
	json_object_set_new(json, "waiting", doc_quote(r->waiting));
	show_result_add_effect(json, r);
	return json;
}

/* Adds what programs can use, for a list. What depends on the list of TLS may be unknown. */
static void show_result_add_usable(json_t *json, const struct opt *o,
	const struct jsec_result *r, const struct jsec_explanation *e)
{
	bool known = opt_is_about_tls(o) && show_usable_is_known(r);

	json_object_set_new(
		json, "usable", known ? show_usable_make_json(r, e) : json_null());
	json_object_set_new(json, "all_off",
		known ? json_boolean(show_usable_is_open(r)) : json_null());
}

json_t *show_result_make_nth(const void *data, size_t nth)
{
	const struct show_results *all = data;
	const struct jsec_result *r =
		all->plan ? jsec_plan_results(all->plan)[nth] : NULL;
	json_t *json = r ? show_result_make_json(all->opt, r) : NULL;

	if (json && all->opt->action == ACTION_LIST)
		show_result_add_usable(json, all->opt, r,
			all->explained ? jsec_explained_items(all->explained)[nth]
				       : NULL);
	return json;
}

json_t *show_result_list_json(const struct opt *o, const struct jsec_plan *plan)
{
	const struct show_results all = {.opt = o, .plan = plan};
	json_t *list = json_array(), *one;

	for (size_t i = 0; (one = show_result_make_nth(&all, i)); i++)
		json_array_append_new(list, one);
	return list;
}
