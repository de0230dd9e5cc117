/* SPDX-License-Identifier: MIT */
/*
 * A walk through a tree by several threads, for files of a name in directories of a name.
 * Every directory is seen once, however it is mounted; links are never followed. Pseudo
 * and remote file systems are left out, but for the one that the walk starts in.
 */
#ifndef WALK_H
#define WALK_H

#include "base/errors.h"
#include "os/root.h"
#include "os/walk/walked.h"

/* What to look for, and whom to tell. All calls come from the thread that walks. */
struct walk_job {
	struct wanted_names names;
	/* A file or a link was found. Not 0 ends the walk, which returns it. */
	int (*found)(void *data, const char *path);
	/* Called ten times a second, or NULL. */
	void (*progress)(void *data, size_t n_dirs);
	void *data;
	const volatile int *cancel; /* the walk stops when it is not 0; may be NULL */
	unsigned n_threads;	    /* 0: as many as are good */
};

/* Walks the directory at a place, which is called `path` in errors. */
int walk_tree(const struct place *place, const char *path, const struct walk_job *job,
	struct walked *ret, struct err *e);

#endif
