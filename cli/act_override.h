/* SPDX-License-Identifier: MIT */
/* --emit-override: a change as a file for -Djava.security.properties. */
#ifndef ACT_OVERRIDE_H
#define ACT_OVERRIDE_H

#include "command.h"

enum status act_override_run(struct command *c);

#endif
