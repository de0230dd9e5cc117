/* SPDX-License-Identifier: MIT */
/*
 * Runs a program: no shell, a clean environment, its own session, a time limit. Nothing of
 * the caller is changed: no signal handler, no mask, no directory.
 */
#ifndef CHILD_H
#define CHILD_H

#include "base/buf.h"
#include "base/errors.h"

#include <sys/types.h>

/* What to run. */
struct child {
	const char *const *argv;	/* the first an absolute path; NULL at the end */
	const char *const *environment; /* all that it gets; NULL: nothing */
	bool become;			/* run it as uid and gid, without other groups */
	uid_t uid;
	gid_t gid;
	unsigned milliseconds; /* after them it is killed, with all that it started */
	size_t max_output;     /* what it prints beyond is read and dropped */
};

/*
 * Runs it to its end. Standard input is empty; what it prints, on either output, is added to
 * `out`. `status` is as of waitpid(). An error is only that it could not be started or had
 * to be killed; a status that says failure is none.
 */
int child_run(const struct child *what, int *status, struct buf *out, struct err *e);

#endif
