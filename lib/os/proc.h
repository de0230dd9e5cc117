/* SPDX-License-Identifier: MIT */
/* Finds running processes that have mapped a certain library. */
#ifndef PROC_H
#define PROC_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/root.h"

#include <dirent.h>

/* A process. What the caller may not see is empty. Words have a NUL after each. */
struct process {
	int pid;
	struct owner owner; /* who gave it its options: effective user, or the real one */
	struct buf groups;  /* gid_t numbers of its other groups */
	bool elsewhere;	    /* it has mounts, or a root directory, of its own */
	struct remote_mounts mounts; /* as it sees them */
	struct file_time start; /* same clock as file times; up to a tick (10 ms) late */
	char *library;		/* path of the library, inside the process's root */
	struct buf cmdline;	/* words; the first 256 KiB */
	struct buf environ;	/* likewise */
	struct buf cgroup;
	char *directory;  /* working directory, inside its root; NULL if not visible */
	struct root root; /* what the process sees as "/" */
};

#define PROCESS_NONE ((struct process){.root = ROOT_NONE})

#define PROCS_NAMED 8

/* An iteration over all processes. */
struct procs {
	DIR *dir;
	size_t unseen;		      /* processes so far that could not be inspected */
	int unseen_pids[PROCS_NAMED]; /* the first of these */
};

/* Starts an iteration. Fails if /proc is missing or belongs to another pid namespace. */
int procs_open(struct procs *p, struct err *e);

/*
 * Finds the next process that has mapped a file named `library`. Returns 1, or 0 at the
 * end, or a negative code if /proc cannot be listed, or if memory or descriptors ran out.
 * Skips a process that ends meanwhile.
 */
int procs_next(struct procs *p, const char *library, struct process *ret, struct err *e);
void procs_close(struct procs *p);

/*
 * Inspects the process with this pid. Returns 1, or 0 if it has not mapped the library.
 * Fails with JSEC_NOT_FOUND if there is no such process, with JSEC_DENIED if this user may
 * not inspect it. Even then sets what everybody may see: owner, groups, start, cmdline and
 * cgroup.
 */
int process_inspect(int pid, const char *library, struct process *ret, struct err *e);

/* Tells whether this process was started by that one, directly or not. */
bool process_is_ancestor(int pid);

/* Returns the name of a process, as ps(1) shows it, in `name`; "" if it has none. */
const char *process_read_name(int pid, char *name, size_t size);

/* Is called with what each open file of a process is, such as "socket:[812]" or a path. */
typedef void process_file_fn(void *data, const char *target);

/* Returns 0, or -1 if this user may not see the files, or if the process has ended. */
int process_list_files(int pid, process_file_fn *take, void *data);

/* Counts a process that procs_next() has found, but that cannot be judged. */
void procs_count_unseen(struct procs *p, int pid);
void process_done(struct process *p);

#define PROCS_AUTO __attribute__((cleanup(procs_close)))
#define PROCESS_AUTO __attribute__((cleanup(process_done)))

#endif
