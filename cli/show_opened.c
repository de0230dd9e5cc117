/* SPDX-License-Identifier: MIT */
/* Shows the suites that a change makes usable, and those that stay blocked. */
#include "show_opened.h"

#include "say.h"
#include "show_install.h"
#include "show_suites.h"
#include "warn.h"

#include <string.h>

#define MAX_NAMES 6 /* suites in one line without --verbose */

static bool show_opened_same_words(const char *const *a, const char *const *b)
{
	while (*a && *b && !strcmp(*a, *b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

/* Returns the first blocker by which the entry keeps the suite blocked, or NULL. */
static const struct jsec_blocker *show_opened_find_blocker(
	const struct jsec_suite *suite, const char *entry)
{
	for (size_t i = 0; suite->blockers[i]; i++)
		if (suite->blockers[i]->needed &&
			!strcmp(suite->blockers[i]->entry, entry))
			return suite->blockers[i];
	return NULL;
}

/* Counts how many of the first n suites an entry keeps blocked. */
static size_t show_opened_count(
	const struct jsec_suite *const *suites, size_t n, const char *entry)
{
	size_t blocked = 0;

	for (size_t i = 0; i < n; i++)
		blocked += show_opened_find_blocker(suites[i], entry) != NULL;
	return blocked;
}

/* Returns the first result before this one with the same effect, or NULL. */
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
	size_t n = say_count_words(r->opened);
	size_t most = o->verbose || n <= MAX_NAMES + 1 ? n : MAX_NAMES;

	say_begin(out, NULL);
	say_piece(out, "%s%zu cipher suite%s usable: ", prefix, n,
		n == 1 ? " becomes" : "s become");
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
	say_piece(out, "%sprotocol%s usable: ", prefix,
		r->opened_protocols[1] ? "s become" : " becomes");
	say_words(out, "", r->opened_protocols);
	say_end(out, NULL);
}

/* Prints the entries that keep n suites blocked, each once. */
static void show_opened_put_blockers(
	const struct jsec_suite *const *suites, size_t n, FILE *out)
{
	const char *comma = "";

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; suites[i]->blockers[k]; k++) {
			const struct jsec_blocker *b = suites[i]->blockers[k];
			if (b != show_opened_find_blocker(suites[i], b->entry) ||
				show_opened_count(suites, i, b->entry))
				continue;
			say_piece(out, "%s", comma);
			say_whole(out, b->entry);
			say_piece(out, " (%zu)", show_opened_count(suites, n, b->entry));
			comma = ", ";
		}
}

/* As "no cipher suite becomes usable: 10 are still blocked, by ECDH (7), RC4 (3)". */
static void show_opened_put_blocked(
	const struct opt *o, const struct jsec_result *r, FILE *out, const char *prefix)
{
	bool vain = warn_is_in_vain(r);
	const char *color = vain ? say_choose_color(o, "33") : NULL;
	size_t n = 0;

	while (r->still_blocked[n])
		n++;
	say_begin(out, color);
	say_piece(out, "%s%s%zu%s%s still blocked, by ", prefix,
		vain ? "no cipher suite becomes usable: " : "", n,
		vain	 ? ""
		: n == 1 ? " cipher suite"
			 : " cipher suites",
		n == 1 ? " is" : " are");
	show_opened_put_blockers(r->still_blocked, n, out);
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
		say_line(
			out, NULL, "%sno additional cipher suite becomes usable", prefix);
}

void show_opened_print(const struct opt *o, const struct jsec_plan *plan,
	const struct jsec_result *r, FILE *out, const char *prefix)
{
	if (!r->opened || !*r->removed)
		return;
	const struct jsec_result *twin = show_opened_find_twin(plan, r);
	if (twin && (*r->opened || *r->still_blocked))
		say_line(out, NULL, "%sthe same effect on cipher suites as in %s", prefix,
			show_install_get_name(twin->install));
	else
		show_opened_put_news(o, r, out, prefix);
}
