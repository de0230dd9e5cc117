/* SPDX-License-Identifier: MIT */
/* The suites that a change opens. */
#ifndef SHOW_OPENED_H
#define SHOW_OPENED_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

/* What a change does to suites, in a line or two that start with `prefix`. */
void show_opened_print(const struct opt *o, const struct jsec_plan *plan,
	const struct jsec_result *r, FILE *out, const char *prefix);

#endif
