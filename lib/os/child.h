/* SPDX-License-Identifier: MIT */
/*
 * Runs a program: no shell, a clean environment, its own session, a time limit. Nothing of
 * the caller is changed: no signal handler, no mask, no directory.
 */
#ifndef CHILD_H
#define CHILD_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/file_info.h"

/* What to run. */
struct child {
	const char *const *argv;	/* the first an absolute path; NULL at the end */
	const char *const *environment; /* all that it gets; NULL: nothing */
	const struct owner *become; /* run it as they, without other groups; or NULL */
	unsigned milliseconds; /* after them it is killed, with all that it started */
	size_t max_output;     /* what it prints beyond is read and dropped */
};

/*
 * Runs it to its end. Standard input is empty; what it prints, on either output, is added to
 * `out`. `status` is 0 where it ended well. An error is only that it could not be started or
 * had to be killed; that it failed is none.
 */
int child_run(const struct child *what, int *status, struct buf *out, struct err *e);

#endif
