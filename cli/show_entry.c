/* SPDX-License-Identifier: MIT */
/* Prints what one entry blocks in an install, and what would become usable without it. */
#include "show_entry.h"

#include "say.h"

#include <string.h>

static bool show_entry_decides(const struct jsec_entry *entry, const char *suite)
{
	for (const char *const *s = entry->decides; *s; s++)
		if (!strcmp(*s, suite))
			return true;
	return false;
}

static void show_entry_print_place(const struct jsec_entry *entry)
{
	const struct jsec_entry_place *const *place = entry->places;

	if (!*place)
		say_line(stdout, NULL, "  %s is in no list that counts here",
			entry->entry);
	for (; *place; place++)
		say_line(stdout, NULL, "  %s is in %s, %s:%zu", entry->entry,
			(*place)->property, (*place)->file, (*place)->line);
	say_line(stdout, NULL, "  it concerns %s", entry->concerns);
}

/* Prints the other entries that block the suite. */
static void show_entry_print_others(
	const struct jsec_entry *entry, const struct jsec_suite *s)
{
	size_t n = 0;

	say_begin(stdout, NULL);
	say_piece(stdout, "    %-45s ", s->name);
	for (size_t i = 0; s->blockers[i]; i++)
		if (strcasecmp(s->blockers[i]->entry, entry->entry) != 0)
			say_piece(stdout, "%s%s", n++ ? ", " : "", s->blockers[i]->entry);
	say_end(stdout, NULL);
}

static void show_entry_print_decided(const struct jsec_entry *entry)
{
	size_t n = say_count_words(entry->decides);

	if (!n)
		return;
	say_line(stdout, NULL,
		*entry->places
			? "  %zu cipher suite%s only it blocks; without it usable, if "
			  "programs enable them:"
			: "  %zu cipher suite%s that are usable now it would block:",
		n, n == 1 ? "" : "s");
	for (const char *const *s = entry->decides; *s; s++)
		say_line(stdout, NULL, "    %s", *s);
}

void show_entry_print(const struct jsec_explanation *e)
{
	const struct jsec_entry *entry = e->entry;
	size_t n = 0;

	show_entry_print_place(entry);
	for (size_t i = 0; e->suites[i]; i++)
		n += !show_entry_decides(entry, e->suites[i]->name);
	if (!*e->suites)
		say_line(stdout, NULL, "  it %s no cipher suite",
			*entry->places ? "blocks" : "would block");
	show_entry_print_decided(entry);
	if (!n)
		return;
	say_line(stdout, NULL, "  %zu cipher suite%s it %s beside others:", n,
		n == 1 ? "" : "s", *entry->places ? "blocks" : "would block");
	for (size_t i = 0; e->suites[i]; i++)
		if (!show_entry_decides(entry, e->suites[i]->name))
			show_entry_print_others(entry, e->suites[i]);
}

json_t *show_entry_make_json(const struct jsec_entry *entry)
{
	json_t *places = json_array();

	if (!entry) {
		json_decref(places);
		return json_null();
	}
	for (const struct jsec_entry_place *const *p = entry->places; *p; p++)
		json_array_append_new(places,
			json_pack("{s:s, s:o, s:i}", "property", (*p)->property, "file",
				doc_quote((*p)->file), "line", (int)(*p)->line));
	return json_pack("{s:o, s:o, s:o, s:o}", "entry", doc_quote(entry->entry),
		"concerns", doc_quote(entry->concerns), "places", places, "decides",
		doc_quote_all(entry->decides));
}
