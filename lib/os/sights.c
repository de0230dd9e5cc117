/* SPDX-License-Identifier: MIT */
/* Numbers are hexadecimal; a line is compared as text, so that it needs no reader. */
#include "os/sights.h"

#include "os/mounts.h"
#include "os/root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>

#define MAX_DEVICES 64
#define STATE_SIZE 192 /* of a line, but for the path */

/* What a line starts with. */
enum kind {
	ABSENT = '-',
	PASSED = 'd', /* a directory in which only names were looked up */
	WHOLE = 'a',
};

static char *put_number(char *at, uint64_t number)
{
	char digits[16];
	size_t n = 0;

	do
		digits[n++] = "0123456789abcdef"[number & 15];
	while (number >>= 4);
	while (n)
		*at++ = digits[--n];
	*at++ = ' ';
	return at;
}

/* All of a line but its path. Returns the size. */
static size_t put_state(char *out, enum kind kind, const struct stat *st)
{
	char *at = out;

	*at++ = (char)kind;
	*at++ = ' ';
	if (kind == ABSENT)
		return 2;
	at = put_number(at, st->st_dev);
	at = put_number(at, st->st_ino);
	at = put_number(at, st->st_mode);
	at = put_number(at, st->st_uid);
	at = put_number(at, st->st_gid);
	if (kind == PASSED)
		return (size_t)(at - out);
	at = put_number(at, st->st_nlink);
	at = put_number(at, (uint64_t)st->st_size);
	at = put_number(at, (uint64_t)st->st_mtim.tv_sec);
	at = put_number(at, (uint64_t)st->st_mtim.tv_nsec);
	at = put_number(at, (uint64_t)st->st_ctim.tv_sec);
	at = put_number(at, (uint64_t)st->st_ctim.tv_nsec);
	return (size_t)(at - out);
}

static enum kind kind_of(const struct sight *it)
{
	return !it->st.st_mode				? ABSENT
	       : S_ISDIR(it->st.st_mode) && !it->listed ? PASSED
							: WHOLE;
}

/* As openat() and fstatat() take it. */
static const char *inside(const char *path)
{
	return path[1] ? path + 1 : ".";
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec ||
	       (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* Where a directory was listed, and is the same, no new name is in it. */
static bool goes_without_saying(const struct seen *s, const struct sight *it)
{
	const struct sight *dir = seen_above(s, it);

	return !it->st.st_mode && dir && dir->listed;
}

/* Devices that were asked for. */
struct devices {
	dev_t of[MAX_DEVICES];
	size_t n;
};

static bool tells_changes(struct devices *known, dev_t dev, int root, const char *path)
{
	for (size_t i = 0; i < known->n; i++)
		if (known->of[i] == dev)
			return true;
	if (known->n == MAX_DEVICES)
		return false;
	FD_AUTO int fd = openat(root, inside(path), O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	known->of[known->n++] = dev;
	return fd >= 0 && !fstat(fd, &st) && st.st_dev == dev && mounts_tell_changes(fd);
}

static bool put_line(const struct seen *s, const struct sight *it,
	const struct timespec *before, struct buf *out)
{
	char state[STATE_SIZE];
	enum kind kind = kind_of(it);
	struct span path = seen_path(s, it);

	if (kind == WHOLE && !(is_before(&it->st.st_mtim, before) &&
				     is_before(&it->st.st_ctim, before)))
		return false;
	buf_add(out, span_of(state, put_state(state, kind, &it->st)));
	buf_add(out, path);
	buf_adds(out, "\n");
	return !memchr(path.data, '\n', path.size) && !out->failed;
}

long sights_write(
	const struct seen *s, int root, const struct timespec *before, struct buf *out)
{
	struct devices known = {.n = 0};
	long n = 0;

	if (s->doubt)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		const struct sight *it = &s->items[i];
		if (goes_without_saying(s, it))
			continue;
		size_t at = out->size;
		if (!put_line(s, it, before, out))
			return -1;
		out->data[out->size - 1] = 0; /* the path's end, for a moment */
		const char *path = strchr(out->data + at, '/');
		if (it->st.st_mode && !tells_changes(&known, it->st.st_dev, root, path))
			return -1;
		out->data[out->size - 1] = '\n';
		n++;
	}
	return n;
}

bool sights_same(int root, char *line, size_t size)
{
	char state[STATE_SIZE];
	char *path = memchr(line, '/', size);
	struct stat st;

	if (!path)
		return false;
	line[size] = 0;
	if (fstatat(root, inside(path), &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT && path - line == 2 && line[0] == ABSENT;
	if (line[0] != PASSED && line[0] != WHOLE)
		return false;
	size_t n = put_state(state, (enum kind)line[0], &st);
	return (size_t)(path - line) == n && !memcmp(line, state, n);
}
