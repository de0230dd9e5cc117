/* SPDX-License-Identifier: MIT */
/* Plans new bytes from a backup. */
#ifndef RESTORE_H
#define RESTORE_H

#include "plan/planner.h"

/* Plans to restore the named backup, or the vendor's file that this one comes from. */
int restore_plan(const struct planner *p, struct item *it);

/*
 * Finds the backup with the bytes for `file`, and their digest (NULL for a named backup).
 * `ret` is NULL if there is nothing to do, as the notes say. -JSEC_NO_BACKUP: the file
 * was named, has no backup, and may not be the vendor's.
 */
int restore_find(const struct planner *p, struct item *it, const char *file,
	struct origin o, const struct backup **ret, const char **digest);

/* Sets the modification time to the one in the first backup: the vendor's own. */
void restore_take_first_time(
	const struct planner *p, const char *file, const char *pristine, struct meta *m);

/*
 * Fails if a damaged backup may be about this file: the file could be one that jsecpatch
 * wrote. JSEC_FORCE accepts that.
 */
int restore_check_manifests(const struct planner *p, struct item *it, const char *file);

/* Plans to put the vendor's file back if jsecpatch wrote this one. */
int restore_suspend(const struct planner *p, struct item *it);

/* Plans to put back what was suspended, if the file is still the vendor's one of then. */
int restore_resume(const struct planner *p, struct item *it);

/*
 * Unless forced, keeps the file's rights where those of the backup would give somebody
 * more, and adds a note.
 */
int restore_keep_rights(const struct request *r, struct meta *backup,
	const struct meta *now, struct note_list *notes, struct err *e);

#endif
