/* SPDX-License-Identifier: MIT */
/*
 * The lists of the policy that Java takes from another file than the one that is edited:
 * java.security can include files, and an option can name one.
 */
#ifndef ELSEWHERE_H
#define ELSEWHERE_H

#include "plan/planner.h"
#include "text/edit.h"

/*
 * Finds where Java takes the lists of the rules that cover the item from, other than that of
 * the request, if java.security has the bytes of `own`.
 */
int elsewhere_find(const struct planner *p, struct item *it, const struct reading *own,
	struct err *e);

/* Returns the list if another file has it than the one that the item edits, or NULL. */
const struct elsewhere *elsewhere_get(const struct item *it, const char *property);

/* Tells whether the list is as a rule wants it. If memory runs out, it is not. */
bool elsewhere_meets(const struct elsewhere *x, const struct change *change);

/* Fails: a reapply edits one file of an install. */
int elsewhere_refuse(const struct elsewhere *x, struct item *it);

#endif
