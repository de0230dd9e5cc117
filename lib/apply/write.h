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

struct writing_file;

/*
 * An item while it is written. If `item` is NULL there is nothing to do. There may be
 * thousands: only those that are worked on are open, and have their bytes in memory.
 */
struct writing {
	struct item *item;
	const struct jsec_plan *plan;
	struct writing_file *open; /* or NULL: its file is opened and read again */
	struct pack_source source; /* of its bytes, for the backup */
	enum replace_way way;
	bool loaded;		  /* its bytes stay in memory until it is written */
	bool differs;		  /* it had other bytes when it was to be backed up */
	bool kept;		  /* the file has a backup */
	bool tried;		  /* the file may have been written */
	struct file_time written; /* when it was written; zero before */
};

/*
 * Opens the file, and checks that it can be written and is still the one that the plan was
 * made for. Cleans up beside it. Only writing_load() also compares its bytes.
 */
int writing_open(struct writing *w);

/* Reads the bytes that the plan was made for, and keeps them until the file is written. */
int writing_load(struct writing *w);

/* Closes the file and frees its bytes. */
void writing_shut(struct writing *w);

/*
 * Describes the file for the backup, or the vendor's newer file, if it is adopted. If the
 * bytes are not in memory, the backup reads them from the file, which stays as it was.
 */
void writing_make_keep(struct writing *w, struct backup_keep *ret);
void writing_make_vendor_keep(struct writing *w, struct backup_keep *ret);

/* Looks once more whether the backup can read the bytes that the plan was made for. */
int writing_check(struct writing *w);

/*
 * Writes the new file beside the old one, if that is not done yet. This may happen while the
 * backup is written.
 */
int writing_begin(struct writing *w);

/* Puts the new file in place and reads it back. */
int writing_finish(struct writing *w);

/*
 * Puts the old file back because `failed`, perhaps this item itself, could not be
 * written.
 */
void writing_take_back(struct writing *w, const struct item *failed);

/* Closes everything and removes temporary files. */
void writing_done(struct writing *w);

#endif
