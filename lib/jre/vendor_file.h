/* SPDX-License-Identifier: MIT */
/*
 * Finds the vendor's newer file beside an edited one, where a package manager puts it so
 * that the edited file is kept. Until somebody adopts it, Java uses the old lists.
 */
#ifndef VENDOR_FILE_H
#define VENDOR_FILE_H

#include "base/note_list.h"
#include "os/file.h"
#include "os/root.h"

/*
 * Looks beside a file. `ret` gets the path (malloc'd), or NULL if there is none. `clean` gets
 * whether certainly no killed run left anything there.
 */
int vendor_file_find(
	const struct place *p, const char *file, char **ret, bool *clean, struct err *e);

/* Tells whether the path of a waiting file is that of one which dpkg has unpacked. */
bool vendor_file_is_unfinished(const char *waiting);

/* Adds a note about the waiting file. */
void vendor_file_note(const char *waiting, struct note_list *notes);

/* Reads the waiting file. As root, fails if others can change it. */
int vendor_file_read(const struct root *root, const char *waiting, struct buf *bytes,
	struct meta *meta, struct err *e);

/* Removes the file after it was adopted. A .dpkg-new stays: dpkg still needs it. */
int vendor_file_remove(const struct root *root, const char *waiting,
	const struct meta *meta, struct err *e);

#endif
