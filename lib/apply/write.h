/* SPDX-License-Identifier: MIT */
/*
 * One item while it is written. What is done with one does not touch another: several can be
 * worked on in threads, but for those that are overwritten in place.
 */
#ifndef WRITE_H
#define WRITE_H

#include "os/replace.h"
#include "plan/item.h"
#include "plan/plan.h"

#include <time.h>

/* An item that is being written; with none there is nothing to do. */
struct writing {
	struct item *item;
	struct place place; /* not open: it is looked up again */
	enum replace_way way;
	struct backup_keep keep;
	struct backup_keep vendor;   /* the vendor's newer file, where that is adopted */
	bool kept;		     /* its backup is there */
	struct replacing *replacing; /* NULL before it began, or in place */
	bool tried;		     /* its file may have been written */
	struct file_time written;    /* zero, or when it was written */
};

/* Finds the file again, which must still be what the plan was made for. */
int writing_open(const struct jsec_plan *plan, struct writing *w);

/* Closes what is open for now. */
void writing_shut(struct writing *w);

/* Makes the new file beside the old one, unless that was done. */
int writing_begin(const struct jsec_plan *plan, struct writing *w);

/* Puts it in place, and reads it back. */
int writing_finish(const struct jsec_plan *plan, struct writing *w);

/* Puts a file back, since `failed`, which may be the same, could not be written. */
void writing_take_back(
	const struct jsec_plan *plan, struct writing *w, const struct item *failed);

/* Closes all, and removes what is left. */
void writing_done(const struct jsec_plan *plan, struct writing *w);

#endif
