/* SPDX-License-Identifier: MIT */
/* Cipher suites: what is open, and what blocks the others. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "run.h"

void put_explained(const struct run *run);

/* What a change does to suites, in a line or two that start with `prefix`. */
void put_opened(const struct run *run, const struct jsec_result *r, FILE *out,
	const char *prefix);

#endif
