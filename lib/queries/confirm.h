/* SPDX-License-Identifier: MIT */
/* Asks the JVMs of a plan's installs which list they take. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "plan/plan.h"

/* -JSEC_SOME_FAILED if one contradicts its item. */
int confirm_lists(const struct context *c, const struct jsec_installs *installs,
	struct jsec_plan *plan, struct err *e);

#endif
