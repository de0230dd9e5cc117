/* SPDX-License-Identifier: MIT */
/* Runs a child process, reads its output from a pipe, and ends it after a time limit. */
#include "os/child.h"

#include "os/root.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define STEP_MS 20 /* milliseconds between two checks whether the child has ended */

static int child_fail(
	const struct child *what, int errnum, const char *doing, struct err *e)
{
	return system_fail(e, errnum, what->argv[0], doing);
}

/* exec() resets signal handlers, but not ignored signals and the signal mask. */
static void child_reset_signals(void)
{
	struct sigaction normal = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &normal, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Calls the kernel directly: the C library would try to change other threads too. */
static int child_become(const struct owner *who)
{
	uid_t uid = who->user;
	gid_t gid = who->group;

	return syscall(SYS_setgroups, 0, NULL) || syscall(SYS_setresgid, gid, gid, gid) ||
			       syscall(SYS_setresuid, uid, uid, uid)
		       ? -1
		       : 0;
}

static int child_connect_output(int output)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
		return -1;
	fcntl(0, F_SETFD, 0); /* dup2() to the same number does not clear the flag */
	syscall(SYS_close_range, 3, UINT_MAX, 4 /* CLOSE_RANGE_CLOEXEC */);
	return 0;
}

/* Runs in the child: only async-signal-safe calls after fork() with threads. */
static void child_start(const struct child *what, int output, int trouble)
{
	static const char *const nothing[] = {NULL};
	const char *const *env = what->environment ? what->environment : nothing;

	/* Moves them away from 0, 1 and 2, in case the caller has closed those. */
	output = fcntl(output, F_DUPFD_CLOEXEC, 3);
	trouble = fcntl(trouble, F_DUPFD_CLOEXEC, 3);
	setsid();
	child_reset_signals();
	if (child_connect_output(output) == 0 && chdir("/") == 0 &&
		(!what->become || child_become(what->become) == 0))
		execve(what->argv[0], (char *const *)what->argv, (char *const *)env);
	int errnum = errno;
	_exit(write(trouble, &errnum, sizeof errnum) < 0 ? 126 : 127);
}

/* Reads what is available, or waits STEP_MS for it. Returns false at the end. */
static bool child_read_some(int fd, size_t at_most, struct buf *out)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char chunk[4096];

	if (poll(&p, 1, STEP_MS) <= 0)
		return true;
	ssize_t n = read(fd, chunk, sizeof chunk);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	size_t room = out->size < at_most ? at_most - out->size : 0;
	buf_add(out, span_of(chunk, (size_t)n < room ? (size_t)n : room));
	return n > 0;
}

/* Reads what is left in the pipe, even if another process still has it open. */
static void child_drain(int fd, size_t at_most, struct buf *out)
{
	size_t before;

	do {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		before = out->size;
		if (poll(&p, 1, 0) <= 0 || !child_read_some(fd, at_most, out))
			return;
	} while (out->size > before);
}

static void child_pause(void)
{
	nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L / 4}, NULL);
}

static int child_wait_for(const struct child *what, pid_t pid, int fd, int *status,
	struct buf *out, struct err *e)
{
	int64_t deadline = system_read_clock(CLOCK_MONOTONIC) +
			   what->milliseconds * INT64_C(1000000);
	bool open = true;

	for (;;) {
		if (open)
			open = child_read_some(fd, what->max_output, out);
		else
			child_pause();
		pid_t ended = waitpid(pid, status, WNOHANG);
		if (ended == pid) {
			child_drain(fd, what->max_output, out);
			return 0;
		}
		if (ended < 0 && errno != EINTR)
			return child_fail(what, errno, "wait for the end of", e);
		if (system_read_clock(CLOCK_MONOTONIC) < deadline)
			continue;
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
		return err_set(e, JSEC_IO, what->argv[0], 0,
			"was killed because it did not end within %u ms",
			what->milliseconds);
	}
}

/* Returns the child's errno if it could not start, or 0 if exec() succeeded. */
static int child_say_trouble(int fd)
{
	int errnum;
	ssize_t n;

	do
		n = read(fd, &errnum, sizeof errnum);
	while (n < 0 && errno == EINTR);
	return n == sizeof errnum ? errnum : 0;
}

int child_run(const struct child *what, int *status, struct buf *out, struct err *e)
{
	int output[2] = {-1, -1}, trouble[2] = {-1, -1};

	if (pipe2(output, O_CLOEXEC))
		return child_fail(what, errno, "run", e);
	FD_AUTO int in = output[0];
	if (pipe2(trouble, O_CLOEXEC)) {
		close(output[1]);
		return child_fail(what, errno, "run", e);
	}
	FD_AUTO int why = trouble[0];
	pid_t pid = fork();
	if (pid == 0)
		child_start(what, output[1], trouble[1]);
	int errnum = errno;
	close(output[1]);
	close(trouble[1]);
	if (pid < 0)
		return child_fail(what, errnum, "run", e);
	errnum = child_say_trouble(why);
	if (!errnum)
		return child_wait_for(what, pid, in, status, out, e);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return child_fail(what, errnum, "run", e);
}
