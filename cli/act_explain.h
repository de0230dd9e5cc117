/* SPDX-License-Identifier: MIT */
/* --explain [SUITE]: what is open, and what blocks the others. */
#ifndef ACT_EXPLAIN_H
#define ACT_EXPLAIN_H

#include "command.h"

enum status act_explain_run(struct command *c);

#endif
