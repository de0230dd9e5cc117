/* SPDX-License-Identifier: MIT */
/* Counts the results of installs. */
#include "tally.h"

void tally_add(struct tally *t, enum jsec_state state, const struct jsec_error *error)
{
	t->all++;
	if (error && error->code == JSEC_HALF_UPDATED)
		t->half_updated++;
	else
		t->of[error ? JSEC_FAILED : state]++;
	t->no_install +=
		error && (error->code == JSEC_NOT_FOUND || error->code == JSEC_NOT_JAVA);
}

void tally_add_plan(struct tally *t, const struct jsec_plan *plan)
{
	for (const struct jsec_result *const *at = jsec_plan_results(plan); *at; at++) {
		const struct jsec_result *r = *at;
		tally_add(t, r->state, r->error);
		t->would_change += r->would_change != 0;
	}
}

void tally_add_search(struct tally *t, const struct jsec_installs *installs)
{
	const struct jsec_scan *s = jsec_installs_scan(installs);

	t->unsearched = s ? s->unreadable : 0;
}

bool tally_is_empty(const struct tally *t)
{
	return t->no_install == t->all;
}

enum status tally_judge_empty(const struct tally *t)
{
	return t->unsearched ? STATUS_FAILED : STATUS_NONE_FOUND;
}

bool tally_has_written(const struct tally *t)
{
	return t->of[JSEC_PATCHED] + t->of[JSEC_RESTORED] > 0;
}

bool tally_has_changes(const struct tally *t)
{
	return tally_has_written(t) || t->of[JSEC_SUSPENDED] || t->of[JSEC_WOULD_PATCH];
}

void tally_print(const struct tally *t, const struct opt *o, FILE *out)
{
	static const char *const words[] = {
		[JSEC_LISTED] = "listed",
		[JSEC_PATCHED] = "patched",
		[JSEC_UNCHANGED] = "unchanged",
		[JSEC_WOULD_PATCH] = "would change",
		[JSEC_RESTORED] = "restored",
		[JSEC_SUSPENDED] = "suspended",
		[JSEC_SKIPPED] = "skipped",
		[JSEC_FAILED] = "failed",
	};
	const char *comma = "";

	if (!t->all) {
		fputs("no Java install found", out);
		if (t->unsearched)
			fprintf(out, ", but %zu place%s could not be searched",
				t->unsearched, t->unsearched == 1 ? "" : "s");
		fputs(o->scan ? "; name a Java home or a java.security file"
			      : "; name a Java home, or search all file systems: "
				"jsecpatch --scan",
			out);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!t->of[i])
			continue;
		fprintf(out, "%s%zu %s", comma, t->of[i], words[i]);
		comma = ", ";
	}
	if (t->half_updated)
		fprintf(out, "%s%zu waiting for dpkg", comma, t->half_updated);
}
