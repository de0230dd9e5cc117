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

static long lock_find_holder(int fd)
{
	char text[24] = "";

	return pread(fd, text, sizeof text - 1, 0) > 0 ? atol(text) : 0;
}

/*
 * Writes our pid for those who wait; it is only for their message. The text has a fixed
 * width: a file that is truncated first would be written to the disk when it is closed.
 */
static void lock_sign(int fd)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%-20ld\n", (long)getpid());

	if (!system_check_file_end(n))
		(void)!pwrite(fd, text, (size_t)n, 0);
}

int lock_take(const struct folder *f, const char *name, const char *path,
	unsigned seconds, struct lock *ret, struct err *e)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int64_t deadline =
		system_read_clock(CLOCK_MONOTONIC) + seconds * INT64_C(1000000000);
	int fd = openat(f->fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return system_fail(e, errno, path, "open the lock");
	while (fcntl(fd, F_OFD_SETLK, &lock)) {
		int errnum = errno;
		bool busy = errnum == EAGAIN || errnum == EACCES;

		if (busy && system_read_clock(CLOCK_MONOTONIC) < deadline) {
			system_pause(POLL_MS);
			continue;
		}
		long pid = lock_find_holder(fd);
		close(fd);
		if (!busy)
			return system_fail(e, errnum, path, "take the lock");
		return err_set(e, JSEC_LOCKED, path, 0,
			"another jsecpatch (pid %ld) has held the lock for %u s; "
			"wait until it ends, or end it, then try again",
			pid, seconds);
	}
	lock_sign(fd);
	ret->fd = fd;
	return 0;
}

bool lock_is_held(const struct lock *l)
{
	return l->fd >= 0;
}

void lock_drop(struct lock *l)
{
	place_close_fd(&l->fd);
	*l = LOCK_NONE;
}
