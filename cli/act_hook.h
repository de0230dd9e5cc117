/* SPDX-License-Identifier: MIT */
/* --hook install|remove|status|print [NAME]: the update hooks. */
#ifndef ACT_HOOK_H
#define ACT_HOOK_H

#include "command.h"

enum status act_hook_run(struct command *c);

#endif
