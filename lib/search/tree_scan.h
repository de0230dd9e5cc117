/* SPDX-License-Identifier: MIT */
/* Finds all installs in a tree. */
#ifndef TREE_SCAN_H
#define TREE_SCAN_H

#include "search/installs.h"

/* Progress callback and cancel flag of a long call. A zeroed struct has neither. */
struct watcher {
	void (*progress)(void *data, const struct jsec_progress *now);
	void *data;
	const volatile int *cancel;
};

static inline void watcher_tell(const struct watcher *w, const struct jsec_progress *now)
{
	if (w->progress)
		w->progress(w->data, now);
}

/* Adds the installs below a directory. A java.security alone does not make an install. */
int tree_scan_run(struct jsec_installs *l, const struct context *p, const char *path,
	const struct watcher *watcher, struct err *e);

#endif
