/* SPDX-License-Identifier: MIT */
/*
 * Looks at all processes. A second look skips those that cannot have become a JVM: a JVM starts
 * threads before it reads java.security, and new threads have higher numbers than those before.
 */
#include "os/procs.h"

#include "os/file.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAST_NUMBER "sys/kernel/ns_last_pid"
#define MOST_NUMBERS "sys/kernel/pid_max"
#define RESERVED 300   /* numbers that are not given again */
#define NUMBER_NS 2000 /* a number for each thread: no machine starts them faster */
#define NEW_MOST 100   /* if there are more new ones, a look at all is as fast */
#define ONE_THREAD 3 /* links of its directory of threads, as if each were a directory */

static void procs_free(struct procs_one *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(items[i].library);
	free(items);
}

void procs_seen_done(struct procs_seen *seen)
{
	procs_free(seen->items, seen->n);
	*seen = (struct procs_seen){0};
}

void procs_close(struct procs *p)
{
	if (p->dir)
		closedir(p->dir);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): realloc() that fails frees nothing */
	procs_free(p->items, p->n);
	procs_seen_done(&p->found);
	*p = (struct procs){0};
}

/* Adds a process. Takes `library`, also after an error. */
static int procs_add(
	struct procs_one **items, size_t *n, int pid, char *library, struct err *e)
{
	struct procs_one *more = memory_grow(*items, *n, sizeof *more);

	if (!more) {
		free(library);
		return err_memory(e);
	}
	*items = more;
	more[(*n)++] = (struct procs_one){pid, library};
	return 0;
}

static int procs_list_all(struct procs *p, struct err *e)
{
	for (int rc = 0; !rc;) {
		errno = 0;
		const struct dirent *d = readdir(p->dir);
		if (!d)
			return errno ? system_fail(
					       e, errno, "/proc", "list the processes in")
				     : 0;
		if (*d->d_name >= '1' && *d->d_name <= '9')
			rc = procs_add(&p->items, &p->n, atoi(d->d_name), NULL, e);
		if (rc)
			return rc;
	}
	return 0;
}

/* Reads a number of the kernel. Returns 0 if it does not tell. */
static int procs_read_number(const struct procs *p, const char *name)
{
	char text[16];
	FD_AUTO int fd = openat(dirfd(p->dir), name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	text[n > 0 ? n : 0] = 0;
	return atoi(text);
}

/* The kernel tells the last number of our own namespace. In it, we have one number. */
static bool procs_are_of_our_namespace(const struct procs *p)
{
	uint32_t numbers[2];

	return process_read_status(dirfd(p->dir), "self/status", "NSpid:", numbers, 2) ==
	       1;
}

/*
 * Threads get rising numbers. Tells whether each thread that was started since the earlier
 * look has a higher one than those seen then: not if the numbers may have begun anew.
 */
static bool procs_can_continue(const struct procs *p)
{
	const struct procs_seen *before = p->seen;

	if (!before || !before->last || p->found.last < before->last ||
		p->found.last - before->last > NEW_MOST)
		return false;
	int64_t most = procs_read_number(p, MOST_NUMBERS) - RESERVED;
	return p->found.begun - before->begun < most * NUMBER_NS;
}

/* Adds the process of a new thread. If it was seen, it may run another program now. */
static int procs_add_newer(struct procs *p, int thread, struct err *e)
{
	char path[32];
	uint32_t pid;
	size_t i = 0;

	snprintf(path, sizeof path, "%d/status", thread);
	if (!process_read_status(dirfd(p->dir), path, "Tgid:", &pid, 1))
		return 0;
	while (i < p->n && p->items[i].pid != (int)pid)
		i++;
	if (i == p->n)
		return procs_add(&p->items, &p->n, (int)pid, NULL, e);
	free(p->items[i].library);
	p->items[i].library = NULL;
	return 0;
}

static int procs_compare(const void *a, const void *b)
{
	return ((const struct procs_one *)a)->pid - ((const struct procs_one *)b)->pid;
}

/* Lists those that an earlier look has found, and those that have newer threads. */
static int procs_list_newer(struct procs *p, struct err *e)
{
	const int last = p->seen->last;
	int rc = 0;

	p->items = p->seen->items;
	p->n = p->seen->n;
	*p->seen = (struct procs_seen){0};
	for (int i = last + 1; !rc && i <= p->found.last; i++)
		rc = procs_add_newer(p, i, e);
	if (!rc && p->n)
		qsort(p->items, p->n, sizeof *p->items, procs_compare);
	return rc;
}

int procs_open(struct procs *p, struct procs_seen *seen, struct err *e)
{
	*p = (struct procs){.dir = opendir("/proc"), .seen = seen};
	if (!p->dir || faccessat(dirfd(p->dir), "self/maps", R_OK, 0)) {
		int errnum = errno;
		procs_close(p);
		return system_fail(
			e, errnum, "/proc", "look at the running processes in");
	}
	p->found.begun = system_read_clock(CLOCK_MONOTONIC);
	if (seen && (seen->last || procs_are_of_our_namespace(p)))
		p->found.last = procs_read_number(p, LAST_NUMBER);
	int rc = procs_can_continue(p) ? procs_list_newer(p, e) : procs_list_all(p, e);
	if (rc)
		procs_close(p);
	return rc;
}

void procs_count_unseen(struct procs *p, int pid)
{
	if (p->unseen < PROCS_NAMED)
		p->unseen_pids[p->unseen] = pid;
	p->unseen++;
}

/* Judges why a process could not be examined. One that has ended does not matter. */
static int procs_miss(struct procs *p, int errnum, int pid, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = system_fail(&why, errnum, "/proc", "look at the running processes in");

	switch (system_judge(&why)) {
	case LOOK_ABSENT:
		return 0;
	case LOOK_EXHAUSTED:
		err_move(e, &why);
		return rc;
	default:
		procs_count_unseen(p, pid);
		return procs_add(&p->found.items, &p->found.n, pid, NULL, e);
	}
}

/* Tells whether a process has one thread. It is no JVM then, whatever it has mapped. */
static bool procs_has_one_thread(const struct procs *p, int pid)
{
	char path[32];
	struct stat threads;

	snprintf(path, sizeof path, "%d/task", pid);
	return !fstatat(dirfd(p->dir), path, &threads, 0) &&
	       threads.st_nlink == ONE_THREAD;
}

/* Notes for the next look that a process has the library. */
static int procs_note(struct procs *p, const struct process *found, struct err *e)
{
	char *library = strdup(found->library);

	return library ? procs_add(&p->found.items, &p->found.n, found->pid, library, e)
		       : err_memory(e);
}

/* Examines a process, whose library may be known. Returns 1, 0 if it has none, or -1. */
static int procs_examine(struct procs *p, struct procs_one *one, const char *library,
	struct process *ret, struct err *e)
{
	char path[16];

	snprintf(path, sizeof path, "%d", one->pid);
	FD_AUTO int dir = openat(dirfd(p->dir), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*ret = (struct process){
		.pid = one->pid, .library = one->library, .root = ROOT_NONE};
	one->library = NULL;
	int rc = process_examine(dir, library, !p->noting, ret);
	if (rc < 0)
		return procs_miss(p, errno, one->pid, e);
	if (rc && procs_note(p, ret, e)) {
		process_done(ret);
		return -JSEC_NO_MEMORY;
	}
	return rc;
}

int procs_next(struct procs *p, const char *library, struct process *ret, struct err *e)
{
	while (p->at < p->n) {
		struct procs_one *one = &p->items[p->at++];
		int rc = 0;
		if (one->pid == p->noting)
			rc = procs_add(&p->found.items, &p->found.n, one->pid, NULL, e);
		else if (!procs_has_one_thread(p, one->pid))
			rc = procs_examine(p, one, library, ret, e);
		if (rc)
			return rc;
	}
	if (p->seen) {
		procs_seen_done(p->seen);
		*p->seen = p->found;
		p->found = (struct procs_seen){0};
	}
	return 0;
}

void procs_look(struct procs_seen *seen, const char *library)
{
	PROCS_AUTO struct procs p = {0};
	ERR_AUTO struct err ignored = {0};
	int rc = procs_open(&p, seen, &ignored) ? 0 : 1;

	p.noting = getpid();
	while (rc > 0) {
		PROCESS_AUTO struct process found = PROCESS_NONE;
		rc = procs_next(&p, library, &found, &ignored);
	}
}
