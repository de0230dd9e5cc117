/* SPDX-License-Identifier: MIT */
/* Plans one install. */
#ifndef COMPUTE_H
#define COMPUTE_H

#include "plan/planner.h"

/* Fills an item whose install is set. Stores errors in the item. Threads may call it. */
void compute_item(const struct planner *p, struct item *it);

#endif
