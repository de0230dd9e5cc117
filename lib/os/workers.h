/* SPDX-License-Identifier: MIT */
/* Runs pieces of work in several threads, while others wait for the disk. */
#ifndef WORKERS_H
#define WORKERS_H

#include "base/errors.h"

#include <pthread.h>
#include <stddef.h>

/* More than there are processors: disks are faster with several requests at once. */
#define CREW_MAX 16

/* Bytes. musl gives a thread 128 KiB, and listing directories in directories takes more. */
#define CREW_STACK ((size_t)2 << 20)

/* Starts a thread. Returns 0 or an errno. */
int crew_start_thread(pthread_t *ret, void *(*run)(void *), void *data);

/* Pieces of work. They are started in order and are independent of each other. */
struct crew {
	size_t n;
	/* Called in any of the threads; number 0 is the calling thread. */
	void (*work)(void *data, size_t nth, unsigned thread);
	void *data;
	/* Called now and then in the thread that called crew_run(); may be NULL. */
	void (*tell)(void *data, size_t done);
};

/*
 * Does all the work and waits for its end. The calling thread is one of `n_threads`. If
 * no other can be started, it does all the work. Signals are blocked in the others.
 */
void crew_run(const struct crew *crew, unsigned n_threads);

/*
 * Does up to CREW_MAX things at once, each of which can fail. Returns the code of the first
 * one in order that did, and moves its error to `e`.
 */
int crew_run_all(size_t n, int (*run)(void *data, size_t nth, struct err *e), void *data,
	unsigned n_threads, struct err *e);

/*
 * Returns how many threads to use, from 1 to CREW_MAX, if each opens up to `n_open`
 * files. Respects the limit on open files.
 */
unsigned crew_count(unsigned n_open);

/* Returns how many things can be open at once, besides, if each is `n_open` files. */
size_t crew_count_open(unsigned n_open);

/* Returns the number of processors, at least 1. */
unsigned crew_count_processors(void);

#endif
