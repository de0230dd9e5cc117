/* SPDX-License-Identifier: MIT */
/* Finds the installs that running JVMs use, also in containers. */
#ifndef RUNNING_H
#define RUNNING_H

#include "os/proc.h"
#include "search/installs.h"

/*
 * Adds the installs that are not in the list yet, and marks those that processes of an
 * application use. One that no path of this machine leads
 * to, as in a container, becomes INSTALL_ELSEWHERE. Adds nothing where processes cannot
 * be inspected.
 */
struct running_search {
	const struct access_dirs *access; /* of the application that matters, or NULL */
	bool only_used;			  /* take nothing but what its processes use */
};

int running_find(struct jsec_installs *l, const struct context *p,
	const struct running_search *what, struct err *e);

/*
 * Makes an install that was found in the root of a process INSTALL_ELSEWHERE: its paths
 * begin with /proc/PID/root then. Returns -1 if memory ran out.
 */
int running_move_out(struct install *i, const struct process *process);

#endif
