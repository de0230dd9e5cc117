/* SPDX-License-Identifier: MIT */
/* Carries a plan out. */
#ifndef COMMIT_H
#define COMMIT_H

#include "plan/plan.h"

/*
 * The lock of the state directory must be held. What fails is in the items; a negative code means that
 * nothing was tried, since the policy file could not be written.
 */
int commit_plan(struct jsec_plan *plan, struct err *e);

#endif
