/* SPDX-License-Identifier: MIT */
/* Reading a file, with its metadata, so that a change meanwhile is noticed. */
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LEAST_READ 512 /* bytes; less room is made more */
#define MORE_ROOM 4096

int file_read_all(int fd, size_t at_most, struct buf *out)
{
	ssize_t n = 1;

	while (n != 0) {
		if (out->room < out->size + LEAST_READ && !buf_reserve(out, MORE_ROOM)) {
			errno = ENOMEM;
			return -1;
		}
		n = read(fd, out->data + out->size, out->room - out->size - 1);
		if (n < 0 && errno != EINTR)
			return -1;
		out->size += n > 0 ? (size_t)n : 0;
		out->data[out->size] = 0;
		if (out->size > at_most) {
			errno = EFBIG;
			return -1;
		}
	}
	return 0;
}

int file_write_all(int fd, struct span s)
{
	while (s.size) {
		ssize_t n = write(fd, s.data, s.size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n ? errno : EIO;
			return -1;
		}
		s = span_cut(s, (size_t)n, s.size);
	}
	return 0;
}

/* Signatures over the old bytes, which the kernel makes anew. */
static bool file_is_computed(const char *name)
{
	return !strcmp(name, "security.ima") || !strcmp(name, "security.evm");
}

int meta_add_xattr(struct meta *m, const char *name, const void *value, size_t size)
{
	struct xattr *more = realloc(m->xattrs, (m->n_xattrs + 1) * sizeof *more);

	if (!more)
		return -1;
	m->xattrs = more;
	struct xattr *x = &more[m->n_xattrs++];
	*x = (struct xattr){.name = strdup(name)};
	buf_add(&x->value, span_of(value, size));
	return x->name && !x->value.failed ? 0 : -1;
}

static int file_read_xattr(int fd, const char *name, struct meta *m)
{
	for (;;) {
		ssize_t size = fgetxattr(fd, name, NULL, 0);
		char *value = size < 0 ? NULL : malloc((size_t)size + 1);
		if (!value)
			return -1;
		ssize_t n = fgetxattr(fd, name, value, (size_t)size);
		int rc = n < 0 ? -1 : meta_add_xattr(m, name, value, (size_t)n);
		free(value);
		if (n >= 0 || errno != ERANGE)
			return rc;
	}
}

int meta_read_xattrs(int fd, struct meta *m, const char *path, struct err *e)
{
	char stack[1024], *heap = NULL, *names = stack;
	ssize_t size = flistxattr(fd, stack, sizeof stack);
	int rc = 0;

	if (size < 0 && errno == ENOTSUP)
		return 0;
	while (size < 0 && errno == ERANGE) {
		ssize_t room = flistxattr(fd, NULL, 0);
		free(heap);
		names = heap = room < 0 ? NULL : malloc((size_t)room + 1);
		if (!heap)
			return err_sys(e, errno, path, "list its extended attributes");
		size = flistxattr(fd, heap, (size_t)room);
	}
	if (size < 0)
		rc = err_sys(e, errno, path, "list its extended attributes");
	for (ssize_t i = 0; !rc && i < size; i += (ssize_t)strlen(names + i) + 1)
		if (!file_is_computed(names + i) && file_read_xattr(fd, names + i, m))
			rc = err_sys(e, errno, path, "read its extended attributes");
	free(heap);
	return rc;
}

void meta_done(struct meta *m)
{
	for (size_t i = 0; i < m->n_xattrs; i++) {
		free(m->xattrs[i].name);
		buf_done(&m->xattrs[i].value);
	}
	free(m->xattrs);
	*m = (struct meta){0};
}

static bool file_has_xattr(const struct meta *m, const struct xattr *x)
{
	for (size_t i = 0; i < m->n_xattrs; i++)
		if (!strcmp(m->xattrs[i].name, x->name))
			return span_equal(
				buf_span(&m->xattrs[i].value), buf_span(&x->value));
	return false;
}

bool meta_equal(const struct meta *a, const struct meta *b)
{
	if (a->st.st_mode != b->st.st_mode || a->st.st_uid != b->st.st_uid ||
		a->st.st_gid != b->st.st_gid || a->n_xattrs != b->n_xattrs)
		return false;
	for (size_t i = 0; i < a->n_xattrs; i++)
		if (!file_has_xattr(b, &a->xattrs[i]))
			return false;
	return true;
}

bool file_is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool file_is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && file_is_same_time(&a->st_mtim, &b->st_mtim);
}

bool file_is_unchanged(const struct stat *a, const struct stat *b)
{
	return file_is_same(a, b) && file_is_same_time(&a->st_ctim, &b->st_ctim);
}

static int file_check_kind(const struct stat *st, const char *path, struct err *e)
{
	const char *kind = S_ISDIR(st->st_mode)	   ? "a directory"
			   : S_ISFIFO(st->st_mode) ? "a FIFO"
			   : S_ISSOCK(st->st_mode) ? "a socket"
						   : "a device";

	if (!st->st_mode)
		return err_set(e, JSEC_NOT_FOUND, path, 0, "no such file");
	if (!S_ISREG(st->st_mode))
		return err_set(
			e, JSEC_NOT_REGULAR, path, 0, "is %s, not a regular file", kind);
	if (st->st_size > (off_t)FILE_MAX_SIZE)
		return err_set(e, JSEC_TOO_LARGE, path, 0,
			"has %lld bytes; more than 16 MiB are not read",
			(long long)st->st_size);
	return 0;
}

int file_read(const struct place *p, struct buf *bytes, struct meta *meta, struct err *e)
{
	struct stat after;
	int rc = file_check_kind(&p->st, p->path, e);

	if (rc)
		return rc;
	FD_AUTO int fd = place_open(p, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &meta->st))
		return err_sys(e, errno, p->path, "read the file");
	rc = file_check_kind(&meta->st, p->path, e);
	if (rc)
		return rc;
	if (!buf_reserve(bytes, (size_t)meta->st.st_size + LEAST_READ))
		return err_memory(e);
	if (file_read_all(fd, FILE_MAX_SIZE, bytes) || fstat(fd, &after))
		return err_sys(e, errno, p->path, "read the file");
	if (!file_is_same(&meta->st, &after) || bytes->size != (size_t)after.st_size)
		return err_set(e, JSEC_CHANGED, p->path, 0,
			"changed while it was read; try again");
	return meta_read_xattrs(fd, meta, p->path, e);
}
