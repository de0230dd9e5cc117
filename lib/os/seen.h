/* SPDX-License-Identifier: MIT */
/*
 * What was seen of the file system: every path that was looked up inside a root, and what
 * was there. Where all of it is the same later, whoever looks sees the same again.
 */
#ifndef SEEN_H
#define SEEN_H

#include "base/buf.h"

#include <pthread.h>
#include <sys/stat.h>

/* A path without links in it. */
struct sight {
	size_t path, size; /* in `paths` */
	struct stat st;	   /* st_mode is 0 where nothing was there */
	bool listed;	   /* a directory: the names in it count, too */
};

/* Several threads may add to it. The calls that add take NULL, and do nothing then. */
struct seen {
	pthread_mutex_t lock;
	struct sight *items;
	size_t n, room;
	size_t *slots; /* a hash table: numbers of items, from 1 on */
	size_t n_slots;
	struct buf paths;
	bool doubt; /* there was more than what is here */
};

#define SEEN_NONE ((struct seen){.lock = PTHREAD_MUTEX_INITIALIZER})

/*
 * What is at a name in a directory, whose path is "" for the root: `st` is NULL where nothing
 * is. Of a path that is seen twice the first time counts; if it changed in between, that is
 * a doubt.
 */
void seen_add(struct seen *s, struct span dir, const char *name, const struct stat *st);

/* A directory that was added is listed: all that changes in it counts. */
void seen_list(struct seen *s, struct span dir);

/* Something could not be looked at, or in no way that can be told here. */
void seen_doubt(struct seen *s);

/* The directory that the path is in, where it was seen; or NULL. */
const struct sight *seen_above(const struct seen *s, const struct sight *it);
struct span seen_path(const struct seen *s, const struct sight *it);

void seen_done(struct seen *s);

#endif
