/* SPDX-License-Identifier: MIT */
/* Carries a plan out. */
#ifndef COMMIT_H
#define COMMIT_H

#include "plan/plan.h"

/*
 * Requires the lock of the state directory, unless the request has an output. Errors of
 * items are stored in them. Returns a negative code if the policy file could not be
 * written (then nothing was changed), or as plan_judge().
 */
int commit_plan(struct jsec_plan *plan, struct err *e);

#endif
