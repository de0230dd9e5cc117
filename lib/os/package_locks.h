/* SPDX-License-Identifier: MIT */
/* Tells whether a package manager is working now, and waits until it has finished. */
#ifndef PACKAGE_LOCKS_H
#define PACKAGE_LOCKS_H

#include "os/root.h"

/* A lock that is held. */
struct package_holder {
	const char *lock;  /* its path; NULL: none is held */
	int pid;	   /* the process that holds it; 0 if it cannot be found out */
	bool may_be_stale; /* it is a file that a killed program leaves behind */
};

/*
 * Finds out whether a package manager holds its lock in this tree. Read locks do not count:
 * rpm takes one to read only, and every user can take one. Nor does a package manager that
 * has started this process, as a part of its own work.
 */
int package_locks_find(
	const struct root *root, struct package_holder *ret, struct err *e);

/* Is called once if there is something to wait for. */
typedef void package_locks_fn(void *data, const struct package_holder *holder);

/*
 * Waits until no such lock is held, at most so long. Fails with JSEC_LOCKED then. `waited`
 * becomes true if it had to wait.
 */
int package_locks_wait(const struct root *root, unsigned seconds, package_locks_fn *tell,
	void *data, bool *waited, struct err *e);

#endif
