/* SPDX-License-Identifier: MIT */
/*
 * Writes the file of one item. Items are independent, so threads can write several at
 * once, except those written in place.
 */
#ifndef WRITE_H
#define WRITE_H

#include "os/replace.h"
#include "plan/item.h"
#include "plan/plan.h"

#include <time.h>

/* An item while it is written. If `item` is NULL there is nothing to do. */
struct writing {
	struct item *item;
	struct place place; /* if it is not open, it is looked up again */
	enum replace_way way;
	struct backup_keep keep;
	struct backup_keep vendor;   /* the vendor's newer file, if it is adopted */
	bool kept;		     /* the file has a backup */
	struct replacing *replacing; /* NULL until it begins; NULL in place */
	bool tried;		     /* the file may have been written */
	struct file_time written;    /* when it was written; zero before */
};

/* Opens the file and checks that it is still what the plan was made for. */
int writing_open(const struct jsec_plan *plan, struct writing *w);

/* Closes the place, to save descriptors. */
void writing_shut(struct writing *w);

/* Writes the new file beside the old one, if that is not done yet. */
int writing_begin(const struct jsec_plan *plan, struct writing *w);

/* Puts the new file in place and reads it back. */
int writing_finish(const struct jsec_plan *plan, struct writing *w);

/*
 * Puts the old file back because `failed`, perhaps this item itself, could not be
 * written.
 */
void writing_take_back(
	const struct jsec_plan *plan, struct writing *w, const struct item *failed);

/* Closes everything and removes temporary files. */
void writing_done(const struct jsec_plan *plan, struct writing *w);

#endif
