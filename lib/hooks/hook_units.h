/* SPDX-License-Identifier: MIT */
/* What systemd knows of the units of hooks. */
#ifndef HOOK_UNITS_H
#define HOOK_UNITS_H

#include "hooks/hook.h"

/* Tells whether the hook has units, and systemd runs as this machine's init. */
bool hook_units_concern_systemd(const struct jsec_hooks *list, const struct hook *h);

/* Runs systemctl, at most so many milliseconds. `argv` begins with its path. */
int hook_units_run(const char *const *argv, unsigned limit, struct buf *out, int *status,
	struct err *e);

#define HOOK_UNITS_LATER "start" /* starts another run in 20 seconds */

/*
 * Calls systemctl with this verb and, unless it is daemon-reload, with the units that the
 * hook's links enable, except services, which run at boot; HOOK_UNITS_LATER has its own
 * unit, which "stop" stops, too. After a failure, `why` says so.
 */
int hook_units_call(struct hook *h, const char *verb, struct err *why);

/*
 * For a run that systemd started after a change: makes it notice further changes from now
 * on. Otherwise it would do so only after the run.
 */
void hook_units_watch_again(void);

/*
 * Asks systemd about the units of all hooks, and notes what it does not run. If it cannot
 * be asked, nothing is claimed.
 */
void hook_units_examine(struct jsec_hooks *list);

#endif
