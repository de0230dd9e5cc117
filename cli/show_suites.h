/* SPDX-License-Identifier: MIT */
/* Lists of cipher suites and what blocks them. */
#ifndef SHOW_SUITES_H
#define SHOW_SUITES_H

#include "doc.h"

/* Tells whether both have the same suites with the same blockers. */
bool show_suites_are_alike(
	const struct jsec_suite *const *a, const struct jsec_suite *const *b);

json_t *show_suites_make_json(const struct jsec_suite *const *suites);

#endif
