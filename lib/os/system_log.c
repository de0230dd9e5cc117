/* SPDX-License-Identifier: MIT */
/* Sends lines to the system log: to systemd's journal or, without it, to a syslog server. */
#include "os/system.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#define JOURNAL "/run/systemd/journal/socket"
#define SYSLOG "/dev/log"
#define PATIENCE_MS 1000 /* so long all lines may wait for a log that is full */

/* Returns a socket, or -1 if no log server listens at this path. */
static int system_log_connect(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
	if (!connect(fd, (const struct sockaddr *)&to, sizeof to))
		return fd;
	close(fd);
	return -1;
}

void system_log_open(struct system_log *l)
{
	l->fd = system_log_connect(JOURNAL);
	l->journal = l->fd >= 0;
	l->patience = PATIENCE_MS;
	if (!l->journal)
		l->fd = system_log_connect(SYSLOG);
}

void system_log_close(struct system_log *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

/* Waits until the log has room. Returns false if it has waited too long already. */
static bool system_log_await(struct system_log *l)
{
	int64_t start = system_read_clock(CLOCK_MONOTONIC);
	struct pollfd p = {.fd = l->fd, .events = POLLOUT};
	int rc = l->patience > 0 ? poll(&p, 1, l->patience) : 0;

	l->patience -= (int)((system_read_clock(CLOCK_MONOTONIC) - start) / 1000000) + 1;
	return rc > 0 || (rc < 0 && errno == EINTR);
}

static void system_log_put(struct system_log *l, struct span bytes)
{
	while (send(l->fd, bytes.data, bytes.size, MSG_NOSIGNAL) < 0)
		if ((errno != EAGAIN && errno != EINTR) || !system_log_await(l))
			return;
}

void system_log_send(struct system_log *l, struct span text, struct span fields)
{
	BUF_AUTO struct buf message = {0};
	int pid = (int)getpid();

	if (l->fd < 0)
		return;
	if (l->journal)
		buf_addf(&message,
			"PRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=" SYSTEM_LOG_NAME
			"\nSYSLOG_PID=%d\nMESSAGE=",
			LOG_NOTICE, LOG_FAC(LOG_AUTHPRIV), pid);
	else
		buf_addf(&message,
			"<%d>" SYSTEM_LOG_NAME "[%d]: ", LOG_AUTHPRIV | LOG_NOTICE, pid);
	buf_add(&message, text);
	if (l->journal) {
		buf_addc(&message, '\n');
		buf_add(&message, fields);
	}
	if (!message.failed)
		system_log_put(l, buf_span(&message));
}
