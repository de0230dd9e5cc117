/* SPDX-License-Identifier: MIT */
/* The result for one install, as text and as JSON. */
#ifndef SHOW_RESULT_H
#define SHOW_RESULT_H

#include "doc.h"

/* Prints what the install blocks for --list, or what was done. */
void show_result_print(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* Prints its error and notes, after the table. */
void show_result_print_remarks(const struct opt *o, const struct jsec_result *r);

/* Prints its error, notes and diff, for a dry run. */
void show_result_print_diff(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* Prints the errors only, where an error of the whole run is printed afterwards. */
void show_result_print_errors(const struct opt *o, const struct jsec_plan *plan);

/* The results of a plan, which may be NULL. */
struct show_results {
	const struct opt *opt;
	const struct jsec_plan *plan;
	const struct jsec_explained *explained; /* of the same installs, or NULL */
};

/* Makes one of these results, for struct doc_installs. */
json_t *show_result_make_nth(const void *data, size_t nth);

/* Makes the list of results. NULL becomes an empty list. */
json_t *show_result_list_json(const struct opt *o, const struct jsec_plan *plan);

#endif
