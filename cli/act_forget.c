/* SPDX-License-Identifier: MIT */
/* Forgets products that were uninstalled, and prints what was dropped or kept. */
#include "act.h"

#include "command.h"
#include "doc.h"
#include "hint.h"
#include "say.h"
#include "show_policy.h"

struct act_forget {
	struct ending end;
	struct jsec_forgotten *done;
};

static void act_forget_execute(struct command *c, struct act_forget *a)
{
	const struct opt *o = c->opt;
	unsigned flags = (o->dry_run ? JSEC_DRY_RUN : 0) | (o->force ? JSEC_FORCE : 0);
	int rc = jsec_forget(c->session, o->targets.items, o->targets.n, flags, &a->done);

	if (ending_stop(&a->end, rc, c->session))
		return;
	size_t n_rules = say_count_words(a->done->rules);
	size_t n_backups = say_count_words(a->done->backups);
	const char *would = o->dry_run ? "would be " : "";
	ending_sum_up(&a->end,
		"%zu path%s %sremoved from the policy, %zu backup%s %sdeleted, %zu kept",
		n_rules, n_rules == 1 ? "" : "s", would, n_backups,
		n_backups == 1 ? "" : "s", would, say_count_words(a->done->kept));
}

static enum status act_forget_judge(const struct opt *o, const struct act_forget *a)
{
	if (a->end.rc == -JSEC_NOT_FOUND)
		return STATUS_NONE_FOUND;
	if (a->end.rc)
		return ending_judge(&a->end, o);
	return o->dry_run && a->done->changed ? STATUS_WOULD_CHANGE : STATUS_OK;
}

static void act_forget_put_all(FILE *out, const char *what, const char *const *list)
{
	for (; *list; list++)
		say_line(out, NULL, "%s: %s", what, *list);
}

/*
 * Prints the result. In a dry run only the diff goes to standard output, for other
 * programs.
 */
static void act_forget_print(const struct opt *o, const struct act_forget *a)
{
	const struct jsec_forgotten *f = a->done;
	FILE *out = o->dry_run ? stderr : stdout;
	bool would = o->dry_run;

	if (would && f->diff)
		say_text(f->diff, f->diff_size);
	if (o->quiet)
		return;
	act_forget_put_all(out,
		would ? "would be removed from the policy" : "removed from the policy",
		f->rules);
	act_forget_put_all(
		out, would ? "backup would be deleted" : "backup deleted", f->backups);
	act_forget_put_all(out,
		would ? "would no longer be suspended" : "no longer suspended",
		f->suspended);
	for (const struct jsec_note *const *n = f->notes; *n; n++)
		say_note(out, say_choose_color(o, "33"), "", (*n)->message,
			hint_for_note(o, *n));
	say_line(out, NULL, "%s", ending_get_message(&a->end));
}

static json_t *act_forget_make_policy(const struct opt *o, const struct jsec_forgotten *f)
{
	static const struct jsec_note *const none[] = {NULL};
	static const struct jsec_successor *const nobody[] = {NULL};
	const struct jsec_policy policy = {.file = f->policy,
		.present = 1,
		.changed = f->diff != NULL,
		.diff = f->diff,
		.diff_size = f->diff_size,
		.notes = none,
		.successors = nobody};

	return show_policy_make_json(o, f->policy ? &policy : NULL);
}

static int act_forget_print_json(const struct opt *o, const struct act_forget *a)
{
	const struct jsec_forgotten *f = a->done;
	json_t *json = doc_begin(o, &a->end, f && f->changed, false);

	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, "installs", json_array());
	if (!f)
		return doc_print(json);
	json_object_set_new(json, "policy", act_forget_make_policy(o, f));
	json_object_set_new(json, "forgotten",
		json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "rules",
			doc_quote_all(f->rules), "backups", doc_quote_all(f->backups),
			"kept", doc_quote_all(f->kept), "overrides",
			doc_quote_all(f->overrides), "suspended",
			doc_quote_all(f->suspended), "notes",
			doc_make_notes(o, f->notes)));
	return doc_print(json);
}

enum status act_forget_run(struct command *c)
{
	struct act_forget a = {0};

	act_forget_execute(c, &a);
	enum status status = act_forget_judge(c->opt, &a);
	if (c->opt->json)
		status = act_forget_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, c->opt);
	else
		act_forget_print(c->opt, &a);
	jsec_forgotten_free(a.done);
	ending_done(&a.end);
	return status;
}
