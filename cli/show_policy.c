/* SPDX-License-Identifier: MIT */
/* Shows what a plan did to the policy file. */
#include "show_policy.h"

#include "hint.h"
#include "say.h"

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
	if (!o->quiet)
		show_policy_put_notes(o, p);
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

json_t *show_policy_make_json(const struct opt *o, const struct jsec_policy *p)
{
	if (!p)
		return json_null();
	return json_pack("{s:o, s:b, s:b, s:o, s:o, s:o}", "file", doc_quote(p->file),
		"present", p->present, "changed", p->changed || p->would_change, "diff",
		doc_quote_bytes(p->diff, p->diff_size), "error",
		doc_make_error(p->error, NULL), "notes", doc_make_notes(o, p->notes));
}
