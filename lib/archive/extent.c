/* SPDX-License-Identifier: MIT */
/* Reads, copies and compares runs of bytes of open files. */
#include "archive/extent.h"

#include "os/file.h"
#include "os/system.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)

int extent_refuse(struct err *e, const char *path, const char *why)
{
	return err_set(e, JSEC_BAD_ARCHIVE, path, 0, "%s; nothing is written", why);
}

int extent_make(int fd, const char *path, struct extent *ret, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st))
		return system_fail(e, errno, path, "read the archive");
	*ret = (struct extent){fd, 0, st.st_size};
	return 0;
}

int extent_put(int fd, const void *bytes, size_t n, const char *path, struct err *e)
{
	return file_write_all(fd, span_of(bytes, n))
		       ? system_fail(e, errno, path, "write its new file")
		       : 0;
}

int extent_read(const struct extent *x, off_t at, void *to, size_t n, size_t *ret,
	const char *path, struct err *e)
{
	size_t have = 0;

	if (at < 0 || at > x->size)
		return extent_refuse(e, path, "it is cut short");
	if ((off_t)n > x->size - at)
		n = (size_t)(x->size - at);
	while (have < n) {
		ssize_t got = pread(
			x->fd, (char *)to + have, n - have, x->at + at + (off_t)have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return system_fail(e, errno, path, "read the archive");
		if (!got)
			return err_set(e, JSEC_CHANGED, path, 0,
				"became shorter while it was read; try again");
		have += (size_t)got;
	}
	*ret = n;
	return 0;
}

int extent_get(const struct extent *x, off_t at, void *to, size_t n, const char *path,
	struct err *e)
{
	size_t got = 0;
	int rc = extent_read(x, at, to, n, &got, path, e);

	return rc || got == n ? rc : extent_refuse(e, path, "it is cut short");
}

int extent_copy(const struct extent *x, off_t at, off_t n, int fd, const char *path,
	struct err *e)
{
	char chunk[CHUNK];
	int rc = 0;

	while (!rc && n > 0) {
		size_t part = n < (off_t)sizeof chunk ? (size_t)n : sizeof chunk;
		rc = extent_get(x, at, chunk, part, path, e);
		if (!rc && file_write_all(fd, span_of(chunk, part)))
			rc = system_fail(e, errno, path, "write its new file");
		at += (off_t)part;
		n -= (off_t)part;
	}
	return rc;
}

int extent_equal(const struct extent *a, off_t at_a, const struct extent *b, off_t at_b,
	off_t n, const char *path, struct err *e)
{
	char x[CHUNK / 2], y[CHUNK / 2];

	while (n > 0) {
		size_t part = n < (off_t)sizeof x ? (size_t)n : sizeof x;
		int rc = extent_get(a, at_a, x, part, path, e);
		rc = rc ? rc : extent_get(b, at_b, y, part, path, e);
		if (rc)
			return rc;
		if (memcmp(x, y, part) != 0)
			return 0;
		at_a += (off_t)part;
		at_b += (off_t)part;
		n -= (off_t)part;
	}
	return 1;
}
