/* SPDX-License-Identifier: MIT */
/* Adds notes about an item's list. */
#ifndef NOTES_H
#define NOTES_H

#include "plan/planner.h"

/*
 * Notes earlier definitions of the list, which Java ignores, as well as entries that it
 * ignores in part, and those that may be fatal in this Java.
 */
void notes_add_list(struct item *it);

/*
 * Notes that the list is empty or missing, if that switches restrictions off, and the lines
 * that look like the rest of a list that was cut.
 */
int notes_add_state(struct item *it);

/* Notes who else relies on the file, or writes it: jlink, or the system. */
void notes_add_place(const struct planner *p, struct item *it);

/* Notes the entries that this Java ignores: those of a list, or those that are added. */
int notes_futile_add_all(const struct planner *p, struct item *it);
void notes_futile_add(const struct release *release, const char *property,
	const struct strv *added, struct note_list *notes);

/* Notes that Java reads other files, too. Returns true if the file includes them. */
bool notes_add_others(struct item *it);

/* Notes if the result will not be what the policy requires. */
void notes_add_policy(const struct planner *p, struct item *it);

/* Notes which file Java reads the list from instead of this one. */
int notes_add_override(const struct planner *p, struct item *it);

#endif
