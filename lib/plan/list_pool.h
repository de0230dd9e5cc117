/* SPDX-License-Identifier: MIT */
/* Shares equal lists of entries: most installs have the same, kept in memory once. */
#ifndef LIST_POOL_H
#define LIST_POOL_H

#include "base/strv.h"

#include <pthread.h>

/* Several threads may use it. */
struct list_pool {
	pthread_mutex_t lock; /* protects the tree */
	void *tree;
};

#define LIST_POOL_NONE ((struct list_pool){.lock = PTHREAD_MUTEX_INITIALIZER})

extern const struct strv list_pool_empty;

/* Moves the list into the pool and returns the one for it, or NULL if memory ran out. */
const struct strv *list_pool_keep(struct list_pool *p, struct strv *list);
void list_pool_done(struct list_pool *p);

#endif
