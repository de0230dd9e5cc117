/* SPDX-License-Identifier: MIT */
/*
 * Runs a program without a shell, in a clean environment and its own session, with a time
 * limit. It does not change signal handlers, signal mask or directory of the caller.
 */
#ifndef CHILD_H
#define CHILD_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/file_info.h"

/* The program to run, and how. */
struct child {
	/* absolute path of the program, arguments, NULL */
	const char *const *argv;
	const char *const *environment; /* the whole environment; NULL: an empty one */
	struct span input; /* standard input: a file of its own, which has no path */
	/* run as this owner, without other groups and setuid programs; or NULL */
	const struct owner *become;
	bool known;	       /* no pid namespace: systemd must see its pid */
	unsigned milliseconds; /* then it is killed */
	size_t max_output;     /* output beyond this is dropped */
};

/*
 * Runs the program to its end, and kills all that it has left behind. Adds standard output
 * and standard error to `out`. `status` is that of waitpid(): 0 if the program succeeded.
 * Returns an error only if the program could not be started, or had to be killed. For root,
 * the program is in its own pid namespace if possible, unless it has to be `known`.
 */
int child_run(const struct child *what, int *status, struct buf *out, struct err *e);

#endif
