/* SPDX-License-Identifier: MIT */
/* Lets a run that a hook starts skip its work, wait, and record its result. */
#ifndef HOOK_RUN_H
#define HOOK_RUN_H

#include "backup/store.h"
#include "plan/policy.h"

bool hook_run_is_idle(const struct store *s, const struct policy_place *at);
int hook_run_wait(
	const struct store *s, const struct root *root, unsigned seconds, struct err *e);
int hook_run_note(const struct store *s, const char *hook, const char *action, bool ok,
	const char *message, struct err *e);

/* Reads the results of all runs: lines of NAME.ACTION.KEY=VALUE */
int hook_run_read(const struct store *s, struct buf *ret, struct err *e);

/* Drops the results of a hook. */
int hook_run_forget(const struct store *s, const char *hook, struct err *e);

#endif
