/* SPDX-License-Identifier: MIT */
/* The directories that a walk still has to read, and what its threads share. */
#ifndef QUEUE_H
#define QUEUE_H

#include "os/mounts.h"
#include "os/walk/walked.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A mounted file system that the walk has entered. */
struct volume {
	struct volume *next;
	dev_t dev;
	bool counted;	    /* a link count of 2 means: no subdirectories */
	uint32_t xfs_block; /* bytes of a block of a directory, if it is an xfs */
};

/* A directory. */
struct node {
	struct node *parent;
	const struct volume *volume;
	int fd;		      /* open until its subdirectories are opened, else -1 */
	atomic_uint refs;     /* one for itself and one for each child */
	atomic_uint unopened; /* children to open, plus 1 until it is read completely */
	dev_t dev;	      /* only set if a thread goes on alone */
	ino_t ino;
	bool wanted; /* its name is the one whose files are wanted */
	bool door;   /* a door has this inode, maybe on another device */
	bool begun;
	char name[];
};

/* Directories to read. */
struct nodes {
	struct node **items;
	size_t n, room;
};

/* Makes a node with one reference. `size` is the length of `name`. */
struct node *node_new(struct node *parent, const char *name, size_t size);
void node_unref(struct node *n);

/* Counts one child less that needs this descriptor. The last one closes it. */
void node_note_opened(struct node *n, atomic_uint *n_open);

/* Returns the path of `name` in `n`, or of `n` if `name` is NULL. Malloc'd. */
char *node_make_path(const struct node *n, const char *name);

/* Makes room for more nodes. Returns false if memory ran out. */
bool nodes_reserve(struct nodes *l, size_t more);

/* Appends nodes, for which there must be room. */
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
	atomic_bool stop;      /* all threads should end */
	atomic_bool no_memory; /* something was skipped because memory ran out */
	atomic_bool no_openat2;

	pthread_mutex_t lock; /* for the members below */
	pthread_cond_t work;  /* signals work, or room in `found` */
	pthread_cond_t news;  /* signals the calling thread */
	struct nodes shared;
	struct strv found;
	struct volume *volumes;
	struct walked *ret;
	unsigned n_finished; /* threads that have ended */
};

/* A thread. */
struct worker {
	struct walker *w;
	pthread_t thread;
	struct nodes stack;
	struct nodes fresh; /* subdirectories of the directory that it is reading */
	atomic_size_t n_dirs;
	char *buffer;
};

/* Notes that memory ran out: the walk goes on, but will fail at its end. */
void walker_fail_memory(struct walker *w);

/* Passes a name in `n` to the caller. Waits until there is room. */
void walker_tell_found(struct walker *w, const struct node *n, const char *name);

/* Notes a directory that could not be read completely. */
void walker_tell_failed(struct walker *w, const struct node *n, int errnum);

/* Notes a directory that is skipped because it is on another machine. */
void walker_tell_left_out(struct walker *w, const struct node *n);

#endif
