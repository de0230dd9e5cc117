/* SPDX-License-Identifier: MIT */
/* A run from an update hook: nobody reads what it prints, and nothing may depend on it. */
#ifndef FROM_HOOK_H
#define FROM_HOOK_H

#include "command.h"

/* Does the work, unless there is none, and tells how it went. */
void from_hook_run(struct command *c);

/* Tells that the session could not be opened. */
void from_hook_report_failure(const struct command *c, const struct ending *end);

#endif
