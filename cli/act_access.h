/* SPDX-License-Identifier: MIT */
/* --access-manager: audits or sets the transport, or restores the files. */
#ifndef ACT_ACCESS_H
#define ACT_ACCESS_H

#include "command.h"

enum status act_access_run(struct command *c);

#endif
