/* SPDX-License-Identifier: MIT */
/* Compares lists of cipher suites, and makes JSON of them. */
#include "show_suites.h"

#include <string.h>

static bool show_suites_share_blockers(
	const struct jsec_suite *a, const struct jsec_suite *b)
{
	size_t i = 0;

	while (a->blockers[i] && b->blockers[i] &&
		!strcmp(a->blockers[i]->entry, b->blockers[i]->entry) &&
		!strcmp(a->blockers[i]->property, b->blockers[i]->property))
		i++;
	return !a->blockers[i] && !b->blockers[i];
}

bool show_suites_are_alike(
	const struct jsec_suite *const *a, const struct jsec_suite *const *b)
{
	if (a == b)
		return true;
	while (*a && *b && !strcmp((*a)->name, (*b)->name) &&
		(*a)->state == (*b)->state && show_suites_share_blockers(*a, *b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static json_t *show_suites_make_blockers(const struct jsec_blocker *const *blockers)
{
	json_t *list = json_array();

	for (; *blockers; blockers++)
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:s, s:b}", "entry",
				      doc_quote((*blockers)->entry), "property",
				      doc_quote((*blockers)->property), "why",
				      jsec_why_name((*blockers)->why), "needed",
				      (*blockers)->needed));
	return list;
}

json_t *show_suites_make_json(const struct jsec_suite *const *suites)
{
	json_t *list = json_array();

	for (; *suites; suites++)
		json_array_append_new(list,
			json_pack("{s:o, s:o, s:i, s:s, s:o, s:o}", "name",
				doc_quote((*suites)->name), "alias",
				doc_quote((*suites)->alias), "id", (int)(*suites)->id,
				"state", jsec_suite_state_name((*suites)->state),
				"protocols", doc_quote_all((*suites)->protocols),
				"blockers",
				show_suites_make_blockers((*suites)->blockers)));
	return list;
}
