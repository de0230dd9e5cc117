/* SPDX-License-Identifier: MIT */
/* Plans new bytes by editing lists. */
#ifndef CHANGE_H
#define CHANGE_H

#include "base/note_list.h"
#include "plan/planner.h"

/* Plans what the request asks for. */
int change_plan(const struct planner *p, struct item *it);

/*
 * Does the same where no other file is looked at: only this one decides what Java reads.
 * Finds out which suites become usable, too.
 */
int change_plan_alone(const struct planner *p, struct item *it);

/* Plans what the policy requires of all its lists, after resuming what was suspended. */
int change_reapply(const struct planner *p, struct item *it);

/* Tells whether the file complies with the policy after this plan. */
enum jsec_compliance change_compare_policy(
	const struct planner *p, const struct item *it);

/* Tells whether the policy requires everything that the request changes. */
bool change_is_in_policy(const struct planner *p, const struct item *it);

/*
 * Notes which entries cannot be removed because the list does not have them, and similar
 * ones, or the list of this file that has them.
 */
void change_note_missing(const struct change *change, const struct reading *r,
	const struct strv *removed, struct note_list *notes);

/* Notes which added entries no Java is known to have. */
void change_note_unknown(const struct strv *added, struct note_list *notes);

#endif
