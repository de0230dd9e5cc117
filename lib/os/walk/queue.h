/* SPDX-License-Identifier: MIT */
/* The directories that a walk has still to read, and what its threads share. */
#ifndef QUEUE_H
#define QUEUE_H

#include "os/mounts.h"
#include "os/walk/walked.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A mounted file system that the walk is in. */
struct volume {
	struct volume *next;
	dev_t dev;
	bool counted; /* a link count of 2 says that there is no directory in one */
};

/* A directory. */
struct node {
	struct node *parent;
	const struct volume *volume;
	int fd;		      /* while those in it are opened; -1 where it is not */
	atomic_uint refs;     /* itself, and those in it */
	atomic_uint unopened; /* those in it, and itself until it is read to its end */
	dev_t dev;	      /* only where a thread goes on alone */
	ino_t ino;
	bool wanted; /* its name is the one whose files are looked for */
	bool door;   /* its inode is that of a door, maybe on another device */
	bool begun;
	char name[];
};

/* Directories to read. */
struct nodes {
	struct node **items;
	size_t n, room;
};

/* With one reference. `size` is that of the name. */
struct node *node_new(struct node *parent, const char *name, size_t size);
void node_unref(struct node *n);

/* One less needs the directory's descriptor; the last one closes it. */
void node_note_opened(struct node *n, atomic_uint *n_open);

/* The path of a name in `n`, or of `n` itself if it is NULL; malloc'd. */
char *node_make_path(const struct node *n, const char *name);

/* Makes room for so many more; false where there is no memory. */
bool nodes_reserve(struct nodes *l, size_t more);

/* Appends, for which there is room. */
void nodes_move(struct nodes *to, struct node *const *items, size_t n);

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
