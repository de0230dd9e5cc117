/* SPDX-License-Identifier: MIT */
/* Asks Java itself which list it uses, in each install of a plan. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "plan/plan.h"

/* A jar with the class that a JRE runs when it is asked; see ask/. */
extern const struct span confirm_jar;
#define CONFIRM_CLASS "JsecpatchAsk"

/* Returns -JSEC_SOME_FAILED if an answer contradicts the plan. */
int confirm_lists(const struct context *c, const struct jsec_installs *installs,
	struct jsec_plan *plan, struct err *e);

#endif
