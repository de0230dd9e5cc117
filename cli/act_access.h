/* SPDX-License-Identifier: MIT */
/* --access-manager: audits an installation's transport, sets it, or restores its files. */
#ifndef ACT_ACCESS_H
#define ACT_ACCESS_H

#include "command.h"

enum status act_access_run(struct command *c);

#endif
