/* SPDX-License-Identifier: MIT */
/*
 * A file or directory that a walk found (see root.h). It stays open, so that what is read
 * or written later is what was examined, whatever has its name by then.
 */
#ifndef PLACE_H
#define PLACE_H

#include "base/errors.h"
#include "os/file_info.h"

#include <limits.h>
#include <unistd.h>

/* Where a path leads: the last directory, and a name in it. */
struct place {
	char name[NAME_MAX + 1]; /* "." for the root itself */
	char *path;		 /* inside the root, with all links resolved */
	struct file_info info;	 /* of what has the name */
	char *distrust; /* NULL, or the first part of the path that others can change */
	bool pseudo;	/* not on a real file system, but on proc or the like */
	bool dangling; /* missing, as a link on the way leads to nothing; also after an error */
	/* Only for os/: O_PATH descriptors, or -1. */
	int directory;
	int file; /* what has the name; -1 if it is missing */
};

#define PLACE_NONE ((struct place){.directory = -1, .file = -1})

/* Tells whether the place is open: from root_resolve() to place_done(). */
bool place_is_open(const struct place *p);
void place_done(struct place *p);

#define PLACE_AUTO __attribute__((cleanup(place_done)))

/* Reports that a file is missing because of such a link, and no other error. */
int place_refuse_dangling(const char *path, enum jsec_code code, struct err *e);

/* Looks at another name in the same directory. Its kind is FILE_NONE if it is missing. */
int place_look_beside(
	const struct place *p, const char *name, struct file_info *ret, struct err *e);

/* Finds out whether the place is a symbolic link with this target. */
int place_links_to(const struct place *p, const char *target, bool *ret, struct err *e);

/* Removes an empty directory, if it exists. Returns 1 if it is not empty. */
int place_remove_dir(const struct place *p, struct err *e);

/* For os/: reports what is not a regular file on a real file system. */
int place_check(const struct place *p, struct err *e);

/*
 * For os/: opens the file or directory that was examined. Returns -1 and errno if it
 * cannot. Opens nothing but directories, and regular files of real file systems: opening
 * a device or a file of proc can change something.
 */
int place_open(const struct place *p, int flags);

#define FD_AUTO __attribute__((cleanup(place_close_fd)))

static inline void place_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
