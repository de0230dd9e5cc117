/* SPDX-License-Identifier: MIT */
/* What changes make usable: found once for all installs whose lists are the same. */
#ifndef OPENINGS_H
#define OPENINGS_H

#include "base/keyed.h"
#include "suites/opened.h"

#include <pthread.h>

/* Several threads may use it. */
struct openings {
	pthread_mutex_t lock; /* protects the others */
	struct keyed found;   /* by all that they depend on */
};

#define OPENINGS_NONE ((struct openings){.lock = PTHREAD_MUTEX_INITIALIZER})

/* All lists of a Java that decide, as they are written. */
struct opening_lists {
	struct restriction of[SUITE_LISTS];
	const char *groups; /* as in effects */
};

/* The lists of a Java before a change and after it. */
struct opening_question {
	const struct release *release;
	const struct opening_lists *before, *after;
};

/*
 * Compares the lists, unless that was done before. `ret` is borrowed. Fails as
 * restrictions_take() does.
 */
int openings_get(struct openings *all, const struct opening_question *q,
	const struct opening **ret, struct err *e);

void openings_done(struct openings *all);

#endif
