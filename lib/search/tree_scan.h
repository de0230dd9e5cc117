/* SPDX-License-Identifier: MIT */
/* Finds the installs in a whole tree, wherever they are. */
#ifndef TREE_SCAN_H
#define TREE_SCAN_H

#include "search/installs.h"

/* Whom a long call tells how far it is, and who stops it. Zero for nobody. */
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

/* Adds the installs under the directory `path`. What a JVM's file is has to look like it. */
int tree_scan_run(struct jsec_installs *l, const struct context *p, const char *path,
	const struct watcher *watcher, struct err *e);

#endif
