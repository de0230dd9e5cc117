/* SPDX-License-Identifier: MIT */
/* Reads decompressed bytes in pieces of the wanted size, not in the decompressor's. */
#include "archive/cursor.h"

#include "archive/extent.h"

/* Decompresses more if `left` is empty. If it stays empty, this is the end. */
static int cursor_fill(struct cursor *c, struct err *e)
{
	int rc = c->left.size || !c->stream ? 0 : stream_next(c->stream, &c->left, e);

	return rc < 0 ? rc : 0;
}

/* Returns how many of the next n bytes are in `left`. n < 0 means all. */
static size_t cursor_count_ready(const struct cursor *c, int64_t n)
{
	return n < 0 || (int64_t)c->left.size < n ? c->left.size : (size_t)n;
}

static void cursor_advance(struct cursor *c, size_t n)
{
	c->left = span_cut(c->left, n, c->left.size);
	c->at += (int64_t)n;
}

void cursor_done(struct cursor *c)
{
	stream_close(c->stream);
}

static int cursor_refuse_cut(const struct cursor *c, struct err *e)
{
	return extent_refuse(c->x, "it is cut short", e);
}

int cursor_take_some(struct cursor *c, void *to, size_t n, size_t *ret, struct err *e)
{
	for (*ret = 0; *ret < n;) {
		int rc = cursor_fill(c, e);
		size_t part = cursor_count_ready(c, (int64_t)(n - *ret));
		if (rc)
			return rc;
		if (!part)
			break;
		memcpy((char *)to + *ret, c->left.data, part);
		cursor_advance(c, part);
		*ret += part;
	}
	return 0;
}

int cursor_take(struct cursor *c, void *to, size_t n, struct err *e)
{
	size_t got = 0;
	int rc = cursor_take_some(c, to, n, &got, e);

	if (rc)
		return rc;
	return got == n ? 0 : cursor_refuse_cut(c, e);
}

int cursor_pass(struct cursor *c, int64_t n, struct sink *to, struct err *e)
{
	while (n) {
		int64_t passed = 0;
		int rc = c->left.size || !c->stream
				 ? 0
				 : stream_pass(c->stream, n, to, &passed, e);
		c->at += passed;
		n -= n < 0 ? 0 : passed;
		if (!rc && n)
			rc = cursor_fill(c, e);
		size_t part = cursor_count_ready(c, n);
		if (rc)
			return rc;
		if (!part)
			return n <= 0 ? 0 : cursor_refuse_cut(c, e);
		rc = to ? sink_write(to, span_cut(c->left, 0, part), e) : 0;
		if (rc)
			return rc;
		cursor_advance(c, part);
		n -= n < 0 ? 0 : (int64_t)part;
	}
	return 0;
}

int cursor_equal(struct cursor *a, struct cursor *b, int64_t n, struct err *e)
{
	while (n) {
		int rc = cursor_fill(a, e);
		if (rc)
			return rc;
		rc = cursor_fill(b, e);
		if (rc)
			return rc;
		size_t x = cursor_count_ready(a, n), y = cursor_count_ready(b, n),
		       part = x < y ? x : y;
		if (!part)
			return n < 0 && x == y;
		if (memcmp(a->left.data, b->left.data, part) != 0)
			return 0;
		cursor_advance(a, part);
		cursor_advance(b, part);
		n -= n < 0 ? 0 : (int64_t)part;
	}
	return 1;
}
