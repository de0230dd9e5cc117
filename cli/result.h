/* SPDX-License-Identifier: MIT */
/* What became of an install, as text. */
#ifndef RESULT_H
#define RESULT_H

#include "run.h"

/* What it blocks, or what was done. */
void result_text(const struct run *run, const struct jsec_result *r);

/* What a file's or an install's error and notes are, and in a dry run its diff. */
void result_diff(const struct run *run, const struct jsec_result *r);

/* What the user is to be warned of, each in a line. */
void result_warnings(const struct run *run, FILE *out);

#endif
