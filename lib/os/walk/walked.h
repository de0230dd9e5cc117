/* SPDX-License-Identifier: MIT */
/* What a walk looks for, and its results. */
#ifndef WALKED_H
#define WALKED_H

#include "base/strv.h"

/* The walk looks for files of one name in directories of one name. */
struct wanted_names {
	const char *file;
	const char *dir;
	/*
	 * Symbolic links with these names, or with the name `dir`, are also reported:
	 * they may lead to such a file. A link named `dir` is missed in a directory of
	 * another name without subdirectories. The list ends with NULL.
	 */
	const char *const *links;
};

#define WALK_MAX_TOLD 100 /* entries in `failures` */

/* A directory that could not be read. */
struct walk_failure {
	char *path;
	int errnum;
};

/* The results of a walk. */
struct walked {
	size_t n_dirs;
	size_t n_failed; /* directories that could not be read */
	size_t n_told;	 /* the first of them */
	struct walk_failure failures[WALK_MAX_TOLD];
	struct strv left_out; /* the directories skipped for their file system */
	bool cancelled;
};

void walked_done(struct walked *w);

#define WALKED_AUTO __attribute__((cleanup(walked_done)))

#endif
