/* SPDX-License-Identifier: MIT */
/*
 * Replaces a file atomically with all its metadata. Whatever happens, the name leads to
 * the complete old file or to the complete new one.
 */
#ifndef REPLACE_H
#define REPLACE_H

#include "base/note_list.h"
#include "os/file.h"
#include "os/handle.h"

/* Writes bytes that are too many for memory. */
struct source {
	int (*write)(void *context, struct handle *file, struct err *e);
	/* compares the file on the disk with what was to be written */
	int (*check)(void *context, const struct handle *file, struct err *e);
	void *context;
};

/* What a file is to be replaced with. */
struct replacement {
	const struct place *place;
	/* As read, or NULL if there was no file. Any other file is not replaced. */
	const struct meta *old;
	const struct meta *meta; /* owner, mode and extended attributes of the new file */
	struct span bytes;
	const struct source *source; /* used instead of `bytes`, or NULL; not in place */
	bool keep_times;	     /* also copy meta's access and modification time */
	struct note_list *notes;     /* gets what the new file cannot have, or NULL */
};

/* How a file can be replaced. */
enum replace_way {
	REPLACE_ATOMIC,
	REPLACE_IN_PLACE, /* a mount point, which cannot be renamed: see overwrite.h */
};

/* Gets the way to replace the file, or an error. Does not write anything. */
int replace_check(const struct place *p, enum replace_way *ret, struct err *e);

/* A new file that is complete and on the disk, but not in its place yet. */
struct replacing;

/*
 * Writes the new file beside the old one, which does not change. If there is no old file,
 * the new one gets the labels of the system.
 */
int replace_begin(const struct replacement *r, struct replacing **ret, struct err *e);

/*
 * Exchanges the two files, or gives the new one its name. After an error nothing has
 * changed, except after -JSEC_NOT_DURABLE: then the new file is in place, but may be lost
 * in a power cut.
 */
int replace_commit(struct replacing *r, struct err *e);

/* Returns the new file, open for reading. */
const struct handle *replace_get_file(const struct replacing *r);

/* Frees it and removes the temporary file, committed or not. Accepts NULL. */
void replace_end(struct replacing *r);

/* Makes a symbolic link if nothing has that name. -JSEC_NOT_DURABLE as above. */
int replace_link(const struct place *p, const char *target, struct err *e);

/*
 * Removes a file or link if it has not changed since `old`. -JSEC_NOT_DURABLE as above.
 */
int replace_remove(const struct place *p, const struct file_info *old, struct err *e);

/* For os/: sets what is missing of the metadata, and compares it, or the bytes. */
int replace_set_meta(int fd, const struct replacement *r, struct err *e);
int replace_compare_bytes(int fd, const struct replacement *r, struct err *e);

/* For os/: the file is not the one that was read. */
int replace_refuse_changed(const struct place *p, struct err *e);

#endif
