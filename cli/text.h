/* SPDX-License-Identifier: MIT */
/* Tells a run to a person. */
#ifndef TEXT_H
#define TEXT_H

#include "run.h"

void text_run(const struct run *run);

/* Whether to print in colors. */
bool text_colors(const struct opt *o);

/* What a file's or an install's error and notes are, and in a dry run its diff. */
void text_diff(const struct run *run, const struct jsec_result *r);

/* One line on standard error, with the command's name before it. */
void text_error(const char *message);

#endif
