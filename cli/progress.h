/* SPDX-License-Identifier: MIT */
/* One line on the terminal that tells how far a long run is. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "jsecpatch.h"

#include <stdbool.h>
#include <time.h>

/* Zero tells nobody. */
struct progress {
	bool shown; /* on standard error, which is a terminal */
	bool dirty; /* the line is there */
	struct timespec begun;
	struct timespec told;
};

/* Tells a person, if there is one who is to be told. */
void progress_init(struct progress *p, bool quiet);

/* For struct jsec_options. */
void progress_tell(void *data, const struct jsec_progress *now);

/* Takes the line away. */
void progress_clear(struct progress *p);

#endif
