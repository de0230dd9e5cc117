/* SPDX-License-Identifier: MIT */
/* One lock file; the kernel drops the lock of a process that dies. */
#ifndef LOCK_H
#define LOCK_H

#include "os/folder.h"

/* Its member is lib/os's own: a descriptor, or -1. */
struct lock {
	int fd;
};

#define LOCK_NONE ((struct lock){-1})

/* Takes the lock `name` in a folder, named `path` in errors, within `seconds`. */
int lock_take(const struct folder *f, const char *name, const char *path,
	unsigned seconds, struct lock *ret, struct err *e);
bool lock_is_held(const struct lock *l);

/* Gives it back, if it is held. */
void lock_drop(struct lock *l);

#endif
