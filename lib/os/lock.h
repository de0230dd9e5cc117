/* SPDX-License-Identifier: MIT */
/*
 * A lock file. The kernel releases the lock if the process dies. The file has the turn: a
 * number that is raised when the lock is taken, and again when it is dropped. It is odd
 * while the lock is held, or if its holder was killed.
 */
#ifndef LOCK_H
#define LOCK_H

#include "os/folder.h"

/* Only os/ uses the members. */
struct lock {
	int fd;		/* -1 if it is not held */
	int64_t before; /* the turn before this one */
	int64_t turn;
};

#define LOCK_NONE ((struct lock){.fd = -1})

/* Takes the lock `name` in a folder, and waits up to `seconds`. Errors name `path`. */
int lock_take(const struct folder *f, const char *name, const char *path,
	unsigned seconds, struct lock *ret, struct err *e);
bool lock_is_held(const struct lock *l);

/* Reads the turn without taking the lock. 0: it was never taken. */
int64_t lock_read_turn(const struct folder *f, const char *name);

/* Tells whether nobody else has held the lock since this turn was read. It must be held. */
bool lock_follows(const struct lock *l, int64_t turn);

/* Releases the lock if it is held. */
void lock_drop(struct lock *l);

#endif
