/* SPDX-License-Identifier: MIT */
/* What a walk looks for, and what it went through. */
#ifndef WALKED_H
#define WALKED_H

#include "base/strv.h"

/* Files of a name in directories of a name. */
struct wanted_names {
	const char *file;
	const char *dir;
	/* Links of these names, and of `dir`, are told too: they may lead to such a file. Links
	 * named `dir` only where a directory of these names, or one with others in it, has
	 * them. The list has NULL at its end. */
	const char *const *links;
};

#define WALK_MAX_TOLD 100 /* sentences in a list */

/* What a walk went through. */
struct walked {
	size_t n_dirs;
	size_t n_failed;      /* directories that could not be read */
	struct strv failures; /* a sentence each, as far as there is room */
	struct strv left_out; /* directories whose file systems were left out, likewise */
	bool cancelled;
};

void walked_done(struct walked *w);

#define WALKED_AUTO __attribute__((cleanup(walked_done)))

#endif
