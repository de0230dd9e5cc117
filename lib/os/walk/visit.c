/* SPDX-License-Identifier: MIT */
/*
 * Reads directories. One stays open until all its subdirectories are open, which are
 * opened relative to it. If too many are open, a thread goes on alone: it keeps only one
 * open, and climbs back through "..".
 */
#include "os/walk/visit.h"

#include "os/file.h"
#include "os/lacking.h"
#include "os/mounts.h"
#include "os/place.h"
#include "os/walk/volumes.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define MAX_FRESH 4096 /* when a directory has more subdirectories, it waits */

/* A directory entry of the kernel. */
typedef struct dirent64 entry;

static bool visit_is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static unsigned char visit_find_type(
	struct walker *w, const struct node *n, int fd, const entry *it)
{
	struct statx sx;

	if (it->d_type != DT_UNKNOWN)
		return it->d_type;
	if (statx(fd, it->d_name, STAT_FLAGS, STATX_TYPE, &sx)) {
		if (errno != ENOENT)
			walker_tell_failed(w, n, errno);
		return DT_UNKNOWN;
	}
	return S_ISDIR(sx.stx_mode) ? DT_DIR : S_ISLNK(sx.stx_mode) ? DT_LNK : DT_REG;
}

/* Tells whether this directory is known to have no subdirectories, without opening it. */
static bool visit_is_leaf(const struct node *parent, int fd, const char *name)
{
	struct statx sx;

	return !statx(fd, name, STAT_FLAGS, STATX_NLINK | STATX_INO, &sx) &&
	       sx.stx_nlink == 2 &&
	       makedev(sx.stx_dev_major, sx.stx_dev_minor) == parent->volume->dev &&
	       !(sx.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

static bool visit_is_link_name(const struct walker *w, const char *name)
{
	size_t i = 0;

	while (w->names.links[i] && strcmp(name, w->names.links[i]))
		i++;
	return w->names.links[i];
}

static void visit_add_dir(struct worker *k, struct node *parent, int fd, const entry *it)
{
	struct walker *w = k->w;
	bool wanted = !strcmp(it->d_name, w->names.dir);

	if (visit_is_dots(it->d_name))
		return;
	if (!wanted && !visit_is_link_name(w, it->d_name) && parent->volume->counted &&
		visit_is_leaf(parent, fd, it->d_name)) {
		k->n_dirs++;
		return;
	}
	struct node *n = nodes_reserve(&k->fresh, 1)
				 ? node_new(parent, it->d_name, strlen(it->d_name))
				 : NULL;
	if (!n) {
		walker_fail_memory(w);
		return;
	}
	n->volume = parent->volume;
	n->wanted = wanted;
	n->door = mounts_may_be_door(&w->mounts, it->d_ino);
	k->fresh.items[k->fresh.n++] = n;
}

/* Checks a name that is not a directory. */
static void visit_check_name(
	struct walker *w, const struct node *n, unsigned char type, const char *name)
{
	bool told = n->wanted && !strcmp(name, w->names.file);

	if (type == DT_LNK && !told)
		told = !strcmp(name, w->names.dir) || visit_is_link_name(w, name);
	if (told)
		walker_tell_found(w, n, name);
}

/*
 * Tells whether nothing comes after this entry, so that the kernel need not be asked again.
 * That little came would prove nothing, because a stopped process gets less. But on counted
 * file systems no entry is where the end is. ext2 to ext4 and tmpfs keep a position for it,
 * except for one in 2^31 entries of some versions, which a full buffer must not end before.
 * On xfs it is the start of a block, where each block has its header.
 */
static bool visit_is_end(const struct volume *v, const entry *last, const char *room)
{
	if (v->xfs_block)
		return !((uint64_t)last->d_off * 8 % v->xfs_block);
	return v->counted && (size_t)(room - (const char *)last) > 2 * sizeof *last &&
	       (last->d_off == INT64_MAX || last->d_off == INT32_MAX);
}

/* Reads on in an open directory. Returns true if it is not at the end yet. */
static bool visit_scan(struct worker *k, struct node *n, int fd)
{
	bool ended = false;
	ssize_t size = 0;

	k->fresh.n = 0;
	if (!n->begun)
		k->n_dirs++;
	n->begun = true;
	while (!ended && (size = getdents64(fd, k->buffer, BUFFER_SIZE)) > 0) {
		for (char *at = k->buffer; at < k->buffer + size;) {
			const entry *it = (const entry *)(void *)at;
			unsigned char type = visit_find_type(k->w, n, fd, it);
			/* An entry of unknown type may be a directory or a file. */
			if (type == DT_DIR || type == DT_UNKNOWN)
				visit_add_dir(k, n, fd, it);
			if (type != DT_DIR)
				visit_check_name(k->w, n, type, it->d_name);
			at += it->d_reclen;
			ended = at == k->buffer + size &&
				visit_is_end(n->volume, it, k->buffer + BUFFER_SIZE);
		}
		if (k->fresh.n >= MAX_FRESH || k->w->stop)
			return true;
	}
	if (size < 0 && errno != ENOENT)
		walker_tell_failed(k->w, n, errno);
	return false;
}

void visit_share(struct worker *k, size_t n)
{
	struct walker *w = k->w;
	struct nodes *s = &k->stack;

	n = n < s->n ? n : s->n;
	pthread_mutex_lock(&w->lock);
	if (nodes_reserve(&w->shared, n)) {
		nodes_move(&w->shared, s->items, n);
		s->n -= n;
		memmove(s->items, s->items + n, s->n * sizeof *s->items);
		pthread_cond_broadcast(&w->work);
	}
	pthread_mutex_unlock(&w->lock);
}

static void visit_drop_fresh(struct worker *k)
{
	while (k->fresh.n)
		free(k->fresh.items[--k->fresh.n]);
}

/*
 * Pushes the collected subdirectories on the stack, and the directory itself if there is
 * more to read in it.
 */
static void visit_push(struct worker *k, struct node *n, int fd, bool more)
{
	struct nodes *s = &k->stack;
	unsigned count = (unsigned)k->fresh.n;

	if (!nodes_reserve(s, count + 1)) {
		walker_fail_memory(k->w);
		visit_drop_fresh(k);
		count = 0;
		more = false;
	}
	if (n->fd < 0) {
		n->fd = fd;
		atomic_fetch_add(&k->w->n_open, 1);
	}
	atomic_fetch_add(&n->refs, count);
	atomic_fetch_add(&n->unopened, count);
	if (more)
		s->items[s->n++] = n;
	nodes_move(s, k->fresh.items, k->fresh.n);
	if (more)
		return;
	node_note_opened(n, &k->w->n_open);
	node_unref(n);
}

/* Reads a directory. Takes ownership of `fd`. */
static void visit_read_dir(struct worker *k, struct node *n, int fd)
{
	bool more = visit_scan(k, n, fd);

	if (more || k->fresh.n || n->fd >= 0) {
		visit_push(k, n, fd, more);
		return;
	}
	close(fd);
	node_unref(n);
}

/* The state of a thread that goes on alone. */
struct visit_alone {
	struct worker *k;
	struct node *at; /* it and those above up to the top have a reference */
	int fd;
	struct nodes todo;
};

static int visit_remember(struct node *n, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	n->dev = st.st_dev;
	n->ino = st.st_ino;
	return 0;
}

/* Climbs to the directory `to` above. Returns false if the tree has changed meanwhile. */
static bool visit_climb(struct visit_alone *a, const struct node *to)
{
	while (a->at != to) {
		struct node *parent = a->at->parent;
		struct stat st;
		int fd = openat(a->fd, "..", DIR_FLAGS);

		if (fd < 0)
			return false;
		close(a->fd);
		a->fd = fd;
		if (fstat(fd, &st) || st.st_dev != parent->dev ||
			st.st_ino != parent->ino)
			return false;
		node_unref(a->at);
		a->at = parent;
	}
	return true;
}

/* Adds the collected subdirectories to `todo`. Returns false if memory ran out. */
static bool visit_take_fresh(struct visit_alone *a, struct node *n)
{
	struct nodes *fresh = &a->k->fresh;

	if (!nodes_reserve(&a->todo, fresh->n))
		return false;
	atomic_fetch_add(&n->refs, (unsigned)fresh->n);
	nodes_move(&a->todo, fresh->items, fresh->n);
	return true;
}

/* Reads a directory and takes ownership of `fd`. Stays in it if it has subdirectories. */
static void visit_tree_alone(struct visit_alone *a, struct node *n, int fd)
{
	struct worker *k = a->k;
	size_t before = a->todo.n;
	bool more;

	if (k->w->n_open < k->w->max_open / 2) { /* other threads can help again */
		visit_read_dir(k, n, fd);
		return;
	}
	do {
		more = visit_scan(k, n, fd) && !k->w->stop;
		if (!visit_take_fresh(a, n)) {
			walker_fail_memory(k->w);
			visit_drop_fresh(k);
		}
	} while (more);
	if (a->todo.n > before && !visit_remember(n, fd)) {
		place_close_fd(&a->fd);
		a->fd = fd;
		a->at = n;
		return;
	}
	while (a->todo.n > before) {
		walker_tell_failed(k->w, a->todo.items[--a->todo.n], EIO);
		node_unref(a->todo.items[a->todo.n]);
	}
	close(fd);
	node_unref(n);
}

/* Reads everything below `top`, with only one directory open at a time. */
static void visit_walk_alone(struct worker *k, struct node *top, int fd)
{
	const struct node *above = top->parent;
	struct visit_alone a = {.k = k, .at = top->parent, .fd = -1};

	visit_share(k, k->stack.n);
	visit_tree_alone(&a, top, fd);
	while (a.todo.n) {
		struct node *n = a.todo.items[--a.todo.n];
		int child = -1;

		if (!k->w->stop && visit_climb(&a, n->parent))
			child = volumes_enter(k->w, a.fd, n);
		else if (!k->w->stop)
			walker_tell_failed(k->w, n, ESTALE);
		if (child < 0) {
			node_unref(n);
			continue;
		}
		visit_tree_alone(&a, n, child);
	}
	while (a.at != above) {
		struct node *parent = a.at->parent;
		node_unref(a.at);
		a.at = parent;
	}
	place_close_fd(&a.fd);
	free(a.todo.items);
}

void visit_tree(struct worker *k, struct node *n)
{
	int fd = n->fd;

	if (fd < 0) {
		fd = volumes_enter(k->w, n->parent->fd, n);
		node_note_opened(n->parent, &k->w->n_open);
	}
	if (fd < 0)
		node_unref(n);
	else if (n->fd < 0 && k->w->n_open >= k->w->max_open)
		visit_walk_alone(k, n, fd);
	else
		visit_read_dir(k, n, fd);
}
