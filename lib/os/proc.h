/* SPDX-License-Identifier: MIT */
/* Running processes that have mapped a certain library, as /proc tells. */
#ifndef PROC_H
#define PROC_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/root.h"

#include <dirent.h>

/* A process. What it hides from the caller is empty. Words have a NUL behind each. */
struct process {
	int pid;
	struct owner owner;	/* the effective one */
	struct file_time start; /* on files' clock; up to a tick (10 ms) too late */
	char *library;		/* where it was mapped from, inside the process's root */
	struct buf cmdline;	/* words; the first 256 KiB */
	struct buf environ;	/* likewise */
	struct buf cgroup;
	char *directory; /* that it works in, inside its root; NULL where that is hidden */
	struct root
		root; /* what it sees as "/", and it acts in; ROOT_NONE where that is hidden */
};

#define PROCESS_NONE ((struct process){.root = ROOT_NONE})

#define PROCS_NAMED 8

/* A walk through them. */
struct procs {
	DIR *dir;
	size_t unseen; /* so far: processes that the caller may not look into */
	int unseen_pids[PROCS_NAMED]; /* the first of them */
};

/* Fails where there is no /proc, or a foreign one. */
int procs_open(struct procs *p, struct err *e);

/*
 * The next process that has mapped a file named `library`: 1, or 0 at the end, or a negative
 * code where memory ran out. One that ends meanwhile is none.
 */
int procs_next(struct procs *p, const char *library, struct process *ret, struct err *e);
void procs_close(struct procs *p);
void process_done(struct process *p);

#define PROCS_AUTO __attribute__((cleanup(procs_close)))
#define PROCESS_AUTO __attribute__((cleanup(process_done)))

#endif
