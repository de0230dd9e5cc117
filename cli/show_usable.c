/* SPDX-License-Identifier: MIT */
/* Judges which suites and protocols of a Java are usable. */
#include "show_usable.h"

#include "doc.h"
#include "say.h"

#include <string.h>
#include <strings.h>

static bool show_usable_has_entry(const struct jsec_result *r, const char *entry)
{
	size_t i = 0;

	while (r->effective_entries[i] && strcasecmp(r->effective_entries[i], entry) != 0)
		i++;
	return r->effective_entries[i] != NULL;
}

/*
 * Judges suites with this word in their names. They are partly usable if the entry is in the
 * list but does not block all of them.
 */
static const char *show_usable_judge_suites(const struct jsec_result *r,
	const struct jsec_explanation *e, const char *word, const char *entry)
{
	const char *verdict = "none";

	if (!e || e->error)
		return "?";
	for (size_t i = 0; e->suites[i]; i++) {
		if (!strstr(e->suites[i]->name, word))
			continue;
		if (e->suites[i]->state == JSEC_SUITE_OPEN)
			return show_usable_has_entry(r, entry) ? "partly" : "usable";
		verdict = "blocked";
	}
	return verdict;
}

/* Judges TLS 1.0 and 1.1. */
static const char *show_usable_judge_protocols(const struct jsec_result *r)
{
	bool first = show_usable_has_entry(r, "TLSv1"),
	     second = show_usable_has_entry(r, "TLSv1.1");

	if (first && second)
		return "blocked";
	return first || second ? "partly" : "usable";
}

bool show_usable_is_known(const struct jsec_result *r)
{
	return !r->error && r->state != JSEC_SKIPPED && !r->effect_unknown;
}

bool show_usable_is_open(const struct jsec_result *r)
{
	return r->state != JSEC_SKIPPED && !r->effect_unknown &&
	       !say_has_words(r->effective_entries);
}

struct show_usable show_usable_judge(
	const struct jsec_result *r, const struct jsec_explanation *e)
{
	if (!show_usable_is_known(r))
		return (struct show_usable){"?", "?", "?"};
	return (struct show_usable){
		.anon = show_usable_judge_suites(r, e, "_anon_", "anon"),
		.null = show_usable_judge_suites(r, e, "_WITH_NULL_", "NULL"),
		.old_tls = show_usable_judge_protocols(r)};
}

/* A program cannot use what there is not. */
static json_t *show_usable_make_word(const char *word)
{
	return doc_quote(!strcmp(word, "none") ? "blocked" : word);
}

json_t *show_usable_make_json(
	const struct jsec_result *r, const struct jsec_explanation *e)
{
	struct show_usable u = show_usable_judge(r, e);

	if (*u.anon == '?' || *u.null == '?')
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "anon", show_usable_make_word(u.anon), "null",
		show_usable_make_word(u.null), "old_tls",
		show_usable_make_word(u.old_tls));
}
