/* SPDX-License-Identifier: MIT */
/*
 * The vendor's newer file that a package manager put beside an edited one, instead of in
 * its place: until somebody takes it, Java goes on with the old lists.
 */
#ifndef VENDOR_FILE_H
#define VENDOR_FILE_H

#include "base/note_list.h"
#include "os/file.h"

/* Looks beside a file. `ret` is the path, malloc'd, or NULL where none waits. */
int vendor_file_find(const struct place *p, const char *file, char **ret, struct err *e);

/* Says what to do about it. */
void vendor_file_note(const char *waiting, struct note_list *notes);

/* One that is no java.security, as half of one would be, is an error. */
int vendor_file_read(const struct root *root, const char *waiting, struct buf *bytes,
	struct meta *meta, struct err *e);

/* It was taken. dpkg's own temporary stays, since dpkg still has to go on with it. */
int vendor_file_remove(const struct root *root, const char *waiting,
	const struct meta *meta, struct err *e);

#endif
