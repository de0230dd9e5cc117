/* SPDX-License-Identifier: MIT */
/* Tells a run to a person. */
#ifndef TEXT_H
#define TEXT_H

#include "run.h"

void text_run(const struct run *run);

/* One line on standard error, with the command's name before it. */
void text_error(const char *message);

#endif
