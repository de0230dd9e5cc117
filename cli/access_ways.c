/* SPDX-License-Identifier: MIT */
/* Finds Java installs that block anonymous suites, and writes the commands that help. */
#include "access_ways.h"

#include "typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Returns the next entry with "anon" that Java reads, or NULL. Starts at *at. */
static const char *access_ways_next_anon(const struct jsec_result *java, size_t *at)
{
	const char *entry = NULL;

	while (!java->error && !entry && java->effective_entries[*at])
		entry = strcasestr(java->effective_entries[(*at)++], "anon");
	return entry ? java->effective_entries[*at - 1] : NULL;
}

bool access_ways_is_blocked(const struct jsec_result *java)
{
	return access_ways_next_anon(java, &(size_t){0}) != NULL;
}

size_t access_ways_count_blocked(const struct jsec_plan *javas)
{
	size_t n = 0;

	if (!javas)
		return 0;
	for (const struct jsec_result *const *r = jsec_plan_results(javas); *r; r++)
		n += access_ways_is_blocked(*r);
	return n;
}

char *access_ways_make_set(const struct opt *o, const char *mode)
{
	struct typed command;
	FILE *out = typed_begin(&command, o);

	if (!out)
		return NULL;
	for (size_t i = 0; i < o->access.n; i++)
		typed_add_option(out, "--access-manager", o->access.items[i]);
	typed_add_option(out, "--transport", mode);
	return typed_end(&command);
}

static bool access_ways_has_word(const struct words *w, const char *word)
{
	size_t i = 0;

	while (i < w->n && strcasecmp(w->items[i], word) != 0)
		i++;
	return i < w->n;
}

/* Adds one --allow for each entry: there may be DH_anon or suites besides anon. */
static void access_ways_add_allows(FILE *out, const struct jsec_plan *javas)
{
	struct words added = {0};

	for (const struct jsec_result *const *r = jsec_plan_results(javas); *r; r++) {
		const char *entry;

		for (size_t at = 0; (entry = access_ways_next_anon(*r, &at));) {
			if (access_ways_has_word(&added, entry))
				continue;
			typed_add_option(out, "--allow", entry);
			opt_add_word(&added,
				entry); /* if memory ran out, the entry is there twice */
		}
	}
	free(added.items);
}

char *access_ways_make_allow(const struct opt *o, const struct jsec_plan *javas)
{
	struct typed command;
	FILE *out = typed_begin(&command, o);

	if (!out)
		return NULL;
	access_ways_add_allows(out, javas);
	for (const struct jsec_result *const *at = jsec_plan_results(javas); *at; at++) {
		const struct jsec_result *r = *at;
		if (access_ways_is_blocked(r))
			typed_add_word(out,
				r->install->home ? r->install->home : r->install->file);
	}
	return typed_end(&command);
}
