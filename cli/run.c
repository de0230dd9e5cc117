/* SPDX-License-Identifier: MIT */
/* Adds up what a run did, and says what to warn of. */
#include "run.h"

#include "access.h"
#include "override.h"

#include <pwd.h>
#include <string.h>

static bool is_no_install(const struct jsec_error *e)
{
	return e->code == JSEC_NOT_FOUND || e->code == JSEC_NOT_JAVA;
}

static void count_one(
	struct counts *c, enum jsec_state state, const struct jsec_error *error)
{
	c->all++;
	c->of[error ? JSEC_FAILED : state]++;
	c->no_install += error && is_no_install(error);
}

void run_count(struct run *run)
{
	struct counts *c = &run->counts;

	*c = (struct counts){0};
	for (size_t i = 0; run->plan && i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		count_one(c, r->state, r->error);
		c->would_change += r->would_change != 0;
	}
	for (size_t i = 0; run->explained && i < jsec_explained_count(run->explained);
		i++)
		count_one(c, JSEC_LISTED, jsec_explained_get(run->explained, i)->error);
}

void run_sum_up(struct run *run)
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
	size_t n = 0;

	if (!run->counts.all) {
		snprintf(run->summary, sizeof run->summary,
			"no Java install found; name a Java home or a java.security file");
		return;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (run->counts.of[i])
			n += (size_t)snprintf(run->summary + n, sizeof run->summary - n,
				"%s%zu %s", n ? ", " : "", run->counts.of[i], words[i]);
}

bool run_changed(const struct run *run)
{
	return run->counts.of[JSEC_PATCHED] + run->counts.of[JSEC_RESTORED] > 0;
}

const char *run_user(unsigned uid)
{
	static char number[16];
	const struct passwd *user = getpwuid(uid);

	snprintf(number, sizeof number, "%u", uid);
	return user ? user->pw_name : number;
}

bool run_in_vain(const struct jsec_result *r)
{
	return r->opened && *r->still_blocked && !*r->opened && !*r->opened_protocols;
}

static void look_for_weak(const char *const *removed, bool *anon, bool *null)
{
	for (size_t k = 0; removed[k]; k++) {
		*anon = *anon || strcasestr(removed[k], "anon");
		*null = *null || strcasestr(removed[k], "NULL");
	}
}

size_t run_warnings(const struct run *run, const char *warnings[MAX_WARNINGS])
{
	bool anon = false, null = false, vain = false;
	size_t n = 0;

	if (run->audit)
		return access_warnings(run, warnings);

	for (size_t i = 0; run->plan && i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		if (!r->error)
			look_for_weak(r->removed, &anon, &null);
		vain = vain || run_in_vain(r);
	}
	for (size_t i = 0; i < override_count(run); i++) {
		const struct jsec_override *f = jsec_overrides_get(run->overrides, i);
		if (!f->error && (run->opt->emit || f->changed))
			look_for_weak(f->removed, &anon, &null);
	}
	if (anon)
		warnings[n++] =
			"anonymous suites do not authenticate the peer: whoever sits "
			"on the network between the two can read and change all. "
			"Authenticated TLS, with certificates, is the better way.";
	if (null)
		warnings[n++] = "NULL suites do not encrypt.";
	if (vain)
		warnings[n++] = "what was removed opens no cipher suite where other "
				"entries block the same ones; --explain tells which.";
	if (run->restarts_error)
		warnings[n++] = run->restarts_error;
	return n;
}
