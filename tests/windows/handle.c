/* SPDX-License-Identifier: MIT */
/*
 * Files in memory, for archives. These functions are all that lib/archive needs of lib/os, on
 * Linux and on Windows: no other file of lib/os is linked.
 */
#include "seam_handle.h"

#include <stdlib.h>

struct handle {
	struct buf bytes;
};

struct handle *handle_make(void)
{
	return calloc(1, sizeof(struct handle));
}

struct span handle_look(const struct handle *h)
{
	return buf_span(&h->bytes);
}

void handle_close(struct handle *h)
{
	buf_done(&h->bytes);
	free(h);
}

int handle_read(const struct handle *h, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e)
{
	(void)e;
	*ret = 0;
	if ((uint64_t)at >= h->bytes.size)
		return 0;
	*ret = n < h->bytes.size - (size_t)at ? n : h->bytes.size - (size_t)at;
	memcpy(to, h->bytes.data + at, *ret);
	return 0;
}

int handle_append(struct handle *h, struct span bytes, struct err *e)
{
	buf_add(&h->bytes, bytes);
	return h->bytes.failed ? err_memory(e) : 0;
}

int64_t handle_append_from(
	struct handle *h, const struct handle *from, int64_t at, int64_t n)
{
	(void)h;
	(void)from;
	(void)at;
	(void)n;
	return 0;
}

int64_t handle_get_end(const struct handle *h)
{
	return (int64_t)h->bytes.size;
}

int handle_cut(struct handle *h, int64_t size, struct err *e)
{
	(void)e;
	h->bytes.size = (size_t)size;
	return 0;
}

int handle_examine(const struct handle *h, struct file_info *ret, struct err *e)
{
	(void)e;
	*ret = (struct file_info){.kind = FILE_REGULAR, .size = handle_get_end(h)};
	return 0;
}
