/* SPDX-License-Identifier: MIT */
/* Waits for an open file description lock, without using signals. */
#include "os/lock.h"

#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define POLL_MS 10

/* Reads who holds or held the lock, and the turn. What it cannot read is 0. */
static long lock_read(int fd, int64_t *turn)
{
	char text[48] = "", *end = text;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	long pid = n > 0 ? strtol(text, &end, 10) : 0;
	int64_t read = strtoll(end, NULL, 10);

	*turn = read > 0 && read < INT64_MAX / 2 ? read : 0;
	return pid;
}

/*
 * Writes our pid for those who wait; it is only for their message. The text has a fixed
 * width: a file that is truncated first would be written to the disk when it is closed.
 */
static void lock_sign(int fd, int64_t turn)
{
	char text[48];
	int n = snprintf(
		text, sizeof text, "%-20ld %-20lld\n", (long)getpid(), (long long)turn);

	if (!system_check_file_end(n))
		(void)!pwrite(fd, text, (size_t)n, 0);
}

int lock_take(const struct folder *f, const char *name, const char *path,
	unsigned seconds, struct lock *ret, struct err *e)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int64_t deadline =
		system_read_clock(CLOCK_MONOTONIC) + seconds * INT64_C(1000000000);
	int fd = folder_open_fd(f, name, O_RDWR | O_CREAT, path, "the lock", e);

	if (fd < 0)
		return fd;
	while (fcntl(fd, F_OFD_SETLK, &lock)) {
		int errnum = errno;
		bool busy = errnum == EAGAIN || errnum == EACCES;

		if (busy && system_read_clock(CLOCK_MONOTONIC) < deadline) {
			system_pause(POLL_MS);
			continue;
		}
		long pid = lock_read(fd, &ret->before);
		close(fd);
		if (!busy)
			return system_fail(e, errnum, path, "take the lock");
		return err_set(e, JSEC_LOCKED, path, 0,
			"another jsecpatch (pid %ld) has held the lock for %u s; "
			"wait until it ends, or end it, then try again",
			pid, seconds);
	}
	lock_read(fd, &ret->before);
	ret->turn = ret->before + 1 + ret->before % 2;
	lock_sign(fd, ret->turn);
	ret->fd = fd;
	return 0;
}

int64_t lock_read_turn(const struct folder *f, const char *name)
{
	int64_t turn = 0;
	ERR_AUTO struct err ignored = {0};
	int fd = folder_open_fd(f, name, O_RDONLY, "", "the lock", &ignored);

	if (fd >= 0) {
		lock_read(fd, &turn);
		close(fd);
	}
	return turn;
}

bool lock_follows(const struct lock *l, int64_t turn)
{
	return turn == l->turn || (turn == l->before && turn % 2 == 0);
}

bool lock_is_held(const struct lock *l)
{
	return l->fd >= 0;
}

void lock_drop(struct lock *l)
{
	if (lock_is_held(l))
		lock_sign(l->fd, l->turn + 1);
	place_close_fd(&l->fd);
	*l = LOCK_NONE;
}
