/* SPDX-License-Identifier: MIT */
/* One line on the terminal that shows how far a long run is. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "jsecpatch.h"

#include <stdbool.h>
#include <time.h>

/* Zero shows nothing. */
struct progress {
	bool shown; /* standard error is a terminal */
	bool dirty; /* the line is on the terminal */
	struct timespec begun;
	struct timespec told;
};

/* Shows progress if standard error is a terminal, unless `quiet`. */
void progress_init(struct progress *p, bool quiet);

/* For struct jsec_options. */
void progress_tell(void *data, const struct jsec_progress *now);

/* Takes the line away. */
void progress_clear(struct progress *p);

/*
 * From here on Ctrl-C only sets `progress_interrupted`, so that a scan can end early; the
 * second one ends the program.
 */
extern volatile int progress_interrupted;
void progress_catch_interrupt(void);
void progress_release_interrupt(void);

#endif
