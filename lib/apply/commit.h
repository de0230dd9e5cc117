/* SPDX-License-Identifier: MIT */
/* Carries a plan out. */
#ifndef COMMIT_H
#define COMMIT_H

#include "plan/plan.h"

/*
 * The session's lock must be held. What fails is in the items; a negative code means that
 * nothing was tried, since the policy file could not be written.
 */
int commit_plan(struct jsec *session, struct jsec_plan *plan);

#endif
