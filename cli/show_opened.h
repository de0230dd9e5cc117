/* SPDX-License-Identifier: MIT */
/* The suites that a change makes usable. */
#ifndef SHOW_OPENED_H
#define SHOW_OPENED_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

/* Prints what a change does to suites, in one or two lines that start with `prefix`. */
void show_opened_print(const struct opt *o, const struct jsec_plan *plan,
	const struct jsec_result *r, FILE *out, const char *prefix);

#endif
