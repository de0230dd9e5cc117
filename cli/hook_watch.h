/* SPDX-License-Identifier: MIT */
/* Makes the changes again as soon as dpkg has replaced a file, not only after its run. */
#ifndef HOOK_WATCH_H
#define HOOK_WATCH_H

#include "opt.h"

#include "jsecpatch.h"

/*
 * For a suspension by dpkg's hook: starts a process that waits until the new files are in
 * place, and runs --reapply after each. It ends with dpkg. If it cannot start or is killed,
 * the hook after the run does its work.
 */
void hook_watch_start(
	const struct opt *o, const struct jsec_plan *plan, const char *program);

#endif
