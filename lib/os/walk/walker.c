/* SPDX-License-Identifier: MIT */
/* What threads tell goes through here, with a limit for each kind. */
#include "os/walk/walker.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FOUND 1000 /* that wait to be told */

void walker_fail_memory(struct walker *w)
{
	atomic_store(&w->no_memory, true);
}

void walker_tell_found(struct walker *w, const struct node *n, const char *name)
{
	char *path = node_make_path(n, name);

	pthread_mutex_lock(&w->lock);
	while (w->found.n >= MAX_FOUND && !w->stop)
		pthread_cond_wait(&w->work, &w->lock);
	if (path)
		strv_adds(&w->found, path);
	if (!path || w->found.failed)
		walker_fail_memory(w);
	pthread_cond_signal(&w->news);
	pthread_mutex_unlock(&w->lock);
	free(path);
}

void walker_tell_failed(struct walker *w, const struct node *n, int errnum)
{
	char *path = node_make_path(n, NULL), reason[128];
	struct walked *ret = w->ret;

	pthread_mutex_lock(&w->lock);
	if (path && ret->n_failed < WALK_MAX_TOLD)
		strv_addf(&ret->failures, "%s: %s", path,
			strerror_r(errnum, reason, sizeof reason));
	ret->n_failed++;
	if (!path || ret->failures.failed)
		walker_fail_memory(w);
	pthread_mutex_unlock(&w->lock);
	free(path);
}

void walker_tell_left_out(struct walker *w, const struct node *n)
{
	char *path = node_make_path(n, NULL);

	pthread_mutex_lock(&w->lock);
	if (path && w->ret->left_out.n < WALK_MAX_TOLD)
		strv_adds(&w->ret->left_out, path);
	if (!path || w->ret->left_out.failed)
		walker_fail_memory(w);
	pthread_mutex_unlock(&w->lock);
	free(path);
}
