/* SPDX-License-Identifier: MIT */
/*
 * Resolves paths inside a root directory, one component at a time. Symbolic links are
 * followed as if the root were "/", so that no link leads outside. Each step is checked:
 * who could have put it there? The result is an open directory and a name, not a path to
 * be opened later.
 */
#ifndef ROOT_H
#define ROOT_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/file_info.h"

#include <limits.h>
#include <unistd.h>

/* The tree in which everything happens. Only os/ uses the members. */
struct root {
	int fd;
	struct owner trusted; /* may change a step, besides root */
	struct trail *trail;  /* the path of the last walk, or NULL */
};

#define ROOT_NONE ((struct root){.fd = -1})

/* Where a path leads: the last directory, and a name in it that is not a link. */
struct place {
	char name[NAME_MAX + 1]; /* "." for the root itself */
	char *path;		 /* inside the root, with all links resolved */
	struct file_info info;	 /* of what has the name */
	char *distrust; /* NULL, or the first part of the path that others can change */
	int directory;	/* only for os/: O_PATH descriptor, or -1 */
};

#define PLACE_NONE ((struct place){.directory = -1})

/* Opens the tree at a path of the machine. The caller's user acts in it. */
int root_open(struct root *r, const char *path, struct err *e);
void root_close(struct root *r);

/* Returns the same tree for another user to act in. Do not close it; `r` must live on. */
struct root root_act_for(const struct root *r, struct owner who);

/*
 * From now on, the directories of a walk stay open for the next walk, which starts at the
 * last common directory and checks each step again. It may miss what others rename
 * meanwhile. So use it only to look at many files, not to change any.
 */
void root_remember(struct root *r);
void root_forget(struct root *r);

/*
 * Follows `path`, including symbolic links. It is no error if the last component does not
 * exist: its kind is FILE_NONE. Errors name the path and the step that failed. If anyone
 * but root and the acting user can change a step, `distrust` names it.
 */
int root_resolve(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/* Does the same, but does not follow a symbolic link in the last component. */
int root_resolve_entry(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/*
 * Makes the directory `path` with these permissions, and missing parents with mode 0755.
 * An existing directory stays as it is. Errors say "cannot DOING".
 */
int root_make_dir(const struct root *r, const char *path, unsigned permissions,
	const char *doing, struct place *ret, struct err *e);

/* Tells whether the place is open: from root_resolve() to place_done(). */
bool place_is_open(const struct place *p);

/* Looks at another name in the same directory. Its kind is FILE_NONE if it is missing. */
int place_look_beside(
	const struct place *p, const char *name, struct file_info *ret, struct err *e);

/* Finds out whether the place is a symbolic link with this target. */
int place_links_to(const struct place *p, const char *target, bool *ret, struct err *e);

/* Removes an empty directory, if it exists. Returns 1 if it is not empty. */
int place_remove_dir(const struct place *p, struct err *e);
void place_done(struct place *p);

#define PLACE_AUTO __attribute__((cleanup(place_done)))

/* For os/: opens the place's file or directory. Returns -1 and errno if it cannot. */
int place_open(const struct place *p, int flags);

#define FD_AUTO __attribute__((cleanup(root_close_fd)))

static inline void root_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
