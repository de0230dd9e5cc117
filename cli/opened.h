/* SPDX-License-Identifier: MIT */
/* The suites that a change opens. */
#ifndef OPENED_H
#define OPENED_H

#include "run.h"

/* What a change does to suites, in a line or two that start with `prefix`. */
void opened_text(const struct run *run, const struct jsec_result *r, FILE *out,
	const char *prefix);

/* Whether the suites are the same, with the same blockers. */
bool opened_alike(const struct jsec_suite *const *a, const struct jsec_suite *const *b);

#endif
