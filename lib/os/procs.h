/* SPDX-License-Identifier: MIT */
/* Finds all running processes that have mapped a certain library. */
#ifndef PROCS_H
#define PROCS_H

#include "os/proc.h"

#include <dirent.h>

#define PROCS_NAMED 8

/* A process that had the library, or that could not be inspected. */
struct procs_one {
	int pid;
	char *library; /* as in struct process; NULL if it has to be looked for */
};

/*
 * What a look at all processes has found, for one library. The next look can leave out the
 * others, but for those that have a thread that is newer. A zeroed struct knows nothing.
 */
struct procs_seen {
	struct procs_one *items;
	size_t n;
	int last;      /* the newest thread before the look; 0 if that is unknown */
	int64_t begun; /* by the monotonic clock */
};

void procs_seen_done(struct procs_seen *seen);

/* An iteration over all processes. */
struct procs {
	DIR *dir;
	struct procs_seen *seen; /* of the caller, renewed at the end */
	struct procs_seen found; /* so far */
	struct procs_one *items; /* which ones to look at */
	int noting; /* only for the next look; then the caller's pid, else 0 */
	size_t n, at;
	size_t unseen;		      /* processes so far that could not be inspected */
	int unseen_pids[PROCS_NAMED]; /* the first of these */
};

/*
 * Starts an iteration. Fails if /proc is missing or belongs to another pid namespace, or if it
 * cannot be listed. `seen` is what an earlier one has found, and is renewed; NULL if that does
 * not matter.
 */
int procs_open(struct procs *p, struct procs_seen *seen, struct err *e);

/*
 * Finds the next process that has several threads and has mapped a file named `library`.
 * Returns 1, or 0 at the end, or a negative code if memory or descriptors ran out. Skips a
 * process that ends meanwhile.
 */
int procs_next(struct procs *p, const char *library, struct process *ret, struct err *e);

/* Looks at all for a next look, which has less to do then. If it fails, that one looks. */
void procs_look(struct procs_seen *seen, const char *library);

/* Counts a process that procs_next() has found, but that cannot be judged. */
void procs_count_unseen(struct procs *p, int pid);
void procs_close(struct procs *p);

#define PROCS_AUTO __attribute__((cleanup(procs_close)))

#endif
