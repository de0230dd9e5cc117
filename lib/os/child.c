/* SPDX-License-Identifier: MIT */
/* Runs a program, reads its output from a pipe, and ends all that it has started. */
#include "os/child.h"

#include "os/identity.h"
#include "os/lacking.h"
#include "os/place.h"
#include "os/root.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define STEP_MS 20	/* milliseconds between two checks whether the keeper has ended */
#define CLOSE_ON_EXEC 4 /* CLOSE_RANGE_CLOEXEC */
#define GRACE_MS 5000	/* milliseconds that the keeper has to kill all descendants */

/*
 * A process of ours between the caller and the program. It gets the program's orphans: it
 * is the first process of a pid namespace, or a subreaper where that is not allowed. It
 * ends when none of them is left.
 */
struct keeper {
	const struct child *what;
	int64_t deadline;	   /* by the monotonic clock */
	int input, output, report; /* the first is -1 if there is none */
};

/* Why the program could not start, or how it has ended. */
struct child_report {
	int errnum;
	int status; /* that of waitpid() */
};

static int64_t child_set_deadline(unsigned milliseconds)
{
	return system_read_clock(CLOCK_MONOTONIC) + milliseconds * INT64_C(1000000);
}

static int child_fail(
	const struct child *what, int errnum, const char *doing, struct err *e)
{
	return system_fail(e, errnum, what->argv[0], doing);
}

static void child_pause(void)
{
	nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L / 4}, NULL);
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

/* Does what close_range() does, for Linux before 5.9. */
static void child_close_listed(unsigned first, unsigned last, unsigned flags)
{
	_Alignas(struct dirent64) char names[1024];
	int list = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ssize_t size;

	while ((size = getdents64(list, names, sizeof names)) > 0) {
		const struct dirent64 *d;
		for (ssize_t at = 0; at < size; at += d->d_reclen) {
			d = (const void *)(names + at);
			int fd = d->d_name[0] == '.' ? list : atoi(d->d_name);
			if (fd == list || (unsigned)fd < first || (unsigned)fd > last)
				continue;
			if (flags)
				fcntl(fd, F_SETFD, FD_CLOEXEC);
			else
				close(fd);
		}
	}
	close(list);
}

static void child_close_range(unsigned first, unsigned last, unsigned flags)
{
	if (syscall(SYS_close_range, first, last, flags))
		child_close_listed(first, last, flags);
}

static int child_connect(const struct keeper *k)
{
	int input = k->input < 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : k->input;

	if (input < 0 || dup2(input, 0) < 0 || dup2(k->output, 1) < 0 ||
		dup2(k->output, 2) < 0)
		return -1;
	fcntl(0, F_SETFD, 0); /* dup2() to the same number does not clear the flag */
	child_close_range(3, UINT_MAX, CLOSE_ON_EXEC);
	return 0;
}

/*
 * Forks without the C library: it would take locks that other threads of the caller held
 * when the keeper was forked.
 */
static pid_t child_fork(unsigned long flags)
{
	flags |= SIGCHLD;
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, NULL, flags, NULL, NULL, NULL);
#else
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
#endif
}

/* Runs in the child: only calls that need no lock. */
static void child_start(const struct keeper *k)
{
	static const char *const nothing[] = {NULL};
	const struct child *what = k->what;
	const char *const *env = what->environment ? what->environment : nothing;

	setpgid(0, 0);
	child_reset_signals();
	if (child_connect(k) == 0 && chdir("/") == 0 &&
		(!what->become || (identity_become(*what->become) == 0 &&
					  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)))
		execve(what->argv[0], (char *const *)what->argv, (char *const *)env);
	struct child_report why = {.errnum = errno};
	_exit(write(k->report, &why, sizeof why) < 0 ? 126 : 127);
}

static bool keeper_is_first(void)
{
	return getpid() == 1;
}

static sigset_t keeper_block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return set;
}

/* Waits for the end of the program, which stays a zombie. Returns -1 if it has to end. */
static int keeper_wait(const struct keeper *k, pid_t program, const sigset_t *signals)
{
	for (;;) {
		siginfo_t ended = {0};
		int64_t left = k->deadline - system_read_clock(CLOCK_MONOTONIC);
		struct timespec time = {left / 1000000000, (long)(left % 1000000000)};

		waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT);
		if (ended.si_pid == program)
			return 0;
		if (ended.si_pid)
			waitpid(ended.si_pid, NULL, 0);
		else if (left <= 0 || sigtimedwait(signals, NULL, &time) == SIGTERM)
			return -1;
	}
}

/* Kills all children. Their children become ours then. */
static void keeper_kill_children(void)
{
	char text[4096], self[16] = "", *at = text, *end;
	ssize_t n = readlink("/proc/self", self, sizeof self - 1);

	/* the numbers are ours only in the /proc of our pid namespace */
	if (n < 0 || atoi(self) != getpid())
		return;
	int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	text[n > 0 ? n : 0] = 0;
	close(fd);
	for (long pid = strtol(at, &end, 10); end > at && *end;
		pid = strtol(at, &end, 10)) {
		kill((pid_t)pid, SIGKILL);
		at = end;
	}
}

/* Returns 0 if no process is left. */
static int keeper_end_rest(void)
{
	int64_t deadline = child_set_deadline(GRACE_MS);
	pid_t ended;

	while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0) {
		if (ended)
			continue;
		if (system_read_clock(CLOCK_MONOTONIC) > deadline)
			return -1;
		keeper_kill_children();
		child_pause();
	}
	return 0;
}

/* Runs in the keeper: only calls that need no lock. */
static void keeper_run(struct keeper k)
{
	struct child_report ended = {0};

	/* Moves them away from 0, 1 and 2, in case the caller has closed those. */
	if (k.input >= 0)
		k.input = fcntl(k.input, F_DUPFD_CLOEXEC, 3);
	k.output = fcntl(k.output, F_DUPFD_CLOEXEC, 3);
	k.report = fcntl(k.report, F_DUPFD_CLOEXEC, 3);
	setsid();
	child_reset_signals();
	const sigset_t signals = keeper_block_signals();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t program = child_fork(0);
	if (program == 0)
		child_start(&k);
	ended.errnum = program < 0 ? errno : 0;
	child_close_range(0, (unsigned)k.report - 1, 0);
	child_close_range((unsigned)k.report + 1, UINT_MAX, 0);
	if (program > 0) {
		int late = keeper_wait(&k, program, &signals);
		kill(-program, SIGKILL);
		kill(program, SIGKILL);
		waitpid(program, &ended.status, 0);
		/* the kernel kills a namespace's processes when its first one ends */
		if ((!keeper_is_first() && keeper_end_rest()) || late)
			_exit(1);
	}
	_exit(write(k.report, &ended, sizeof ended) < 0);
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

/* Waits for the end of the keeper. */
static int child_wait_for(
	const struct keeper *k, pid_t pid, int fd, struct buf *out, struct err *e)
{
	int64_t deadline = k->deadline + GRACE_MS * INT64_C(2000000);
	bool open = true;
	int status;

	for (;;) {
		if (open)
			open = child_read_some(fd, k->what->max_output, out);
		else
			child_pause();
		pid_t ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid) {
			child_drain(fd, k->what->max_output, out);
			return 0;
		}
		if (ended < 0 && errno != EINTR)
			return child_fail(k->what, errno, "wait for the end of", e);
		if (system_read_clock(CLOCK_MONOTONIC) > deadline)
			kill(pid, SIGKILL);
	}
}

/* Reads how it ended. The keeper says nothing if it had to end the program. */
static int child_take_report(const struct child *what, int fd, int *status, struct err *e)
{
	struct child_report report;
	struct pollfd p = {.fd = fd, .events = POLLIN};

	if (poll(&p, 1, 0) <= 0 || read(fd, &report, sizeof report) != sizeof report)
		return err_set(e, JSEC_IO, what->argv[0], 0,
			"was killed because it did not end within %u ms",
			what->milliseconds);
	if (report.errnum)
		return child_fail(what, report.errnum, "run", e);
	*status = report.status;
	return 0;
}

/* Makes a file in memory. It can be opened again by /proc/self/fd/0, also by other users. */
static int child_make_input(struct span bytes)
{
	int fd = memfd_create("jsecpatch", MFD_CLOEXEC);

	for (size_t at = 0; fd >= 0 && at < bytes.size;) {
		ssize_t n = write(fd, bytes.data + at, bytes.size - at);
		if (n <= 0) {
			place_close_fd(&fd);
			return -1;
		}
		at += (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

int child_run(const struct child *what, int *status, struct buf *out, struct err *e)
{
	int output[2] = {-1, -1}, report[2] = {-1, -1};
	FD_AUTO int input = what->input.size ? child_make_input(what->input) : -1;

	if ((what->input.size && input < 0) || pipe2(output, O_CLOEXEC))
		return child_fail(what, errno, "run", e);
	FD_AUTO int in = output[0];
	if (pipe2(report, O_CLOEXEC)) {
		close(output[1]);
		return child_fail(what, errno, "run", e);
	}
	FD_AUTO int ended = report[0];
	const struct keeper k = {what, child_set_deadline(what->milliseconds), input,
		output[1], report[1]};
	pid_t pid = geteuid() || what->known ? -1 : child_fork(CLONE_NEWPID);
	pid = pid < 0 ? child_fork(0) : pid;
	if (pid == 0)
		keeper_run(k);
	int errnum = errno;
	close(output[1]);
	close(report[1]);
	if (pid < 0)
		return child_fail(what, errnum, "run", e);
	int rc = child_wait_for(&k, pid, in, out, e);
	return rc ? rc : child_take_report(what, ended, status, e);
}
