/* SPDX-License-Identifier: MIT */
/* Threads that each take the next piece of work until none is left. */
#include "sys/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/resource.h>

/* What the threads share. */
struct shared {
	const struct crew *crew;
	atomic_size_t next;
	atomic_size_t done;
};

/* Does the next piece; false where there is none. */
static bool work_once(struct shared *s)
{
	size_t nth = atomic_fetch_add(&s->next, 1);

	if (nth >= s->crew->n)
		return false;
	s->crew->work(s->crew->data, nth);
	atomic_fetch_add(&s->done, 1);
	return true;
}

static void *work(void *data)
{
	while (work_once(data))
		;
	return NULL;
}

/* Starts so many threads, or fewer; how many. They take no signals: those are the caller's. */
static unsigned start(struct shared *s, pthread_t *threads, unsigned n)
{
	sigset_t all, before;
	unsigned made = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (made < n && !pthread_create(&threads[made], NULL, work, s))
		made++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return made;
}

void crew_run(const struct crew *crew, unsigned n_threads)
{
	struct shared s = {.crew = crew};
	pthread_t threads[CREW_MAX];
	size_t most = n_threads < CREW_MAX ? n_threads : CREW_MAX;
	size_t wanted = crew->n < most ? crew->n : most;
	unsigned n = start(&s, threads, wanted ? (unsigned)wanted - 1 : 0);

	while (work_once(&s))
		if (crew->tell)
			crew->tell(crew->data, atomic_load(&s.done));
	for (unsigned i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

unsigned crew_size(unsigned n_open)
{
	struct rlimit limit;

	/* Half of what may be open is left to the process. */
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur / 2 / n_open >= CREW_MAX)
		return CREW_MAX;
	rlim_t n = limit.rlim_cur / 2 / n_open;
	return n ? (unsigned)n : 1;
}
