/* SPDX-License-Identifier: MIT */
/* Reads which systemd unit and which container a process belongs to. */
#ifndef CGROUP_H
#define CGROUP_H

#include "base/span.h"

/* Malloc'd strings, NULL if there is none. */
struct cgroup {
	char *unit;	 /* the service of systemd, in the container if there is one */
	char *container; /* id or name of the outermost container */
};

/*
 * Reads the text of /proc/PID/cgroup, of version 1 or 2. Ignores the names that a user can
 * give to groups of his own, in his slice or in a unit. Returns -1 if memory ran out.
 */
int cgroup_read(struct span text, struct cgroup *ret);
void cgroup_done(struct cgroup *c);

#define CGROUP_AUTO __attribute__((cleanup(cgroup_done)))

#endif
