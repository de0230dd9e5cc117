/* SPDX-License-Identifier: MIT */
/* Reads from an open file and appends to it, without a file position. */
#include "os/handle.h"

#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)4096)
#define PIECE ((int64_t)16 << 20)

struct handle {
	int fd;
	int64_t end; /* where the next bytes are appended */
	char *path;
	const char *what;
};

int handle_fail(const struct handle *h, const char *verb, struct err *e)
{
	int errnum = errno;
	char doing[64];

	snprintf(doing, sizeof doing, "%s %s", verb, h->what);
	return system_fail(e, errnum, h->path, doing);
}

int handle_wrap(
	int fd, const char *path, const char *what, struct handle **ret, struct err *e)
{
	struct handle *h = malloc(sizeof *h);

	if (h)
		*h = (struct handle){.fd = fd, .path = strdup(path), .what = what};
	if (h && h->path) {
		*ret = h;
		return 0;
	}
	free(h);
	close(fd);
	return err_memory(e);
}

int handle_get_fd(const struct handle *h)
{
	return h->fd;
}

static int handle_refuse(const struct handle *h, struct err *e)
{
	return err_set(e, JSEC_NOT_REGULAR, h->path, 0, "is not a regular file");
}

int handle_open(
	const struct place *p, const char *what, struct handle **ret, struct err *e)
{
	int rc = place_check(p, e);

	if (rc)
		return rc;
	int fd = place_open(p, O_RDONLY);
	if (fd >= 0)
		return handle_wrap(fd, p->path, what, ret, e);
	return handle_fail(&(struct handle){.path = p->path, .what = what}, "read", e);
}

void handle_close(struct handle *h)
{
	if (!h)
		return;
	close(h->fd);
	free(h->path);
	free(h);
}

int handle_read(const struct handle *h, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got =
			pread(h->fd, (char *)to + have, n - have, at + (int64_t)have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return handle_fail(h, "read", e);
		if (!got)
			break;
		have += (size_t)got;
	}
	*ret = have;
	return 0;
}

int handle_read_all(
	const struct handle *h, size_t at_most, struct buf *ret, struct err *e)
{
	size_t n = 0, room = 0;
	int64_t at = 0;

	while (n == room) {
		if (!buf_reserve(ret, CHUNK))
			return err_memory(e);
		room = ret->room - ret->size - 1;
		int rc = handle_read(h, at, ret->data + ret->size, room, &n, e);
		if (rc)
			return rc;
		at += (int64_t)n;
		ret->size += n;
		ret->data[ret->size] = 0;
		if (at > (int64_t)at_most) {
			errno = EFBIG;
			return handle_fail(h, "read", e);
		}
	}
	return 0;
}

int handle_append(struct handle *h, struct span s, struct err *e)
{
	return system_write_at(h->fd, s, &h->end) ? handle_fail(h, "write", e) : 0;
}

int64_t handle_append_from(
	struct handle *h, const struct handle *from, int64_t at, int64_t n)
{
	int64_t done = 0;

	if (system_check_file_end(h->end + n))
		return 0;
	while (done < n) {
		off64_t source = at + done, start = h->end;
		int64_t left = n - done;
		ssize_t got = copy_file_range(from->fd, &source, h->fd, &h->end,
			(size_t)(left < PIECE ? left : PIECE), 0);
		if (got <= 0) /* other file systems, the end, or what a write will tell */
			break;
		done += got;
		/* the disk writes it while the next piece is copied */
		if (got == PIECE)
			sync_file_range(h->fd, start, got, SYNC_FILE_RANGE_WRITE);
	}
	return done;
}

int64_t handle_get_end(const struct handle *h)
{
	return h->end;
}

int handle_go_to_end(struct handle *h, struct err *e)
{
	struct file_info info;
	int rc = handle_examine(h, &info, e);

	if (!rc && info.kind != FILE_REGULAR)
		rc = handle_refuse(h, e);
	h->end = rc ? 0 : info.size;
	return rc;
}

int handle_cut(struct handle *h, int64_t size, struct err *e)
{
	if (ftruncate(h->fd, size))
		return handle_fail(h, "write", e);
	h->end = size;
	return 0;
}

int handle_examine(const struct handle *h, struct file_info *ret, struct err *e)
{
	return file_info_read(h->fd, ret) ? handle_fail(h, "read", e) : 0;
}

int handle_sync(const struct handle *h, struct err *e)
{
	return fsync(h->fd) ? handle_fail(h, "sync", e) : 0;
}
