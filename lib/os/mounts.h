/* SPDX-License-Identifier: MIT */
/* What is mounted where, and what a walk through directories may expect of it. */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "base/errors.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a file system is to a walk. */
enum fs_kind {
	FS_LOCAL = 0,
	FS_COUNTED, /* local, and a directory's link count is 2 + its subdirectories */
	FS_REMOTE,  /* others keep it: slow, or gone for good */
	FS_PSEUDO,  /* no files: the kernel talking */
};

/* A mounted file system. */
struct mount {
	dev_t dev;
	enum fs_kind kind;
};

/* A directory that can be reached in two ways, since a mount starts there. */
struct door {
	dev_t dev;
	ino_t ino;
	atomic_bool passed;
};

/* Zero knows of no mount. */
struct mounts {
	struct mount *items; /* by device */
	size_t n;
	struct door *doors;
	size_t n_doors;
	bool triggers; /* some are mounted only when somebody goes there */
};

/* Reads this process's mounts; where they cannot be read nothing is known of them. */
int mounts_read(struct mounts *m, struct err *e);
void mounts_done(struct mounts *m);

/*
 * What the file system of device `dev` is. Where the mounts do not tell, the open directory
 * `fd` does; without one, -1, the answer is FS_LOCAL. A server is not asked where the mounts
 * tell: it may never answer.
 */
enum fs_kind mounts_find_kind(const struct mounts *m, dev_t dev, int fd);

/* Whether some door has this inode, on whatever device. */
bool mounts_may_be_door(const struct mounts *m, ino_t ino);

/* False where this directory is a door and somebody went through it before. */
bool mounts_enter(const struct mounts *m, dev_t dev, ino_t ino);

#endif
