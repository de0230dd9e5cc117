/* SPDX-License-Identifier: MIT */
/* Connects, sends and receives without waiting longer than allowed. */
#include "os/address.h"

#include "os/system.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

/* Waits until the descriptor is ready. Returns 0 at the deadline. */
static int connection_wait(int fd, short events, int64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = events};
	int rc = 0;

	do {
		int64_t left = deadline - system_read_clock(CLOCK_MONOTONIC);
		if (left <= 0)
			return 0;
		rc = poll(&p, 1, (int)(left / 1000000) + 1);
	} while (rc < 0 && errno == EINTR);
	return rc;
}

static enum connection connection_judge(int errnum)
{
	switch (errnum) {
	case 0:
		return CONNECTION_OK;
	case ECONNREFUSED:
		return CONNECTION_REFUSED;
	case ECONNRESET:
	case EPIPE:
		return CONNECTION_RESET;
	case ETIMEDOUT:
		return CONNECTION_LATE;
	default:
		return CONNECTION_FAILED;
	}
}

/* Connects, and returns an errno: ETIMEDOUT at the deadline. */
static int connection_try(int fd, const struct address *to, int64_t deadline)
{
	int errnum = 0;
	socklen_t size = sizeof errnum;

	if (connect(fd, (const struct sockaddr *)&to->bytes, to->size) == 0)
		return 0;
	if (errno != EINPROGRESS && errno != EINTR)
		return errno;
	if (connection_wait(fd, POLLOUT, deadline) <= 0)
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &size) ? errno : errnum;
}

enum connection connection_open(
	const struct address *to, int64_t deadline, int *fd, int *errnum)
{
	*fd = socket(to->bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	*errnum = *fd < 0 ? errno : connection_try(*fd, to, deadline);
	if (*errnum && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	return connection_judge(*errnum);
}

bool connection_is_exhausted(int errnum)
{
	return errnum == ENOMEM || errnum == EMFILE || errnum == ENFILE;
}

enum connection connection_send(int fd, struct span bytes, int64_t deadline)
{
	while (bytes.size) {
		ssize_t n = send(fd, bytes.data, bytes.size, MSG_NOSIGNAL);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return connection_judge(errno);
		if (n > 0)
			bytes = span_cut(bytes, (size_t)n, bytes.size);
		else if (connection_wait(fd, POLLOUT, deadline) <= 0)
			return CONNECTION_LATE;
	}
	return CONNECTION_OK;
}

enum connection connection_receive(int fd, int64_t deadline, struct buf *out)
{
	char chunk[16384];

	for (;;) {
		ssize_t n = recv(fd, chunk, sizeof chunk, 0);
		if (n >= 0) {
			buf_add(out, span_of(chunk, (size_t)n));
			return n ? CONNECTION_OK : CONNECTION_CLOSED;
		}
		if (errno != EINTR && errno != EAGAIN)
			return connection_judge(errno);
		if (connection_wait(fd, POLLIN, deadline) <= 0)
			return CONNECTION_LATE;
	}
}

void connection_close(int fd)
{
	if (fd < 0)
		return;
	shutdown(fd, SHUT_WR);
	close(fd);
}

int connection_make_random(void *data, size_t size)
{
	return getrandom(data, size, 0) == (ssize_t)size ? 0 : -1;
}
