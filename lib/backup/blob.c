/* SPDX-License-Identifier: MIT */
/* Shares equal bytes. A tree sorts them by size, checksum and content. */
#include "backup/blob.h"

#include "base/checksum.h"

#include <search.h>
#include <stdlib.h>

static int blob_compare(const void *a, const void *b)
{
	const struct blob *x = a, *y = b;

	if (x->bytes.size != y->bytes.size)
		return x->bytes.size < y->bytes.size ? -1 : 1;
	if (x->sum != y->sum)
		return x->sum < y->sum ? -1 : 1;
	return memcmp(buf_str(&x->bytes), buf_str(&y->bytes), x->bytes.size);
}

/* Adds a blob and moves `bytes` into it. */
static struct blob *blob_add(struct pool *p, uint64_t sum, struct buf *bytes)
{
	struct blob *b = malloc(sizeof *b);

	if (!b)
		return NULL;
	buf_fit(bytes);
	*b = (struct blob){.pool = p, .bytes = *bytes, .sum = sum};
	if (!tsearch(b, &p->tree, blob_compare)) {
		free(b);
		return NULL;
	}
	*bytes = (struct buf){0};
	return b;
}

/* Holds a new blob. Returns an older one, which the caller has to drop, or NULL. */
static struct blob *pool_hold(struct pool *p, struct blob *b)
{
	struct blob *old = p->recent[p->next];

	p->recent[p->next] = b;
	p->next = (p->next + 1) % POOL_RECENT;
	b->holders++;
	return old;
}

int pool_add(struct pool *p, struct buf *bytes, struct blob **ret, struct err *e)
{
	const struct blob key = {
		.bytes = *bytes, .sum = checksum_compute(buf_span(bytes))};
	struct blob *old = NULL;

	if (bytes->failed)
		return err_memory(e);
	pthread_mutex_lock(&p->lock);
	struct blob *const *found = tfind(&key, &p->tree, blob_compare);
	struct blob *b = found ? *found : blob_add(p, key.sum, bytes);
	if (b)
		b->holders++;
	if (b && !found)
		old = pool_hold(p, b);
	pthread_mutex_unlock(&p->lock);
	blob_drop(old);
	if (!b)
		return err_memory(e);
	buf_done(bytes);
	*ret = b;
	return 0;
}

void blob_drop(struct blob *b)
{
	if (!b)
		return;
	struct pool *p = b->pool;
	pthread_mutex_lock(&p->lock);
	bool last = --b->holders == 0;
	if (last)
		tdelete(b, &p->tree, blob_compare);
	pthread_mutex_unlock(&p->lock);
	if (!last)
		return;
	buf_done(&b->bytes);
	free(b);
}

const char *blob_get_digest(struct blob *b)
{
	char digest[DIGEST_SIZE];

	pthread_mutex_lock(&b->pool->lock);
	bool known = *b->digest;
	pthread_mutex_unlock(&b->pool->lock);
	if (known)
		return b->digest;
	digest_compute(buf_span(&b->bytes), digest);
	blob_set_digest(b, digest);
	return b->digest;
}

void blob_set_digest(struct blob *b, const char digest[static DIGEST_SIZE])
{
	pthread_mutex_lock(&b->pool->lock);
	if (!*b->digest)
		memcpy(b->digest, digest, DIGEST_SIZE);
	pthread_mutex_unlock(&b->pool->lock);
}

void pool_done(struct pool *p)
{
	for (size_t i = 0; i < POOL_RECENT; i++)
		blob_drop(p->recent[i]);
	*p = POOL_NONE;
}

struct span blob_get(const struct blob *b)
{
	return b ? buf_span(&b->bytes) : span_of("", 0);
}
