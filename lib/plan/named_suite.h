/* SPDX-License-Identifier: MIT */
/* Cipher suites that are named where entries of a list are wanted. */
#ifndef NAMED_SUITE_H
#define NAMED_SUITE_H

#include "plan/planner.h"

/*
 * The entries that the request removes from the list in `base`: those that it names, and for
 * a suite that is no entry there those that block it. -JSEC_OPENS_MORE without --force.
 */
int named_suite_resolve(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow);

#endif
