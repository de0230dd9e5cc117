/* SPDX-License-Identifier: MIT */
/* New bytes that come from edits of lists. */
#ifndef CHANGE_H
#define CHANGE_H

#include "java/planner.h"

/* What the request asks for. */
int plan_change(const struct planner *p, struct item *it);

/* What the policy asks for, of all its lists, on top of what was suspended. */
int plan_reapply(const struct planner *p, struct item *it);

/* Whether the bytes are as the policy wants them. */
enum jsec_compliance policy_compliance(
	const struct planner *p, const struct item *it, struct span bytes);

#endif
