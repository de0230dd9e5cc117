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

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

/* The tree that everything happens in. */
struct root {
	int fd;		     /* -1 where it is not open */
	struct trail *trail; /* NULL, or the way that was gone last */
};

/* Where a path leads: the last directory, and the name in it, which is no link. */
struct place {
	int dir;		 /* O_PATH descriptor */
	char name[NAME_MAX + 1]; /* "." for the root itself */
	char *path;		 /* inside the root, with all links resolved */
	struct stat st;		 /* of the name; st_mode is 0 where it does not exist */
	char *distrust; /* NULL, or the first part of the path that others can change */
};

#define PLACE_NONE ((struct place){.dir = -1})

int root_open(struct root *r, const char *path, struct err *e);
void root_close(struct root *r);

/*
 * From now on the directories of a walk stay open for the next one, which goes on from the
 * last that both have, and judges each all the same. What others rename meanwhile may be
 * seen as it was: so that is for looking at many places, and not for changing any.
 */
void root_remember(struct root *r);
void root_forget(struct root *r);

/*
 * Follows `path`, links included. A last component that does not exist is no error: its
 * st_mode is 0. The error otherwise names the path and what stands in the way. Nobody but
 * root and `trusted` is to be able to change a step, or it is in `distrust`.
 */
int root_resolve(const struct root *r, const char *path, uid_t trusted, struct place *ret,
	struct err *e);

/* The same, but a link that is the last component is what the path leads to. */
int root_resolve_entry(const struct root *r, const char *path, uid_t trusted,
	struct place *ret, struct err *e);

/*
 * Makes the directory at `path` with that mode, and those above it for everybody. `doing`
 * is what could not be done, for the error.
 */
int root_make_dir(const struct root *r, const char *path, mode_t mode, const char *doing,
	struct err *e);

/* Opens the place's directory for listing, or its file; -1 and errno. */
int place_open(const struct place *p, int flags);
void place_done(struct place *p);

#define PLACE_AUTO __attribute__((cleanup(place_done)))
#define FD_AUTO __attribute__((cleanup(root_close_fd)))

static inline void root_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
