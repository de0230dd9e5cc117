/* SPDX-License-Identifier: MIT */
/*
 * Walks a tree with several threads, to find files of a certain name in directories of a
 * certain name. It enters each directory once, however it is mounted, and never follows
 * symbolic links. It skips pseudo and remote file systems, except the one it starts in.
 */
#ifndef WALK_H
#define WALK_H

#include "base/errors.h"
#include "os/place.h"
#include "os/walk/walked.h"

/* What to look for, and callbacks. Only the thread that called walk_tree() calls them. */
struct walk_job {
	struct wanted_names names;
	/* Gets a path of a file or link. The walk ends if it returns anything but 0. */
	int (*found)(void *data, const char *path);
	/* Called ten times a second; may be NULL. */
	void (*progress)(void *data, size_t n_dirs);
	void *data;
	const volatile int *cancel; /* the walk stops if this is not 0; may be NULL */
	unsigned n_threads;	    /* 0 chooses a good number */
};

/* Walks the directory at a place. Errors name `path`. */
int walk_tree(const struct place *place, const char *path, const struct walk_job *job,
	struct walked *ret, struct err *e);

#endif
