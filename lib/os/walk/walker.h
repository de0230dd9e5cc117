/* SPDX-License-Identifier: MIT */
/* What the threads of a walk share, and what each has for itself. */
#ifndef WALKER_H
#define WALKER_H

#include "os/mounts.h"
#include "os/walk/node.h"
#include "os/walk/walked.h"

#include <fcntl.h>
#include <pthread.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
#define STAT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC)
#define BUFFER_SIZE 65536

struct walker {
	struct wanted_names names;
	struct mounts mounts;
	unsigned n_threads;
	unsigned max_open;
	atomic_uint n_open;
	atomic_uint idle;      /* threads without work */
	atomic_bool stop;      /* all are to end */
	atomic_bool no_memory; /* something was left out for want of it */
	atomic_bool no_openat2;

	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t work;  /* there is some, or room for what is found */
	pthread_cond_t news;  /* for the thread that called */
	struct nodes shared;
	struct strv found;
	struct volume *volumes;
	struct walked *ret;
	unsigned n_finished; /* threads */
};

/* A thread. */
struct worker {
	struct walker *w;
	pthread_t thread;
	struct nodes stack;
	struct nodes fresh; /* of the directory that is being read */
	atomic_size_t n_dirs;
	char *buffer;
};

/* Something is left out for want of memory: the walk fails, but not before its end. */
void walker_fail_memory(struct walker *w);

/* A name in `n` is told to the caller, as soon as there is room. */
void walker_tell_found(struct walker *w, const struct node *n, const char *name);

/* A directory could not be read, or not to its end. */
void walker_tell_failed(struct walker *w, const struct node *n, int errnum);

/* A directory is left out, since it is on another machine. */
void walker_tell_left_out(struct walker *w, const struct node *n);

#endif
