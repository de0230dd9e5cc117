/* SPDX-License-Identifier: MIT */
/* Shares bytes: most installs have the same file, which is kept in memory once. */
#ifndef BLOB_H
#define BLOB_H

#include "archive/digest.h"

#include <pthread.h>
#include <stdint.h>

#define POOL_RECENT 4

/*
 * All shared bytes. Several threads may use it. It holds the last ones itself, so that those
 * of files that are read one after the other are still there.
 */
struct pool {
	pthread_mutex_t lock; /* protects the others, the counts of holders and digests */
	void *tree;
	struct blob *recent[POOL_RECENT];
	unsigned next; /* which of these is replaced next */
};

#define POOL_NONE ((struct pool){.lock = PTHREAD_MUTEX_INITIALIZER})

/* Shared bytes. Equal bytes in one pool are the same blob. */
struct blob {
	struct pool *pool;
	size_t holders;
	struct buf bytes;
	uint64_t sum;		  /* their checksum */
	char digest[DIGEST_SIZE]; /* "" until it is computed */
};

/* Moves the bytes into the pool and returns the blob for them. Drop it after use. */
int pool_add(struct pool *p, struct buf *bytes, struct blob **ret, struct err *e);

/* Removes one holder. Frees the blob with the last one. Accepts NULL. */
void blob_drop(struct blob *b);

/* Returns the digest, and computes it the first time. */
const char *blob_get_digest(struct blob *b);

/* Sets the digest, which the caller has just computed of the same bytes. */
void blob_set_digest(struct blob *b, const char digest[static DIGEST_SIZE]);

/* Returns the bytes; none for NULL. */
struct span blob_get(const struct blob *b);

/* Frees what the pool holds itself. */
void pool_done(struct pool *p);

#endif
