/* SPDX-License-Identifier: MIT */
/*
 * Resolves paths inside a root directory, one component at a time. Symbolic links are
 * followed as if the root were "/", so that no link leads outside. Each step is opened
 * once, without side effects, and only then examined: who could have put it there? The
 * result is an open place, not a path to be opened later.
 */
#ifndef ROOT_H
#define ROOT_H

#include "base/errors.h"
#include "os/folder.h"
#include "os/mounts.h"
#include "os/place.h"

/* What is known of a file system. */
struct root_fs {
	enum fs_kind kind;
	bool opaque; /* owners and modes there do not say who can change files */
};

/* The tree in which everything happens. Only os/ uses the members. */
struct root {
	int fd;
	struct file_info info; /* of its directory */
	struct root_fs fs;
	int pid;		 /* it was opened as the root of this process; else 0 */
	struct owner trusted;	 /* may change a step, besides root */
	struct trail *trail;	 /* the path of the last walk, or NULL */
	struct foreign *foreign; /* NULL, or set by root_guard() */
	const struct remote_mounts *avoided; /* or NULL: it goes everywhere */
};

#define ROOT_NONE ((struct root){.fd = -1})

/*
 * Opens the tree at a path of the machine. The caller's user acts in it. Root follows no
 * other user's link to what is not that user's; and of proc's links into a process's view
 * of the files only that of a path which begins with /proc/PID/root.
 */
int root_open(struct root *r, const char *path, struct err *e);
void root_close(struct root *r);

/*
 * For a root that was opened at this path: if it is in another mount namespace, such as
 * /proc/PID/root, walks in it fail with JSEC_OUTSIDE from now on where they come to this
 * machine's own files. Fails itself with JSEC_OWN_ROOT if it is our own root directory, and
 * with JSEC_OUTSIDE if other users may have chosen it or made its mounts.
 */
int root_guard(struct root *r, const char *path, struct err *e);

/* For os/: makes a tree of an open directory, which root_close() closes. */
int root_adopt(struct root *r, int fd, struct owner who);

/* Returns the same tree for another user to act in. Do not close it; `r` must live on. */
struct root root_act_for(const struct root *r, struct owner who);

/*
 * The first function lists the mounts in the tree that may not answer, as the process sees
 * them whose root this is. The second one returns the same tree without them: a search finds
 * nothing there. root_name() follows a path that the user named; later walks may enter the
 * mounts on it, too. It fails at a mount that a link of another user leads to. A path that
 * a file `recorded` names only mounts that no other user made or can move.
 */
int root_list_remote(const struct root *r, struct remote_mounts *ret, struct err *e);
struct root root_avoid(const struct root *r, const struct remote_mounts *avoided);
int root_name(const struct root *r, const char *path, bool recorded, struct place *ret,
	struct err *e);

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
 * `dangling` is set if a symbolic link on the way leads to a missing file, also after
 * -JSEC_NOT_FOUND.
 */
int root_resolve(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/* Does the same, but does not follow a symbolic link in the last component. */
int root_resolve_entry(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/*
 * Makes the directory `path` with these permissions, and missing parents with mode 0755.
 * An existing directory stays as it is. Errors say "cannot DOING". Root makes none where
 * others can change the path. If it made `path`, `above` gets the directory in which that
 * is: call folder_sync() on it to make the new name survive a power cut. With NULL it is
 * synced at once.
 */
int root_make_dir(const struct root *r, const char *path, unsigned permissions,
	const char *doing, struct folder *above, struct place *ret, struct err *e);

#endif
