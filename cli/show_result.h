/* SPDX-License-Identifier: MIT */
/* What became of one install, as text and as JSON. */
#ifndef SHOW_RESULT_H
#define SHOW_RESULT_H

#include "doc.h"

/* For --list what it blocks; for others what was done. */
void show_result_print(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* For a table, which has the rest: its error and its notes. */
void show_result_print_remarks(const struct opt *o, const struct jsec_result *r);

/* For a dry run: its error, its notes and its diff. */
void show_result_print_diff(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* The results of a plan; NULL becomes an empty list. */
json_t *show_result_list_json(const struct opt *o, const struct jsec_plan *plan);

#endif
