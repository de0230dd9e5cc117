/* SPDX-License-Identifier: MIT */
/* Lets a run that a hook starts skip its work, wait, and record its result. */
#ifndef HOOK_RUN_H
#define HOOK_RUN_H

#include "backup/store.h"
#include "plan/policy.h"
#include "queries/restart.h"

bool hook_run_is_idle(const struct store *s, const struct policy_place *at);
int hook_run_wait(
	const struct store *s, const struct root *root, unsigned seconds, struct err *e);
int hook_run_note(const struct store *s, const char *hook, const char *action, bool ok,
	const char *message, struct err *e);

/* Reads the results of all runs: lines of NAME.ACTION.KEY=VALUE */
int hook_run_read(const struct store *s, struct buf *ret, struct err *e);

/* What is needed to restart units. */
struct hook_restart {
	const struct context *context;
	struct store *store;
	const struct policy_place *policy;
};

/*
 * Restarts the units that rules name. Only systemd's hook does it, after the end of all
 * transactions; the others ask it to. The items then say what was done.
 */
int hook_run_carry_out(const struct hook_restart *w, const char *hook,
	struct jsec_restarts *list, struct err *e);

/* Drops the results of a hook. */
int hook_run_forget(const struct store *s, const char *hook, struct err *e);

#endif
