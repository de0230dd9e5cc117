/* SPDX-License-Identifier: MIT */
/* The directories that a walk has met and not yet done with. */
#ifndef NODE_H
#define NODE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A mounted file system that the walk is in. */
struct volume {
	struct volume *next;
	dev_t dev;
	bool counted; /* a link count of 2 says that there is no directory in one */
};

/* A directory. */
struct node {
	struct node *parent;
	const struct volume *volume;
	int fd;		      /* while those in it are opened; -1 where it is not */
	atomic_uint refs;     /* itself, and those in it */
	atomic_uint unopened; /* those in it, and itself until it is read to its end */
	dev_t dev;	      /* only where a thread goes on alone */
	ino_t ino;
	bool wanted; /* its name is the one whose files are looked for */
	bool door;   /* its inode is that of a door, maybe on another device */
	bool begun;
	char name[];
};

/* Directories to read. */
struct nodes {
	struct node **items;
	size_t n, room;
};

/* With one reference. `size` is that of the name. */
struct node *node_new(struct node *parent, const char *name, size_t size);
void node_unref(struct node *n);

/* One less needs the directory's descriptor; the last one closes it. */
void node_note_opened(struct node *n, atomic_uint *n_open);

/* The path of a name in `n`, or of `n` itself if it is NULL; malloc'd. */
char *node_make_path(const struct node *n, const char *name);

/* Makes room for so many more; false where there is no memory. */
bool nodes_reserve(struct nodes *l, size_t more);

/* Appends, for which there is room. */
void nodes_move(struct nodes *to, struct node *const *items, size_t n);

#endif
