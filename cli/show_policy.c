/* SPDX-License-Identifier: MIT */
/* Shows what a plan did to the policy file. */
#include "show_policy.h"

#include "hint.h"
#include "say.h"
#include "typed.h"

#include <stdlib.h>
#include <string.h>

static void show_policy_add_entries(
	FILE *out, const char *option, const char *const *entries)
{
	for (; *entries; entries++)
		typed_add_option(out, option, *entries);
}

/* Returns the command that remembers a successor. NULL if memory ran out. */
static char *show_policy_make_command(const struct opt *o, const struct jsec_successor *s)
{
	struct typed typed;
	FILE *out = typed_begin(&typed, o);

	if (!out)
		return NULL;
	typed_add_option(out, "--policy", o->policy);
	if (strcmp(s->property, "jdk.tls.disabledAlgorithms") != 0)
		typed_add_option(out, "--property", s->property);
	show_policy_add_entries(out, "--allow", s->allow);
	show_policy_add_entries(out, "--disallow", s->disallow);
	fputs(" --remember", out);
	typed_add_word(out, s->home);
	return typed_end(&typed);
}

/* Prints what may have replaced a Java that is gone, and what to type then. */
static void show_policy_put_successors(const struct opt *o, const struct jsec_policy *p)
{
	FILE *out = o->dry_run ? stderr : stdout;

	for (size_t i = 0; p->successors[i]; i++) {
		const struct jsec_successor *s = p->successors[i];
		char *command = show_policy_make_command(o, s);
		if (command)
			say_line(out, say_choose_color(o, "33"),
				"rule.%s: %s may have replaced %s: to apply the rule to it, "
				"run: %s",
				s->rule, s->home, s->target, command);
		else
			say_lose_words();
		free(command);
	}
}

static void show_policy_put_notes(const struct opt *o, const struct jsec_policy *p)
{
	FILE *out = o->dry_run ? stderr : stdout;

	for (size_t i = 0; p->notes && p->notes[i]; i++)
		say_note(out, say_choose_color(o, "33"), "", p->notes[i]->message,
			hint_for_note(o, p->notes[i]));
}

void show_policy_print(const struct opt *o, const struct jsec_plan *plan, bool missing)
{
	const struct jsec_policy *p = jsec_plan_policy(plan);

	if (p->error)
		say_error(p->error->message, NULL);
	if (!o->quiet) {
		show_policy_put_notes(o, p);
		show_policy_put_successors(o, p);
	}
	if (o->dry_run && p->would_change && p->diff)
		say_text(p->diff, p->diff_size);
	if (o->quiet)
		return;
	if (p->changed)
		say_line(stdout, NULL, "%s %s",
			o->forget ? "removed from the policy in"
				  : "added to the policy in",
			p->file);
	if (missing && !p->present)
		say_line(stderr, NULL,
			"there is no policy %s to apply; create one with jsecpatch "
			"--allow ENTRY --remember",
			p->file);
}

bool show_policy_has_changes(const struct jsec_plan *plan)
{
	const struct jsec_policy *p = plan ? jsec_plan_policy(plan) : NULL;

	return p && (p->changed || p->would_change);
}

static json_t *show_policy_list_successors(
	const struct opt *o, const struct jsec_policy *p)
{
	json_t *list = json_array();

	for (size_t i = 0; p->successors[i]; i++) {
		const struct jsec_successor *s = p->successors[i];
		char *command = show_policy_make_command(o, s);
		if (!command)
			say_lose_words();
		json_array_append_new(list,
			json_pack("{s:o, s:o, s:o, s:o}", "rule", doc_quote(s->rule),
				"target", doc_quote(s->target), "home",
				doc_quote(s->home), "command", doc_quote(command)));
		free(command);
	}
	return list;
}

json_t *show_policy_make_json(const struct opt *o, const struct jsec_policy *p)
{
	if (!p)
		return json_null();
	return json_pack("{s:o, s:b, s:b, s:o, s:o, s:o, s:o, s:s}", "file",
		doc_quote(p->file), "present", p->present, "changed",
		p->changed || p->would_change, "diff",
		doc_quote_bytes(p->diff, p->diff_size), "error",
		doc_make_error(p->error, p->error ? hint_for_policy(o, p->error) : NULL),
		"notes", doc_make_notes(o, p->notes), "successors",
		show_policy_list_successors(o, p), "removal",
		p->restores ? "restore" : "keep");
}
