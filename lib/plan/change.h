/* SPDX-License-Identifier: MIT */
/* New bytes that come from edits of lists. */
#ifndef CHANGE_H
#define CHANGE_H

#include "base/note_list.h"
#include "plan/planner.h"

/* What the request asks for. */
int change_plan(const struct planner *p, struct item *it);

/* What the policy asks for, of all its lists, on top of what was suspended. */
int change_reapply(const struct planner *p, struct item *it);

/* Whether the file is, or will be, as the policy wants it. */
enum jsec_compliance change_compare_policy(
	const struct planner *p, const struct item *it);

/* Whether the policy asks for all that the request changes. */
bool change_is_in_policy(const struct planner *p, const struct item *it);

/* Says which entries that were to be removed are not in the list, and what comes near. */
void change_note_missing(const struct change *change, const struct list *list,
	const struct strv *removed, struct note_list *notes);

/* Says which of the entries that are added no vendor ships. */
void change_note_unknown(const struct strv *added, struct note_list *notes);

#endif
