/* SPDX-License-Identifier: MIT */
/* A run from an update hook, which prints errors only and always exits with 0. */
#ifndef FROM_HOOK_H
#define FROM_HOOK_H

#include "command.h"

/* Runs the action, unless there is nothing to do, and reports its result. */
void from_hook_run(struct command *c);

/* Reports that the session could not be opened. */
void from_hook_report_failure(const struct command *c, const struct ending *end);

#endif
