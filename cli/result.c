/* SPDX-License-Identifier: MIT */
/* What became of an install, as text. */
#include "result.h"

#include "opened.h"
#include "say.h"
#include "text.h"

static void put_entries(const struct run *run, const struct jsec_result *r)
{
	const char *property =
		run->opt->property ? run->opt->property : "jdk.tls.disabledAlgorithms";
	char entries[8192], effective[8192];

	text_join(entries, sizeof entries, r->entries);
	text_join(effective, sizeof effective, r->effective_entries);
	if (!r->line)
		say(stdout, NULL, "  blocks nothing: %s is not set in %s", property,
			r->file);
	else
		say(stdout, NULL, "  blocks %s", *entries ? entries : "nothing");
	if (r->line)
		say(stdout, NULL, "  in %s:%zu", r->file, r->line);
	if (r->overridden_by)
		say(stdout, NULL, "  but Java blocks %s",
			*effective ? effective : "nothing");
	if (r->effect_unknown)
		say(stdout, NULL,
			"  as far as that file says: what else counts there was not looked at");
}

/* Whether it is as the policy wants it; without a rule about it there is nothing to say. */
static void put_policy(const struct run *run, const struct jsec_result *r)
{
	if (r->policy == JSEC_COMPLIES)
		say(stdout, NULL, "  as the policy in %s wants it",
			jsec_plan_policy(run->plan)->file);
	else if (r->policy == JSEC_DIFFERS)
		say(stdout, text_colors(run->opt) ? "33" : NULL,
			"  not as the policy in %s wants it: jsecpatch --reapply%s%s",
			jsec_plan_policy(run->plan)->file, r->only_named ? " " : "",
			r->only_named ? text_name(r->install) : "");
}

/* What was done, as "removed 'anon'; added 'NULL'". */
static void put_change(const struct run *run, const struct jsec_result *r)
{
	const char *word = r->state == JSEC_WOULD_PATCH ? "would be changed"
							: jsec_state_name(r->state);
	bool good = r->state == JSEC_PATCHED || r->state == JSEC_RESTORED ||
		    r->state == JSEC_SUSPENDED;
	char removed[4096], added[4096];

	text_join(removed, sizeof removed, r->removed);
	text_join(added, sizeof added, r->added);
	say(stdout, good && text_colors(run->opt) ? "32" : NULL, "  %s%s%s%s%s", word,
		*removed ? ": allowed " : "", removed, *added ? ": disallowed " : "",
		added);
	if (r->line)
		say(stdout, NULL, "  in %s:%zu", r->file, r->line);
	else if (r->file)
		say(stdout, NULL, "  in %s", r->file);
	if (r->backup)
		say(stdout, NULL, "  backup %s", r->backup->path);
}

void result_text(const struct run *run, const struct jsec_result *r)
{
	if (r->error) {
		text_error(r->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	text_install(run, r->install,
		r->patched && run->opt->action == ACTION_LIST ? " - patched by jsecpatch"
							      : "");
	if (run->opt->action == ACTION_LIST) {
		put_entries(run, r);
		put_policy(run, r);
	} else {
		put_change(run, r);
		opened_text(run, r, stdout, "  ");
	}
	if (run->opt->verbose && run->opt->action == ACTION_CHANGE)
		put_entries(run, r);
	if (r->confirmed == JSEC_CONFIRMED)
		say(stdout, NULL, "  confirmed by this JRE itself");
	for (size_t i = 0; r->notes[i]; i++)
		say(stdout, text_colors(run->opt) ? "33" : NULL, "  note: %s",
			r->notes[i]);
}

static void put_would_open(const struct run *run, const struct jsec_result *r)
{
	char prefix[4096 + 16];

	snprintf(prefix, sizeof prefix, "%s: ", text_name(r->install));
	if (!run->opt->quiet)
		opened_text(run, r, stderr, prefix);
}

/* Standard output is for patch alone; all else goes to standard error. */
void result_diff(const struct run *run, const struct jsec_result *r)
{
	if (r->error)
		text_error(r->error->message);
	for (size_t i = 0; r->notes[i] && !run->opt->quiet; i++)
		say(stderr, NULL, "%s: note: %s", text_name(r->install), r->notes[i]);
	put_would_open(run, r);
	if (r->diff && r->would_change)
		fwrite(r->diff, 1, r->diff_size, stdout);
}

void result_warnings(const struct run *run, FILE *out)
{
	const char *warnings[MAX_WARNINGS];
	size_t n = run_warnings(run, warnings);

	for (size_t i = 0; i < n; i++)
		say(out, text_colors(run->opt) ? "33" : NULL, "Warning: %s", warnings[i]);
}
