/* SPDX-License-Identifier: MIT */
/* Whether an item's file may be changed, and can be. */
#ifndef TRUST_H
#define TRUST_H

#include "plan/planner.h"

/* Whether it is changed only where it is named: it is a container's, or in others' hands. */
bool trust_is_named_only(const struct planner *p, const struct install *i);

/* `skip`: it is not to be changed of root's own accord, as the notes say. */
int trust_check(const struct planner *p, struct item *it, bool *skip);

#endif
