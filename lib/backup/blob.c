/* SPDX-License-Identifier: MIT */
/* Shares equal bytes. A tree sorts them by size and content. */
#include "backup/blob.h"

#include <search.h>
#include <stdlib.h>

static int blob_compare(const void *a, const void *b)
{
	const struct buf *x = &((const struct blob *)a)->bytes;
	const struct buf *y = &((const struct blob *)b)->bytes;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return memcmp(buf_str(x), buf_str(y), x->size);
}

/* Adds a blob and moves `bytes` into it. */
static struct blob *blob_add(struct pool *p, struct buf *bytes)
{
	struct blob *b = malloc(sizeof *b);

	if (!b)
		return NULL;
	*b = (struct blob){.pool = p, .bytes = *bytes};
	char *fit = bytes->data ? realloc(bytes->data, bytes->size + 1) : NULL;
	if (fit) {
		b->bytes.data = bytes->data = fit;
		b->bytes.room = bytes->room = bytes->size + 1;
	}
	if (!tsearch(b, &p->tree, blob_compare)) {
		free(b);
		return NULL;
	}
	*bytes = (struct buf){0};
	return b;
}

int pool_add(struct pool *p, struct buf *bytes, struct blob **ret, struct err *e)
{
	const struct blob key = {.bytes = *bytes};

	if (bytes->failed)
		return err_memory(e);
	pthread_mutex_lock(&p->lock);
	struct blob *const *found = tfind(&key, &p->tree, blob_compare);
	struct blob *b = found ? *found : blob_add(p, bytes);
	if (b)
		b->holders++;
	pthread_mutex_unlock(&p->lock);
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
	pthread_mutex_lock(&b->pool->lock);
	if (!*b->digest)
		digest_compute(buf_span(&b->bytes), b->digest);
	pthread_mutex_unlock(&b->pool->lock);
	return b->digest;
}

struct span blob_get(const struct blob *b)
{
	return b ? buf_span(&b->bytes) : span_of("", 0);
}
