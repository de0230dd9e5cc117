/* SPDX-License-Identifier: MIT */
/*
 * Replaces a file atomically, with all its metadata: whatever happens, and whenever, the
 * name leads to the whole old or the whole new file.
 */
#ifndef REPLACE_H
#define REPLACE_H

#include "os/file.h"
#include "os/handle.h"

/* Where bytes come from that are too many to hold in memory. */
struct source {
	int (*write)(void *context, struct handle *file, struct err *e);
	/* what is on the disk now */
	int (*check)(void *context, const struct handle *file, struct err *e);
	void *context;
};

/* What is to stand at a place. */
struct replacement {
	const struct place *place;
	/* As read, or NULL where nothing was: anything else found there is left alone. */
	const struct meta *old;
	const struct meta *meta; /* owner, mode and extended attributes to give */
	struct span bytes;
	const struct source *source; /* instead of bytes; or NULL. Not in place. */
	bool keep_times;	     /* take over meta's modification time too */
};

/* How a file can be replaced. */
enum replace_way {
	REPLACE_ATOMIC,
	REPLACE_IN_PLACE, /* a mount point itself, which cannot be renamed */
};

/* Tells the way, or why there is none, before anything is written. */
int replace_check(const struct place *p, enum replace_way *ret, struct err *e);

/* A new file that is complete, on the disk, and has no name yet. */
struct replacing;

/*
 * Makes the new file beside the old one, which does not change. One that is not there yet
 * gets the system's own labels, and no other extended attributes.
 */
int replace_begin(const struct replacement *r, struct replacing **ret, struct err *e);

/*
 * Exchanges the two, or gives the new one its name. After an error nothing has changed, but
 * for -JSEC_NOT_DURABLE: the new file is there, but nobody can say whether it survives a
 * power cut.
 */
int replace_commit(struct replacing *r, struct err *e);

/* The new file, open for reading. */
const struct handle *replace_get_file(const struct replacing *r);

/* Removes what is left of it, committed or not; takes NULL. */
void replace_end(struct replacing *r);

/* Makes a symbolic link for good, where nothing is; -JSEC_NOT_DURABLE as above. */
int replace_link(const struct place *p, const char *target, struct err *e);

/*
 * Removes a file or link for good, if it still is what `old` says; -JSEC_NOT_DURABLE as
 * above.
 */
int replace_remove(const struct place *p, const struct file_info *old, struct err *e);

/* Overwrites the bytes of the file itself, durably but not atomically. */
int replace_in_place(const struct replacement *r, struct err *e);

/* Removes what a run that was killed may have left beside the place. */
void replace_clean(const struct place *p);

#endif
