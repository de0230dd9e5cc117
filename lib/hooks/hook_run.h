/* SPDX-License-Identifier: MIT */
/* Runs from update hooks: whether there is anything to do, and how they went. */
#ifndef HOOK_RUN_H
#define HOOK_RUN_H

#include "plan/session.h"

#define HOOK_RUNS "hook-runs" /* in the state directory: NAME.ACTION.KEY = VALUE */

bool hook_run_is_idle(struct jsec *s);
int hook_run_wait(struct jsec *s, unsigned seconds);
int hook_run_note(struct jsec *s, const char *hook, const char *action, bool ok,
	const char *message);

#endif
