/* SPDX-License-Identifier: MIT */
/* Finds installs: named, known, in the environment, of before, or by a scan. */
#ifndef KNOWN_PLACES_H
#define KNOWN_PLACES_H

#include "search/tree_scan.h"

/* What is known beside the places. */
struct find_hints {
	struct strv policy;  /* paths that the policy names */
	struct strv backups; /* files that were changed before */
};

/* Relative paths start in the working directory, or in the root, if it is another one. */
char *known_places_make_absolute(const struct context *p, const char *path);

/* The search's environment: NULL for none, as where the root is not the machine's own. */
int known_places_search(const struct context *p, const struct jsec_search *what,
	const struct find_hints *hints, const struct watcher *watcher,
	struct jsec_installs **ret, struct err *e);

#endif
