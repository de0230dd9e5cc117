/* SPDX-License-Identifier: MIT */
/* The update hooks: installed, removed, listed, printed. */
#ifndef HOOK_H
#define HOOK_H

#include "run.h"

#include <stdbool.h>

/* Does what --hook says; 0 or a negative code. */
int act_on_hooks(struct run *run);

/* Whether the run is about this hook. */
bool hook_is_meant(const struct run *run, const struct jsec_hook *hook);

void put_hooks(const struct run *run);

#endif
