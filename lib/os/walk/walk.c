/* SPDX-License-Identifier: MIT */
/*
 * The threads of a walk. Each has a stack of directories to read, and shares it with
 * threads that have none. The calling thread reads none: it reports what the others find.
 */
#include "os/walk/walk.h"

#include "os/file.h"
#include "os/mounts.h"
#include "os/system.h"
#include "os/walk/queue.h"
#include "os/walk/visit.h"
#include "os/walk/volumes.h"
#include "os/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define MIN_THREADS 8
#define MAX_THREADS 32
#define MAX_SHARED 64 /* directories to give away at once */
#define MAX_OPEN 400  /* directories that are open at a time */
#define PERIOD_NS 100000000L

/* Waits for work and takes some. Returns false if none is left, or the walk stops. */
static bool walk_take(struct worker *k)
{
	struct walker *w = k->w;
	struct nodes *shared = &w->shared;

	pthread_mutex_lock(&w->lock);
	atomic_fetch_add(&w->idle, 1);
	while (!w->stop && !shared->n && w->idle < w->n_threads)
		pthread_cond_wait(&w->work, &w->lock);
	bool any = !w->stop && shared->n;
	if (any) {
		/* The newest ones are deepest: they keep fewest directories open. */
		size_t n = 1 + shared->n / w->n_threads;
		n = n < MAX_SHARED ? n : MAX_SHARED;
		n = n < shared->n ? n : shared->n;
		any = nodes_reserve(&k->stack, n);
		if (any) {
			shared->n -= n;
			nodes_move(&k->stack, shared->items + shared->n, n);
			atomic_fetch_sub(&w->idle, 1);
		} else {
			walker_fail_memory(w);
			w->stop = true;
		}
	}
	if (!any)
		pthread_cond_broadcast(&w->work); /* all are idle: wake them up to end */
	pthread_mutex_unlock(&w->lock);
	return any;
}

static void *walk_work(void *data)
{
	struct worker *k = data;
	struct walker *w = k->w;

	while (walk_take(k))
		while (k->stack.n && !w->stop) {
			visit_tree(k, k->stack.items[--k->stack.n]);
			if (w->idle && k->stack.n > 1)
				visit_share(k, k->stack.n / 2 < MAX_SHARED
						       ? k->stack.n / 2
						       : MAX_SHARED);
		}
	pthread_mutex_lock(&w->lock);
	w->n_finished++;
	pthread_cond_signal(&w->news);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Opens the directory to start in. Its file system is walked, whatever its kind. */
static int walk_start(struct walker *w, int fd, const char *path, struct err *e)
{
	struct node *top = node_new(NULL, path, strlen(path));
	struct stat st;

	if (!top || !nodes_reserve(&w->shared, 1)) {
		free(top);
		return err_memory(e);
	}
	w->shared.items[w->shared.n++] = top;
	top->fd = openat(fd, ".", DIR_FLAGS);
	if (top->fd < 0 || fstat(top->fd, &st))
		return system_fail(e, errno, path, "read the directory");
	w->n_open = 1;
	mounts_enter(&w->mounts, st.st_dev, st.st_ino);
	top->volume = volumes_get(
		w, top->fd, st.st_dev, mounts_find_kind(&w->mounts, st.st_dev, top->fd));
	return top->volume ? 0 : err_memory(e);
}

/* Signals are blocked in the threads, so that the program's own threads get them. */
static int walk_start_threads(struct walker *w, struct worker *workers, struct err *e)
{
	sigset_t all, before;
	unsigned n = 0;
	int errnum = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (; n < w->n_threads && !errnum; n += !errnum) {
		struct worker *k = &workers[n];
		k->w = w;
		k->buffer = malloc(BUFFER_SIZE);
		errnum = k->buffer ? crew_start_thread(&k->thread, walk_work, k) : ENOMEM;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_mutex_lock(&w->lock);
	w->n_threads = n;
	pthread_cond_broadcast(&w->work);
	pthread_mutex_unlock(&w->lock);
	return n ? 0 : system_fail(e, errnum, "threads", "start one");
}

static void walk_wait_for_news(struct walker *w)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += PERIOD_NS;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_cond_timedwait(&w->news, &w->lock, &until);
}

static size_t walk_count_dirs(const struct walker *w, const struct worker *workers)
{
	size_t n = 0;

	for (unsigned i = 0; i < w->n_threads; i++)
		n += workers[i].n_dirs;
	return n;
}

/* Reports what was found. The lock must not be held. */
static int walk_tell_progress(const struct walk_job *job, const struct strv *found)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < found->n; i++)
		rc = job->found(job->data, found->items[i]);
	return rc;
}

/* The calling thread reports results until the other threads are done. */
static int walk_oversee(
	struct walker *w, const struct walk_job *job, const struct worker *workers)
{
	bool done = false;
	int rc = 0;

	while (!done) {
		pthread_mutex_lock(&w->lock);
		done = w->n_finished == w->n_threads;
		if (!done && !w->found.n)
			walk_wait_for_news(w);
		struct strv found = w->found;
		w->found = (struct strv){0};
		w->ret->cancelled = job->cancel && *job->cancel;
		if (rc || w->ret->cancelled)
			w->stop = true;
		pthread_cond_broadcast(&w->work);
		pthread_mutex_unlock(&w->lock);
		if (!rc)
			rc = walk_tell_progress(job, &found);
		strv_done(&found);
		if (job->progress)
			job->progress(job->data, walk_count_dirs(w, workers));
	}
	for (unsigned i = 0; i < w->n_threads; i++)
		pthread_join(workers[i].thread, NULL);
	return rc;
}

/* Frees the directories that are left when a walk ends early. */
static void walk_drop(struct walker *w, struct nodes *l)
{
	while (l->n) {
		struct node *n = l->items[--l->n];
		if (n->fd >= 0)
			node_note_opened(n, &w->n_open);
		else if (n->parent)
			node_note_opened(n->parent, &w->n_open);
		node_unref(n);
	}
	free(l->items);
}

static void walk_done(struct walker *w, struct worker *workers)
{
	walk_drop(w, &w->shared);
	for (unsigned i = 0; i < MAX_THREADS; i++) {
		walk_drop(w, &workers[i].stack);
		free(workers[i].fresh.items);
		free(workers[i].buffer);
	}
	for (struct volume *v = w->volumes, *next; v; v = next) {
		next = v->next;
		free(v);
	}
	mounts_done(&w->mounts);
	strv_done(&w->found);
}

/* Uses a third of the descriptor limit: others need descriptors, too. */
static unsigned walk_count_open(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur / 3 > MAX_OPEN)
		return MAX_OPEN;
	return (unsigned)limit.rlim_cur / 3;
}

/* More than there are processors: a disk is faster with several requests at once. */
static unsigned walk_count_threads(const struct walk_job *job)
{
	long n =
		job->n_threads ? (long)job->n_threads : 2 * sysconf(_SC_NPROCESSORS_ONLN);
	long least = job->n_threads ? 1 : MIN_THREADS;

	return (unsigned)(n < least ? least : n > MAX_THREADS ? MAX_THREADS : n);
}

int walk_tree(const struct place *place, const char *path, const struct walk_job *job,
	struct walked *ret, struct err *e)
{
	FD_AUTO int fd = place_open(place, O_PATH | O_DIRECTORY);
	struct worker workers[MAX_THREADS] = {0};
	struct walker w = {
		.names = job->names,
		.ret = ret,
		.n_threads = walk_count_threads(job),
		.max_open = walk_count_open(),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.work = PTHREAD_COND_INITIALIZER,
	};
	pthread_condattr_t attributes;

	*ret = (struct walked){0};
	if (fd < 0)
		return system_fail(e, errno, path, "scan the directory");
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&w.news, &attributes);
	pthread_condattr_destroy(&attributes);
	int rc = mounts_read(&w.mounts, e);
	w.no_openat2 = w.mounts.triggers; /* openat2() would trigger the automounter */
	rc = rc ? rc : walk_start(&w, fd, place->path, e);
	rc = rc ? rc : walk_start_threads(&w, workers, e);
	rc = rc ? rc : walk_oversee(&w, job, workers);
	ret->n_dirs = walk_count_dirs(&w, workers);
	if (!rc && w.no_memory)
		rc = err_memory(e);
	walk_done(&w, workers);
	return rc;
}
