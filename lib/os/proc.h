/* SPDX-License-Identifier: MIT */
/* A running process, as /proc shows it. */
#ifndef PROC_H
#define PROC_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/root.h"

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

/*
 * Inspects the process with this pid. Returns 1, or 0 if it has not mapped the library.
 * Fails with JSEC_NOT_FOUND if there is no such process, with JSEC_DENIED if this user may
 * not inspect it. Even then sets what everybody may see: owner, groups, start, cmdline and
 * cgroup.
 */
int process_inspect(int pid, const char *library, struct process *ret, struct err *e);

/*
 * Examines the process with this directory in /proc. `ret` may have its library. If it is not
 * to be examined as a whole, finds nothing but that. Returns 1, or 0 if it has not mapped the
 * library, or -1 and errno.
 */
int process_examine(int dir, const char *library, bool whole, struct process *ret);

/*
 * Reads the numbers in the line of a `status` that starts with `key`. Returns how many there
 * are, at most `n`; 0 if it cannot be read.
 */
size_t process_read_status(
	int dir, const char *path, const char *key, uint32_t *ret, size_t n);

/* Tells whether this process was started by that one, directly or not. */
bool process_is_ancestor(int pid);

/* Returns the name of a process, as ps(1) shows it, in `name`; "" if it has none. */
const char *process_read_name(int pid, char *name, size_t size);

/* Is called with what each open file of a process is, such as "socket:[812]" or a path. */
typedef void process_file_fn(void *data, const char *target);

/* Returns 0, or -1 if this user may not see the files, or if the process has ended. */
int process_list_files(int pid, process_file_fn *take, void *data);

void process_done(struct process *p);

#define PROCESS_AUTO __attribute__((cleanup(process_done)))

#endif
