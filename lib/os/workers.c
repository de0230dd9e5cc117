/* SPDX-License-Identifier: MIT */
/* Runs threads that take one piece of work after the other. */
#include "os/workers.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

/* What the threads share. */
struct crew_shared {
	const struct crew *crew;
	atomic_size_t next;
	atomic_size_t done;
};

struct crew_member {
	struct crew_shared *shared;
	unsigned number;
	pthread_t thread;
};

/* Does the next piece of work. Returns false if there is none. */
static bool crew_work_once(const struct crew_member *m)
{
	struct crew_shared *s = m->shared;
	size_t nth = atomic_fetch_add(&s->next, 1);

	if (nth >= s->crew->n)
		return false;
	s->crew->work(s->crew->data, nth, m->number);
	atomic_fetch_add(&s->done, 1);
	return true;
}

static void *crew_work(void *data)
{
	while (crew_work_once(data))
		;
	return NULL;
}

int crew_start_thread(pthread_t *ret, void *(*run)(void *), void *data)
{
	pthread_attr_t attributes;
	int errnum = pthread_attr_init(&attributes);

	if (errnum)
		return errnum;
	pthread_attr_setstacksize(&attributes, CREW_STACK);
	errnum = pthread_create(ret, &attributes, run, data);
	pthread_attr_destroy(&attributes);
	return errnum;
}

/* Starts up to `n` threads with all signals blocked. Returns how many it started. */
static size_t crew_start(struct crew_member *members, size_t n)
{
	sigset_t all, before;
	size_t made = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (made < n &&
		!crew_start_thread(&members[made].thread, crew_work, &members[made]))
		made++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return made;
}

void crew_run(const struct crew *crew, unsigned n_threads)
{
	struct crew_shared s = {.crew = crew};
	struct crew_member members[CREW_MAX];
	size_t most = n_threads < CREW_MAX ? n_threads : CREW_MAX;
	size_t wanted = crew->n < most ? crew->n : most;

	for (unsigned i = 0; i < CREW_MAX; i++)
		members[i] = (struct crew_member){.shared = &s, .number = i};
	size_t n = crew_start(members + 1, wanted ? wanted - 1 : 0);
	while (crew_work_once(&members[0]))
		if (crew->tell)
			crew->tell(crew->data, atomic_load(&s.done));
	for (size_t i = 0; i < n; i++)
		pthread_join(members[1 + i].thread, NULL);
}

/* Things that are done at once. */
struct crew_things {
	int (*run)(void *data, size_t nth, struct err *e);
	void *data;
	int codes[CREW_MAX];
	struct err errs[CREW_MAX];
};

static void crew_run_thing(void *data, size_t nth, unsigned thread)
{
	struct crew_things *all = data;

	(void)thread;
	all->codes[nth] = all->run(all->data, nth, &all->errs[nth]);
}

int crew_run_all(size_t n, int (*run)(void *data, size_t nth, struct err *e), void *data,
	unsigned n_threads, struct err *e)
{
	struct crew_things all = {.run = run, .data = data};
	int rc = 0;

	crew_run(&(struct crew){.n = n, .work = crew_run_thing, .data = &all}, n_threads);
	for (size_t i = 0; i < n; i++) {
		if (!rc && all.codes[i]) {
			rc = all.codes[i];
			err_move(e, &all.errs[i]);
		}
		err_done(&all.errs[i]);
	}
	return rc;
}

/* Half of the limit is for threads, a quarter for the rest of the process. */
unsigned crew_count(unsigned n_open)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur / 2 / n_open >= CREW_MAX)
		return CREW_MAX;
	rlim_t n = limit.rlim_cur / 2 / n_open;
	return n ? (unsigned)n : 1;
}

size_t crew_count_open(unsigned n_open)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return CREW_MAX;
	rlim_t n = limit.rlim_cur / 4 / n_open;
	return n < SIZE_MAX ? (size_t)n : SIZE_MAX;
}

unsigned crew_count_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : (unsigned)n;
}
