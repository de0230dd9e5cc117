/* SPDX-License-Identifier: MIT */
/* New bytes that come out of a backup. */
#ifndef RESTORE_H
#define RESTORE_H

#include "plan/planner.h"

/* The named backup's, or the vendor's file that the present one comes from. */
int restore_plan(const struct planner *p, struct item *it);

/*
 * Finds the backup whose bytes of `file` are to be put back, and their digest, which is NULL
 * for a backup that was named. No backup: nothing is to be done, as the notes say;
 * -JSEC_NO_BACKUP where the file was named, and nobody knows whether it is the vendor's.
 */
int restore_find(const struct planner *p, struct item *it, const char *file,
	struct origin o, const struct backup **ret, const char **digest);

/* Mode and attributes of a backup that was not named, with the vendor's own time. */
void restore_take_first_time(
	const struct planner *p, const char *file, const char *pristine, struct meta *m);

/* The vendor's, where the file is what jsecpatch wrote. */
int restore_suspend(const struct planner *p, struct item *it);

/* What was there before it was suspended, where the vendor's file is still that one. */
int restore_resume(const struct planner *p, struct item *it);

#endif
