/* SPDX-License-Identifier: MIT */
/* A lock file. The kernel releases the lock if the process dies. */
#ifndef LOCK_H
#define LOCK_H

#include "os/folder.h"

/* Only os/ uses the member: a descriptor, or -1. */
struct lock {
	int fd;
};

#define LOCK_NONE ((struct lock){-1})

/* Takes the lock `name` in a folder, and waits up to `seconds`. Errors name `path`. */
int lock_take(const struct folder *f, const char *name, const char *path,
	unsigned seconds, struct lock *ret, struct err *e);
bool lock_is_held(const struct lock *l);

/* Releases the lock if it is held. */
void lock_drop(struct lock *l);

#endif
