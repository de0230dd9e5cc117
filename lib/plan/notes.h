/* SPDX-License-Identifier: MIT */
/* What a user is told about an item's list, beside the change. */
#ifndef NOTES_H
#define NOTES_H

#include "plan/planner.h"

/* Earlier definitions count for nothing. */
void notes_add_duplicates(struct item *it);

/* What the file will be may not be what the policy says. */
void notes_add_policy(const struct planner *p, struct item *it);

/* What Java takes instead of this file's list. */
int notes_add_override(const struct planner *p, struct item *it);

#endif
