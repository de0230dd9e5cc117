/* SPDX-License-Identifier: MIT */
/* A running JVM: its home, its options, its unit, and the list that it takes. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "jre/effective_list.h"
#include "os/proc.h"
#include "text/cgroup.h"

/* A JVM, with all that its public part points to. A zeroed struct is none. */
struct program {
	struct jsec_process public;
	char *home;  /* as the process sees it; NULL if the layout is unknown */
	bool modern; /* the layout is that of 9 and later */
	struct jvmargs args;
	struct cgroup cgroup;
	char *overridden_by;
	bool list_unread;
	bool late; /* it started during an update */
};

/* A process, and its root without what may not answer there. Do not move it. */
struct program_view {
	struct process *of;
	struct root root;
	const struct remote_mounts *remote;
	struct context context; /* for files as the process sees them */
};

/* Sets up a view. `c` is the context of the caller, and lends its readers. */
void program_look(struct program_view *v, const struct context *c, struct process *p);

/* Reads home, options and unit. Returns -1 if memory ran out. */
int program_read(struct program_view *v, struct program *ret);

/*
 * Finds the lists that the process takes if it reads the files now. `q` has the install and
 * the lists; the process gives the rest. `own` is what the install's java.security says.
 */
int program_find_lists(struct program_view *v, struct program *p,
	const struct effect_question *q, const struct reading *own, struct effects *ret,
	struct err *e);

/* Notes in the program that it takes the first list from another file, if it does. */
int program_note_override(
	struct program *p, const struct effects *effects, struct err *e);

/* Fills in what callers see. */
void program_publish(
	struct program *p, const struct process *of, const struct jsec_install *install);

void program_done(struct program *p);

#define PROGRAM_AUTO __attribute__((cleanup(program_done)))

#endif
