/* SPDX-License-Identifier: MIT */
/* Bytes that are kept once, however many hold them: most installs have the same file. */
#ifndef BLOB_H
#define BLOB_H

#include "archive/digest.h"

#include <pthread.h>

/* All bytes that somebody holds, in whatever thread. */
struct pool {
	pthread_mutex_t lock; /* for the tree, and for how many hold what */
	void *tree;
};

#define POOL_NONE ((struct pool){.lock = PTHREAD_MUTEX_INITIALIZER})

/* Some of them. Equal bytes of one pool are one blob. */
struct blob {
	struct pool *pool;
	size_t holders;
	struct buf bytes;
	char digest[DIGEST_SIZE]; /* "" until somebody asks for it */
};

/* Takes the bytes, and hands out those that are there for them; to be dropped. */
int pool_add(struct pool *p, struct buf *bytes, struct blob **ret, struct err *e);

/* One holder less; the last one frees it. Takes NULL. */
void blob_drop(struct blob *b);

/* The digest of the bytes, made the first time; NULL where memory ran out. */
const char *blob_get_digest(struct blob *b, struct err *e);

/* The bytes; none for NULL. */
struct span blob_get(const struct blob *b);

#endif
