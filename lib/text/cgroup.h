/* SPDX-License-Identifier: MIT */
/* The systemd unit and the container that a process's cgroups name. */
#ifndef CGROUP_H
#define CGROUP_H

#include "base/span.h"

/* Malloc'd; NULL where there is none. */
struct cgroup {
	char *unit;	 /* the deepest service */
	char *container; /* the deepest one's id or name */
};

/* Reads /proc/PID/cgroup, of version 1 and 2. -1 where memory ran out. */
int cgroup_read(struct span text, struct cgroup *ret);
void cgroup_done(struct cgroup *c);

#define CGROUP_AUTO __attribute__((cleanup(cgroup_done)))

#endif
