/* SPDX-License-Identifier: MIT */
/* A line on the terminal that shows the progress of a long run. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "jsecpatch.h"

#include <stdbool.h>
#include <time.h>

/* A zeroed struct shows nothing. */
struct progress {
	bool shown; /* standard error is a terminal */
	bool dirty; /* the line is visible now */
	bool quiet;
	struct timespec begun;
	struct timespec told;
};

/* Shows progress if standard error is a terminal, unless `quiet`. */
void progress_init(struct progress *p, bool quiet);

/* Shows progress. It is the callback in struct jsec_options. */
void progress_tell(void *data, const struct jsec_progress *now);

/* Removes the line. */
void progress_clear(struct progress *p);

/*
 * After this, Ctrl-C only sets `progress_interrupted`, so that a scan can end early. The
 * second Ctrl-C ends the program.
 */
extern volatile int progress_interrupted;
void progress_catch_interrupt(void);
void progress_release_interrupt(void);

#endif
