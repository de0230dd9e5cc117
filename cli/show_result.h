/* SPDX-License-Identifier: MIT */
/* What became of one install, as text and as JSON. */
#ifndef SHOW_RESULT_H
#define SHOW_RESULT_H

#include "doc.h"

/* What it blocks, or what was done. */
void show_result_print(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* What a file's or an install's error and notes are, and in a dry run its diff. */
void show_result_print_diff(
	const struct opt *o, const struct jsec_plan *plan, const struct jsec_result *r);

/* The results of a plan; an empty list of none. */
json_t *show_result_list_json(const struct jsec_plan *plan);

#endif
