/* SPDX-License-Identifier: MIT */
/* --explain [SUITE], and the suites that --allow opens. */
#include "explain.h"

#include "say.h"
#include "text.h"

#include <string.h>

#define TLS_LIST "jdk.tls.disabledAlgorithms"
#define MAX_NAMES 6    /* of suites in one line, without --verbose */
#define MAX_ENTRIES 64 /* that a line counts one by one */

static bool same_blockers(const struct jsec_suite *a, const struct jsec_suite *b)
{
	size_t i = 0;

	while (a->blockers[i] && b->blockers[i] &&
		!strcmp(a->blockers[i]->entry, b->blockers[i]->entry) &&
		!strcmp(a->blockers[i]->property, b->blockers[i]->property))
		i++;
	return !a->blockers[i] && !b->blockers[i];
}

static bool same_suites(
	const struct jsec_suite *const *a, const struct jsec_suite *const *b)
{
	while (*a && *b && !strcmp((*a)->name, (*b)->name) &&
		(*a)->state == (*b)->state && same_blockers(*a, *b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static bool same_words(const char *const *a, const char *const *b)
{
	while (*a && *b && !strcmp(*a, *b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static size_t length(const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

/* Adds the entries that block by a protocol, or those that do otherwise. */
static size_t join_some(const struct jsec_suite *s, bool protocol, const char *start,
	char *out, size_t size)
{
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; s->blockers[i] && n < size; i++) {
		const struct jsec_blocker *b = s->blockers[i];
		bool other = strcmp(b->property, TLS_LIST) != 0;

		if ((b->why == JSEC_WHY_PROTOCOL) != protocol)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s%s%s%s", n ? ", " : start,
			b->entry, other ? " in " : "", other ? b->property : "");
	}
	return n < size ? n : size - 1;
}

/* "anon, MD5 in jdk.certpath.disabledAlgorithms; no protocol is left: TLSv1, TLSv1.1" */
static void join_blockers(const struct jsec_suite *s, char *out, size_t size)
{
	size_t n = join_some(s, false, "", out, size);

	join_some(s, true,
		n ? "; no protocol is left: " : "no protocol is left: ", out + n,
		size - n);
}

/* The first that is explained just so. */
static const struct jsec_explanation *twin_of(const struct run *run, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_get(run->explained, i);

	for (size_t k = 0; k < i; k++) {
		const struct jsec_explanation *other =
			jsec_explained_get(run->explained, k);
		if (!other->error && same_suites(other->suites, e->suites))
			return other;
	}
	return NULL;
}

static void put_state(
	const struct jsec_explanation *e, enum jsec_suite_state state, const char *title)
{
	char blockers[4096];
	size_t n = 0;

	for (size_t i = 0; e->suites[i]; i++)
		n += e->suites[i]->state == state;
	if (n)
		say(stdout, NULL, "  %zu %s:", n, title);
	for (size_t i = 0; e->suites[i]; i++) {
		const struct jsec_suite *s = e->suites[i];
		if (s->state != state)
			continue;
		join_blockers(s, blockers, sizeof blockers);
		if (*blockers)
			say(stdout, NULL, "    %-45s %s", s->name, blockers);
		else
			say(stdout, NULL, "    %s", s->name);
	}
}

static void put_all(const struct run *run, size_t i, const struct jsec_explanation *e)
{
	const struct jsec_explanation *twin = twin_of(run, i);

	if (twin) {
		say(stdout, NULL, "  the same as %s", text_name(twin->install));
		return;
	}
	put_state(e, JSEC_SUITE_OPEN, "open, if programs enable them");
	put_state(e, JSEC_SUITE_NO_PROTOCOL,
		"of no use, since all their protocols are disabled");
	put_state(e, JSEC_SUITE_BLOCKED, "blocked, by");
}

static void put_one(const struct jsec_suite *s)
{
	char blockers[4096];

	join_blockers(s, blockers, sizeof blockers);
	if (s->state == JSEC_SUITE_UNKNOWN)
		say(stdout, NULL, "  this Java has no %s", s->name);
	else if (s->state == JSEC_SUITE_OPEN)
		say(stdout, NULL, "  %s is open, if programs enable it", s->name);
	else if (s->state == JSEC_SUITE_NO_PROTOCOL)
		say(stdout, NULL, "  %s: %s", s->name, blockers);
	else
		say(stdout, NULL, "  %s is blocked by %s", s->name, blockers);
}

static void put_explanation(const struct run *run, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_get(run->explained, i);

	if (e->error) {
		text_error(e->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	text_install(run, e->install, "");
	if (e->line)
		say(stdout, NULL, "  by %s:%zu", e->file, e->line);
	else
		say(stdout, NULL, "  " TLS_LIST " is not set in %s", e->file);
	if (run->opt->suite)
		put_one(e->suites[0]);
	else
		put_all(run, i, e);
}

void put_explained(const struct run *run)
{
	for (size_t i = 0; i < run->counts.all; i++)
		put_explanation(run, i);
	if (!run->counts.all && !run->opt->quiet)
		say(stderr, NULL, "%s", run->summary);
}

/* How many suites each entry keeps blocked, "ECDH (7), RC4 (3)". */
static void count_blockers(const struct jsec_suite *const *suites, char *out, size_t size)
{
	const char *entries[MAX_ENTRIES];
	size_t counts[MAX_ENTRIES], n = 0, at = 0;

	for (; *suites; suites++)
		for (size_t i = 0; (*suites)->blockers[i]; i++) {
			const struct jsec_blocker *b = (*suites)->blockers[i];
			size_t k = 0;
			while (k < n && strcmp(entries[k], b->entry) != 0)
				k++;
			if (!b->needed || k == MAX_ENTRIES)
				continue;
			entries[k] = b->entry;
			counts[k] = k < n ? counts[k] + 1 : 1;
			n += k == n;
		}
	*out = 0;
	for (size_t k = 0; k < n && at < size; k++)
		at += (size_t)snprintf(out + at, size - at, "%s%s (%zu)", k ? ", " : "",
			entries[k], counts[k]);
}

/* The first with the same consequences. */
static const struct jsec_result *twin_result(
	const struct run *run, const struct jsec_result *r)
{
	for (size_t i = 0; i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *other = jsec_plan_get(run->plan, i);
		if (other == r)
			return NULL;
		if (other->opened && *other->removed &&
			same_words(other->opened, r->opened) &&
			same_words(other->opened_protocols, r->opened_protocols) &&
			same_suites(other->still_blocked, r->still_blocked))
			return other;
	}
	return NULL;
}

static void put_names(
	const struct run *run, const struct jsec_result *r, FILE *out, const char *prefix)
{
	size_t n = length(r->opened), at = 0;
	size_t most = run->opt->verbose || n <= MAX_NAMES + 1 ? n : MAX_NAMES;
	char names[8192] = "";

	for (size_t i = 0; i < most && at < sizeof names; i++)
		at += (size_t)snprintf(names + at, sizeof names - at, "%s%s",
			i ? ", " : "", r->opened[i]);
	if (most < n)
		say(out, NULL, "%sopens %zu suites: %s and %zu more", prefix, n, names,
			n - most);
	else
		say(out, NULL, "%sopens %s%s", prefix, n > 1 ? "the suites " : "", names);
}

static void put_protocols(const struct jsec_result *r, FILE *out, const char *prefix)
{
	char names[256];

	text_join(names, sizeof names, r->opened_protocols);
	say(out, NULL, "%sopens the protocol%s %s", prefix,
		r->opened_protocols[1] ? "s" : "", names);
}

static void put_still_blocked(
	const struct run *run, const struct jsec_result *r, FILE *out, const char *prefix)
{
	bool vain = run_in_vain(r);
	char counts[2048];
	size_t n = 0;

	while (r->still_blocked[n])
		n++;
	count_blockers(r->still_blocked, counts, sizeof counts);
	say(out, vain && text_colors(run->opt) ? "33" : NULL,
		"%s%s%zu %s blocked, by %s; see --explain", prefix,
		vain ? "opens nothing: " : "", n, n == 1 ? "suite stays" : "suites stay",
		counts);
}

static void put_news(
	const struct run *run, const struct jsec_result *r, FILE *out, const char *prefix)
{
	if (*r->opened)
		put_names(run, r, out, prefix);
	if (*r->opened_protocols)
		put_protocols(r, out, prefix);
	if (*r->still_blocked)
		put_still_blocked(run, r, out, prefix);
	else if (!*r->opened && !*r->opened_protocols)
		say(out, NULL, "%sopens no further suite", prefix);
}

void put_opened(
	const struct run *run, const struct jsec_result *r, FILE *out, const char *prefix)
{
	if (!r->opened || !*r->removed)
		return;
	const struct jsec_result *twin = twin_result(run, r);
	if (twin && (*r->opened || *r->still_blocked))
		say(out, NULL, "%sdoes to suites what it does in %s", prefix,
			text_name(twin->install));
	else
		put_news(run, r, out, prefix);
}
