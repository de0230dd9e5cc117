/* SPDX-License-Identifier: MIT */
/*
 * Paths inside a root directory, walked one component at a time: links are followed as the
 * kernel would if the root were "/", so that none leads outside, and each step is judged
 * by who could have planted it. What comes back is a descriptor, not a path to open later.
 */
#ifndef ROOT_H
#define ROOT_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/file_info.h"

#include <limits.h>
#include <unistd.h>

/* The tree that everything happens in. Its members are lib/os's own. */
struct root {
	int fd;
	struct owner trusted; /* who may change a step, beside root */
	struct trail *trail;  /* NULL, or the way that was gone last */
};

#define ROOT_NONE ((struct root){.fd = -1})

/* Where a path leads: the last directory, and the name in it, which is no link. */
struct place {
	char name[NAME_MAX + 1]; /* "." for the root itself */
	char *path;		 /* inside the root, with all links resolved */
	struct file_info info;	 /* of the name */
	char *distrust; /* NULL, or the first part of the path that others can change */
	int directory;	/* lib/os's own: O_PATH descriptor, or -1 */
};

#define PLACE_NONE ((struct place){.directory = -1})

/* Opens the tree at a path of the machine; who acts in it is the caller. */
int root_open(struct root *r, const char *path, struct err *e);
void root_close(struct root *r);

/* The same tree for somebody else to act in. It is of use while `r` is, and not closed. */
struct root root_act_for(const struct root *r, struct owner who);

/*
 * From now on the directories of a walk stay open for the next one, which goes on from the
 * last that both have, and judges each all the same. What others rename meanwhile may be
 * seen as it was: so that is for looking at many places, and not for changing any.
 */
void root_remember(struct root *r);
void root_forget(struct root *r);

/*
 * Follows `path`, links included. A last component that does not exist is no error: its kind
 * is FILE_NONE. The error otherwise names the path and what stands in the way. Nobody but
 * root and whoever acts is to be able to change a step, or it is in `distrust`.
 */
int root_resolve(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/* The same, but a link that is the last component is what the path leads to. */
int root_resolve_entry(
	const struct root *r, const char *path, struct place *ret, struct err *e);

/*
 * Makes the directory at `path` with these permissions, and those above it for everybody;
 * one that is there stays as it is. `doing` is what could not be done, for the error.
 */
int root_make_dir(const struct root *r, const char *path, unsigned permissions,
	const char *doing, struct place *ret, struct err *e);

/* Whether it is open: not so before root_resolve() and after place_done(). */
bool place_is_open(const struct place *p);

/* Another name in the same directory; FILE_NONE also where that is not known. */
struct file_info place_look_beside(const struct place *p, const char *name);

/* Whether it is a link with that text. */
bool place_links_to(const struct place *p, const char *target);

/* Removes an empty directory; true where it is gone. */
bool place_remove_dir(const struct place *p);
void place_done(struct place *p);

#define PLACE_AUTO __attribute__((cleanup(place_done)))

/* For os/: opens the place's directory or file; -1 and errno. */
int place_open(const struct place *p, int flags);

#define FD_AUTO __attribute__((cleanup(root_close_fd)))

static inline void root_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
