/* SPDX-License-Identifier: MIT */
/* Reads, copies and compares ranges of bytes in open files. */
#include "archive/extent.h"

#define CHUNK ((size_t)256 << 10)
#define UNPACKED_TIMES 100
#define UNPACKED_MORE ((int64_t)64 << 20)

int extent_refuse(const struct extent *x, const char *why, struct err *e)
{
	return err_set(e, JSEC_BAD_ARCHIVE, x->path, 0, "%s; nothing was written", why);
}

int extent_check_unpacked(const struct extent *x, int64_t unpacked, struct err *e)
{
	if ((unpacked - UNPACKED_MORE) / UNPACKED_TIMES <= x->size)
		return 0;
	return extent_refuse(x,
		"it unpacks to more than 100 times its size; jsecpatch reads no such archive",
		e);
}

int extent_refuse_difference(const struct extent *x, struct err *e)
{
	return err_set(e, JSEC_NOT_PROVEN, x->path, 0,
		"the new archive would differ from the old one in more "
		"than this change; nothing was written");
}

int extent_make(
	const struct handle *file, const char *path, struct extent *ret, struct err *e)
{
	*ret = (struct extent){.file = file, .path = path};
	struct file_info info = {0};
	int rc = handle_examine(file, &info, e);

	ret->size = info.size;
	return rc;
}

int extent_read(const struct extent *x, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e)
{
	if (at < 0 || at > x->size)
		return extent_refuse(x, "it is cut short", e);
	if ((int64_t)n > x->size - at)
		n = (size_t)(x->size - at);
	int rc = handle_read(x->file, x->at + at, to, n, ret, e);
	if (rc)
		return rc;
	if (*ret < n)
		return err_set(e, JSEC_CHANGED, x->path, 0,
			"was shortened while it was read; try again");
	return 0;
}

int extent_get(const struct extent *x, int64_t at, void *to, size_t n, struct err *e)
{
	size_t got = 0;
	int rc = extent_read(x, at, to, n, &got, e);

	if (rc)
		return rc;
	return got == n ? 0 : extent_refuse(x, "it is cut short", e);
}

int extent_copy(
	const struct extent *x, int64_t at, int64_t n, struct handle *file, struct err *e)
{
	char chunk[CHUNK];
	int64_t copied = at >= 0 && n <= x->size - at
				 ? handle_append_from(file, x->file, x->at + at, n)
				 : 0;

	at += copied;
	n -= copied;
	while (n > 0) {
		size_t part = n < (int64_t)sizeof chunk ? (size_t)n : sizeof chunk;
		int rc = extent_get(x, at, chunk, part, e);
		if (rc)
			return rc;
		rc = handle_append(file, span_of(chunk, part), e);
		if (rc)
			return rc;
		at += (int64_t)part;
		n -= (int64_t)part;
	}
	return 0;
}

int extent_equal(const struct extent *a, int64_t at_a, const struct extent *b,
	int64_t at_b, int64_t n, struct err *e)
{
	char x[CHUNK / 2], y[CHUNK / 2];

	while (n > 0) {
		size_t part = n < (int64_t)sizeof x ? (size_t)n : sizeof x;
		int rc = extent_get(a, at_a, x, part, e);
		if (rc)
			return rc;
		rc = extent_get(b, at_b, y, part, e);
		if (rc)
			return rc;
		if (memcmp(x, y, part) != 0)
			return 0;
		at_a += (int64_t)part;
		at_b += (int64_t)part;
		n -= (int64_t)part;
	}
	return 1;
}
