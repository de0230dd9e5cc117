/* SPDX-License-Identifier: MIT */
/* Passes results from the threads of a walk to the caller, and limits each kind. */
#include "os/walk/queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool nodes_reserve(struct nodes *l, size_t more)
{
	if (l->n + more <= l->room)
		return true;
	size_t room = (l->n + more) * 2;
	struct node **items = realloc(l->items, room * sizeof *items);
	if (!items)
		return false;
	l->items = items;
	l->room = room;
	return true;
}

void nodes_move(struct nodes *to, struct node *const *items, size_t n)
{
	if (n)
		memcpy(to->items + to->n, items, n * sizeof *items);
	to->n += n;
}

struct node *node_new(struct node *parent, const char *name, size_t size)
{
	struct node *n = malloc(sizeof *n + size + 1);

	if (!n)
		return NULL;
	*n = (struct node){.parent = parent, .fd = -1, .refs = 1, .unopened = 1};
	memcpy(n->name, name, size + 1);
	return n;
}

void node_unref(struct node *n)
{
	while (n && atomic_fetch_sub(&n->refs, 1) == 1) {
		struct node *parent = n->parent;
		free(n);
		n = parent;
	}
}

void node_note_opened(struct node *n, atomic_uint *n_open)
{
	if (n->fd < 0 || atomic_fetch_sub(&n->unopened, 1) != 1)
		return;
	close(n->fd);
	atomic_fetch_sub(n_open, 1);
}

char *node_make_path(const struct node *n, const char *name)
{
	size_t size = name ? strlen(name) + 1 : 0, at;
	char *path;

	for (const struct node *i = n; i; i = i->parent)
		size += strlen(i->name) + 1;
	path = malloc(size + 1);
	if (!path)
		return NULL;
	at = size;
	path[at] = 0;
	for (const struct node *i = n; i || name; name = NULL) {
		const char *part = name ? name : i->name;
		size_t length = strlen(part);
		at -= length;
		memcpy(path + at, part, length);
		i = name ? i : i->parent;
		/* The name of the top may be "/". */
		if (i && (i->parent || i->name[strlen(i->name) - 1] != '/'))
			path[--at] = '/';
	}
	memmove(path, path + at, size - at + 1);
	return path;
}

#define MAX_FOUND 1000 /* paths that wait until the caller takes them */

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
	char *path = node_make_path(n, NULL);
	struct walked *ret = w->ret;

	if (!path || errnum == ENOMEM)
		walker_fail_memory(w);
	pthread_mutex_lock(&w->lock);
	ret->n_failed++;
	/* when the list is full, only a failure that is no missing permission replaces the last */
	struct walk_failure *at =
		&ret->failures[ret->n_told - (ret->n_told == WALK_MAX_TOLD)];
	if (path && (ret->n_told < WALK_MAX_TOLD || errnum != EACCES)) {
		const struct walk_failure new = {path, errnum};
		path = ret->n_told < WALK_MAX_TOLD ? NULL : at->path;
		ret->n_told += ret->n_told < WALK_MAX_TOLD;
		*at = new;
	}
	/* nothing else can be opened, either */
	if (errnum == EMFILE || errnum == ENFILE)
		w->stop = true;
	pthread_mutex_unlock(&w->lock);
	free(path);
}

void walker_tell_left_out(struct walker *w, const struct node *n)
{
	char *path = node_make_path(n, NULL);

	pthread_mutex_lock(&w->lock);
	if (path)
		strv_adds(&w->ret->left_out, path);
	if (!path || w->ret->left_out.failed)
		walker_fail_memory(w);
	pthread_mutex_unlock(&w->lock);
	free(path);
}
