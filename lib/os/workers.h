/* SPDX-License-Identifier: MIT */
/* Several threads for pieces of work that wait for the disk, or for each other's. */
#ifndef WORKERS_H
#define WORKERS_H

#include <stddef.h>

/* More than there are processors: a disk is faster when it is asked for more at a time. */
#define CREW_MAX 16

/* Some pieces of work, which are begun in order, and know nothing of each other. */
struct crew {
	size_t n;
	/* In any of the threads; that which called is number 0. */
	void (*work)(void *data, size_t nth, unsigned thread);
	void *data;
	/* Called in the thread that called crew_run(), now and then; or NULL. */
	void (*tell)(void *data, size_t done);
};

/*
 * Does all of it, and waits. The calling thread is one of `n_threads`; where no more can be
 * started it does the work alone. The others take no signals.
 */
void crew_run(const struct crew *crew, unsigned n_threads);

/*
 * How many threads to use, if each has up to `n_open` files open at a time beside what the
 * process has: 1 to CREW_MAX.
 */
unsigned crew_count(unsigned n_open);

/* How many processors there are, at least 1. */
unsigned crew_count_processors(void);

#endif
