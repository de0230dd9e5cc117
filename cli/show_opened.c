/* SPDX-License-Identifier: MIT */
/* Shows the suites that a change opens, and those that stay blocked all the same. */
#include "show_opened.h"

#include "say.h"
#include "show_install.h"
#include "show_suites.h"
#include "warn.h"

#include <string.h>

#define MAX_NAMES 6    /* of suites in one line, without --verbose */
#define MAX_ENTRIES 64 /* that one line counts */

/* How many suites each entry keeps blocked. */
struct show_opened_counts {
	const char *entries[MAX_ENTRIES];
	size_t counts[MAX_ENTRIES];
	size_t n;
};

static bool show_opened_same_words(const char *const *a, const char *const *b)
{
	while (*a && *b && !strcmp(*a, *b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static size_t show_opened_length(const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

static void show_opened_count(
	struct show_opened_counts *c, const struct jsec_suite *suite)
{
	for (size_t i = 0; suite->blockers[i]; i++) {
		const struct jsec_blocker *b = suite->blockers[i];
		size_t k = 0;
		while (k < c->n && strcmp(c->entries[k], b->entry) != 0)
			k++;
		if (!b->needed || k == MAX_ENTRIES)
			continue;
		c->entries[k] = b->entry;
		c->counts[k]++;
		c->n += k == c->n;
	}
}

/* The first result before this one with the same effect, or NULL. */
static const struct jsec_result *show_opened_find_twin(
	const struct jsec_plan *plan, const struct jsec_result *r)
{
	for (const struct jsec_result *const *at = jsec_plan_results(plan); *at; at++) {
		const struct jsec_result *other = *at;
		if (other == r)
			return NULL;
		if (other->opened && *other->removed &&
			show_opened_same_words(other->opened, r->opened) &&
			show_opened_same_words(
				other->opened_protocols, r->opened_protocols) &&
			show_suites_are_alike(other->still_blocked, r->still_blocked))
			return other;
	}
	return NULL;
}

static void show_opened_put_names(
	const struct opt *o, const struct jsec_result *r, FILE *out, const char *prefix)
{
	size_t n = show_opened_length(r->opened);
	size_t most = o->verbose || n <= MAX_NAMES + 1 ? n : MAX_NAMES;

	say_begin(out, NULL);
	say_piece(out, "%sopens ", prefix);
	if (most < n)
		say_piece(out, "%zu suites: ", n);
	else if (n > 1)
		say_piece(out, "the suites ");
	for (size_t i = 0; i < most; i++)
		say_piece(out, "%s%s", i ? ", " : "", r->opened[i]);
	if (most < n)
		say_piece(out, " and %zu more", n - most);
	say_end(out, NULL);
}

static void show_opened_put_protocols(
	const struct jsec_result *r, FILE *out, const char *prefix)
{
	say_begin(out, NULL);
	say_piece(out, "%sopens the protocol%s ", prefix,
		r->opened_protocols[1] ? "s" : "");
	say_words(out, "", r->opened_protocols);
	say_end(out, NULL);
}

/* As "opens nothing: 10 suites stay blocked, by ECDH (7), RC4 (3)". */
static void show_opened_put_blocked(
	const struct opt *o, const struct jsec_result *r, FILE *out, const char *prefix)
{
	bool vain = warn_is_in_vain(r);
	const char *color = vain ? say_choose_color(o, "33") : NULL;
	struct show_opened_counts c = {0};
	size_t n = 0;

	for (; r->still_blocked[n]; n++)
		show_opened_count(&c, r->still_blocked[n]);
	say_begin(out, color);
	say_piece(out, "%s%s%zu %s blocked, by ", prefix, vain ? "opens nothing: " : "",
		n, n == 1 ? "suite stays" : "suites stay");
	for (size_t k = 0; k < c.n; k++)
		say_piece(out, "%s%s (%zu)", k ? ", " : "", c.entries[k], c.counts[k]);
	say_piece(out, "; see --explain");
	say_end(out, color);
}

static void show_opened_put_news(
	const struct opt *o, const struct jsec_result *r, FILE *out, const char *prefix)
{
	if (*r->opened)
		show_opened_put_names(o, r, out, prefix);
	if (*r->opened_protocols)
		show_opened_put_protocols(r, out, prefix);
	if (*r->still_blocked)
		show_opened_put_blocked(o, r, out, prefix);
	else if (!*r->opened && !*r->opened_protocols)
		say_line(out, NULL, "%sopens no further suite", prefix);
}

void show_opened_print(const struct opt *o, const struct jsec_plan *plan,
	const struct jsec_result *r, FILE *out, const char *prefix)
{
	if (!r->opened || !*r->removed)
		return;
	const struct jsec_result *twin = show_opened_find_twin(plan, r);
	if (twin && (*r->opened || *r->still_blocked))
		say_line(out, NULL, "%sdoes to suites what it does in %s", prefix,
			show_install_get_name(twin->install));
	else
		show_opened_put_news(o, r, out, prefix);
}
