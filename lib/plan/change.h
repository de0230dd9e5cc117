/* SPDX-License-Identifier: MIT */
/* New bytes that come from edits of lists. */
#ifndef CHANGE_H
#define CHANGE_H

#include "plan/planner.h"

/* What the request asks for. */
int change_plan(const struct planner *p, struct item *it);

/* What the policy asks for, of all its lists, on top of what was suspended. */
int change_reapply(const struct planner *p, struct item *it);

/* Whether the bytes are as the policy wants them. */
enum jsec_compliance change_compare_policy(
	const struct planner *p, const struct item *it, struct span bytes);

/* Whether the policy asks for all that the request changes. */
bool change_is_in_policy(const struct planner *p, const struct item *it);

/* Says which entries that were to be removed are not in the list, and what comes near. */
int change_note_missing(const struct change *change, const struct props *doc,
	const struct strv *removed, struct strv *notes, struct err *e);

/* Says which of the entries that are added no vendor ships. */
void change_note_unknown(const struct strv *added, struct strv *notes);

#endif
