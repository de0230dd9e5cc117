/* SPDX-License-Identifier: MIT */
/* A run from an update hook: nobody reads what it prints, and nothing may depend on it. */
#ifndef FROMHOOK_H
#define FROMHOOK_H

#include "run.h"

/* Waits until its turn. False where there is nothing to do; `rc` is the session's. */
bool hook_begin(struct run *run, int rc);

/* Tells the system's log and `--hook status` how it went; `status` is 0 where well. */
void hook_end(struct run *run, int status);

#endif
