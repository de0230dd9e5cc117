/* SPDX-License-Identifier: MIT */
/* What is to become of one install. */
#ifndef COMPUTE_H
#define COMPUTE_H

#include "plan/planner.h"

/* Fills an item whose install is set; what fails is in it. In any thread. */
void compute_item(const struct planner *p, struct item *it);

#endif
