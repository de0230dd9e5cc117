/* SPDX-License-Identifier: MIT */
/* The suites that a change opens, and those that stay blocked all the same. */
#include "opened.h"

#include "say.h"
#include "text.h"

#include <string.h>

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

bool opened_alike(const struct jsec_suite *const *a, const struct jsec_suite *const *b)
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
			opened_alike(other->still_blocked, r->still_blocked))
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

void opened_text(
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
