/* SPDX-License-Identifier: MIT */
/* Nodes know who is above them, so that a path is only made where somebody wants it. */
#include "os/walk/node.h"

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
		/* The top's name may be "/" itself. */
		if (i && (i->parent || i->name[strlen(i->name) - 1] != '/'))
			path[--at] = '/';
	}
	memmove(path, path + at, size - at + 1);
	return path;
}
