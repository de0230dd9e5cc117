/* SPDX-License-Identifier: MIT */
/* Walks from the root to a file, one component and one symbolic link at a time. */
#include "os/root.h"

#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_LINKS 40 /* as in the kernel */
#define MAX_DEPTH 512

#define MAX_KEPT 64 /* directories that stay open between two walks */

/* A directory on the path. */
struct root_step {
	int fd;	       /* O_PATH; -1 after it was handed over */
	size_t length; /* of the trail's path, up to this directory */
	struct file_info info;
};

/* The directories that the last walk went through, from the root down. */
struct trail {
	struct root_step steps[MAX_DEPTH]; /* steps[0] is the root: it is not closed */
	size_t n;
	struct buf path; /* of the last directory; "" for the root */
};

/* A walk that is going on. */
struct root_walk {
	struct owner trusted;
	struct trail *trail;
	size_t depth;	 /* steps to the current directory; later ones may be reused */
	struct buf rest; /* components to go; no slash before the second one or later */
	struct {
		struct owner owner;
		/* what follows the link: the target is reached at this size */
		size_t rest;
		bool done;
	} links[MAX_LINKS];
	size_t n_links;
	bool entry; /* do not follow a link in the last component */
	struct place *ret;
};

int root_open(struct root *r, const char *path, struct err *e)
{
	*r = (struct root){.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC),
		.trusted = owner_get_own()};
	if (r->fd >= 0 && faccessat(r->fd, ".", X_OK, AT_EACCESS)) {
		int errnum = errno;
		root_close(r);
		errno = errnum;
	}
	return r->fd < 0 ? system_fail(e, errno, path, "open the directory") : 0;
}

struct root root_act_for(const struct root *r, struct owner who)
{
	return (struct root){.fd = r->fd, .trusted = who};
}

static void trail_init(struct trail *t, int root)
{
	t->steps[0] = (struct root_step){.fd = root};
	t->n = 1;
	t->path = (struct buf){0};
}

/* Keeps only the first `n` steps. */
static void trail_cut(struct trail *t, size_t n)
{
	while (t->n > n)
		root_close_fd(&t->steps[--t->n].fd);
	t->path.size = t->steps[n - 1].length;
}

static void trail_done(struct trail *t)
{
	trail_cut(t, 1);
	buf_done(&t->path);
}

void root_remember(struct root *r)
{
	r->trail = malloc(sizeof *r->trail);
	if (r->trail)
		trail_init(r->trail, r->fd);
}

void root_forget(struct root *r)
{
	if (r->trail)
		trail_done(r->trail);
	free(r->trail);
	r->trail = NULL;
}

void root_close(struct root *r)
{
	root_forget(r);
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

void place_done(struct place *p)
{
	if (p->directory >= 0)
		close(p->directory);
	free(p->path);
	free(p->distrust);
	*p = PLACE_NONE;
}

int place_open(const struct place *p, int flags)
{
	return openat(p->directory, p->name, flags | O_NOFOLLOW | O_CLOEXEC);
}

bool place_is_open(const struct place *p)
{
	return p->directory >= 0;
}

int place_look_beside(
	const struct place *p, const char *name, struct file_info *ret, struct err *e)
{
	struct stat st;

	*ret = (struct file_info){0};
	if (!fstatat(p->directory, name, &st, AT_SYMLINK_NOFOLLOW))
		*ret = file_info_make(&st);
	else if (errno != ENOENT && errno != ENAMETOOLONG)
		return system_fail(e, errno, p->path, "look beside the file");
	return 0;
}

int place_links_to(const struct place *p, const char *target, bool *ret, struct err *e)
{
	char text[PATH_MAX];
	ssize_t n = p->info.kind == FILE_LINK
			    ? readlinkat(p->directory, p->name, text, sizeof text)
			    : 0;

	if (n < 0)
		return system_fail(e, errno, p->path, "read the link");
	*ret = span_equal(span_of(text, (size_t)n), span_str(target));
	return 0;
}

int place_remove_dir(const struct place *p, struct err *e)
{
	if (unlinkat(p->directory, p->name, AT_REMOVEDIR)) {
		if (errno == ENOENT)
			return 0;
		return errno == ENOTEMPTY || errno == EEXIST
			       ? 1
			       : system_fail(e, errno, p->path, "remove the directory");
	}
	FD_AUTO int parent =
		openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent))
		return system_fail(e, errno, p->path, "sync the directory above it");
	return 0;
}

/* Tells whether only root and the caller can replace this file or directory. */
static bool root_is_trusted(const struct root_walk *w, const struct file_info *i)
{
	unsigned mode = i->permissions;
	bool others = (mode & S_IWOTH) || ((mode & S_IWGRP) && i->owner.group);

	if (!owner_is_root(i->owner) && !owner_equal(i->owner, w->trusted))
		return false;
	/* In a sticky directory only an entry's owner can move it; he is checked next. */
	return !others || (i->kind == FILE_DIR && (mode & S_ISVTX));
}

static int root_get_fd(const struct root_walk *w)
{
	return w->trail->steps[w->depth - 1].fd;
}

/* Returns the path of the current directory, "" for the root. */
static struct span root_get_path(const struct root_walk *w)
{
	size_t length = w->trail->steps[w->depth - 1].length;

	return span_of(length ? w->trail->path.data : "", length);
}

/* Adds the path of a name in the current directory. */
static void root_add_path(const struct root_walk *w, const char *name, struct buf *out)
{
	buf_add(out, root_get_path(w));
	buf_addf(out, "/%s", name);
}

static int root_judge(
	struct root_walk *w, const struct file_info *i, const char *name, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	if (w->ret->distrust || i->kind == FILE_LINK || root_is_trusted(w, i))
		return 0;
	root_add_path(w, name, &path);
	w->ret->distrust = buf_take(&path);
	return w->ret->distrust ? 0 : err_memory(e);
}

static int root_fail(struct root_walk *w, int errnum, const char *name, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	root_add_path(w, name, &path);
	return system_fail(e, errnum, buf_str(&path), "follow the path");
}

static void root_pop_link(struct root_walk *w)
{
	if (w->depth > 1)
		w->depth--;
}

/* Tells whether the last walk went from here to the directory `name`. */
static bool root_is_known(const struct root_walk *w, const char *name)
{
	const struct trail *t = w->trail;
	size_t from = t->steps[w->depth - 1].length + 1, size = strlen(name);

	return w->depth < t->n && t->steps[w->depth].length == from + size &&
	       !memcmp(t->path.data + from, name, size);
}

static int root_push_link(
	struct root_walk *w, const char *name, const struct file_info *i, struct err *e)
{
	struct trail *t = w->trail;
	int fd = w->depth == MAX_DEPTH
			 ? (errno = ENAMETOOLONG, -1)
			 : openat(root_get_fd(w), name,
				   O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return root_fail(w, errno, name, e);
	trail_cut(t, w->depth);
	buf_addf(&t->path, "/%s", name);
	if (t->path.failed) {
		close(fd);
		return err_memory(e);
	}
	t->steps[t->n++] = (struct root_step){fd, t->path.size, *i};
	w->depth++;
	return 0;
}

/* Puts the target of a link before the rest. */
static int root_follow(
	struct root_walk *w, const char *name, struct owner owner, struct err *e)
{
	char target[PATH_MAX];
	struct buf rest = {0};
	ssize_t n = readlinkat(root_get_fd(w), name, target, sizeof target - 1);

	if (n < 0)
		return root_fail(w, errno, name, e);
	if (w->n_links == MAX_LINKS)
		return root_fail(w, ELOOP, name, e);
	w->links[w->n_links].owner = owner;
	w->links[w->n_links++].rest = w->rest.size;
	if (n > 0 && target[0] == '/')
		w->depth = 1;
	buf_add(&rest, span_of(target, (size_t)n));
	buf_addf(&rest, "/%s", buf_str(&w->rest));
	buf_done(&w->rest);
	w->rest = rest;
	return rest.failed ? err_memory(e) : 0;
}

/* Takes the next component from the rest. Returns false if there is none. */
static bool root_next_part(struct root_walk *w, char *name, int *too_long)
{
	const char *rest = buf_str(&w->rest);
	size_t from = strspn(rest, "/"), size = strcspn(rest + from, "/");

	if (!size)
		return false;
	*too_long = size > NAME_MAX;
	if (!*too_long) {
		memcpy(name, rest + from, size);
		name[size] = 0;
	}
	from += strspn(rest + from + size, "/");
	w->rest.size -= from + size;
	memmove(w->rest.data, rest + from + size, w->rest.size + 1);
	return true;
}

static bool root_is_last(const struct root_walk *w)
{
	const char *rest = buf_str(&w->rest);

	return rest[strspn(rest, "/")] == 0;
}

/*
 * A link that does not belong to root may only lead to a file of its owner. Checks all
 * links whose targets end at `name`.
 */
static int root_check_links(
	struct root_walk *w, const char *name, struct owner whose, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	for (size_t i = 0; i < w->n_links; i++) {
		struct owner owner = w->links[i].owner;

		if (w->links[i].done || w->rest.size > w->links[i].rest)
			continue;
		w->links[i].done = true;
		if (owner_is_root(owner) || owner_equal(owner, whose) ||
			owner_equal(owner, w->trusted))
			continue;
		root_add_path(w, name, &path);
		return err_set(e, JSEC_UNTRUSTED, buf_str(&path), 0,
			"a symbolic link of %s leads to this file of another "
			"owner; not followed",
			owner_print(owner).text);
	}
	return 0;
}

/* Goes one step: follows a link, enters a directory, or ends. */
static int root_take_step(
	struct root_walk *w, const char *name, const struct stat *st, struct err *e)
{
	const struct file_info info = file_info_make(st);
	int rc = root_judge(w, &info, name, e);

	if (!rc && info.kind == FILE_LINK && !(w->entry && root_is_last(w)))
		return root_follow(w, name, info.owner, e);
	rc = rc ? rc : root_check_links(w, name, info.owner, e);
	if (rc)
		return rc;
	if (info.kind == FILE_DIR || !root_is_last(w))
		return root_push_link(w, name, &info, e);
	strcpy(w->ret->name, name);
	w->ret->info = info;
	return 0;
}

/* Repeats a step of the last walk. Whether it is allowed is decided each time. */
static int root_step_again(struct root_walk *w, const char *name, struct err *e)
{
	const struct file_info *i = &w->trail->steps[w->depth].info;
	int rc = root_judge(w, i, name, e);

	rc = rc ? rc : root_check_links(w, name, i->owner, e);
	w->depth += !rc;
	return rc;
}

/*
 * Handles a path whose last component does not exist. A link to it could make us create a
 * file there: that is only allowed if its owner also owns the directory.
 */
static int root_end_missing(struct root_walk *w, const char *name, struct err *e)
{
	struct stat dir;

	if (fstat(root_get_fd(w), &dir))
		return root_fail(w, errno, name, e);
	strcpy(w->ret->name, name);
	w->rest.size = 0;
	return root_check_links(w, name, file_info_make(&dir).owner, e);
}

static int root_walk_path(struct root_walk *w, struct err *e)
{
	char name[NAME_MAX + 1];
	int rc = 0, too_long = 0;

	while (!rc && !*w->ret->name && root_next_part(w, name, &too_long)) {
		struct stat st;

		if (too_long)
			return root_fail(w, ENAMETOOLONG, "...", e);
		if (!strcmp(name, "."))
			continue;
		if (!strcmp(name, "..")) {
			root_pop_link(w);
			continue;
		}
		if (root_is_known(w, name)) {
			rc = root_step_again(w, name, e);
		} else if (!fstatat(root_get_fd(w), name, &st, AT_SYMLINK_NOFOLLOW)) {
			rc = root_take_step(w, name, &st, e);
		} else {
			if (errno != ENOENT || !root_is_last(w))
				return root_fail(w, errno, name, e);
			rc = root_end_missing(w, name, e);
		}
	}
	return rc;
}

/* Handles a path that leads to a directory: the place is its name in the parent. */
static int root_end_in_directory(struct root_walk *w, struct err *e)
{
	BUF_AUTO struct buf path = {0};
	struct stat st;

	buf_add(&path, root_get_path(w));
	const char *slash = strrchr(buf_str(&path), '/');
	if (path.failed)
		return err_memory(e);
	strcpy(w->ret->name, slash ? slash + 1 : ".");
	if (fstat(root_get_fd(w), &st))
		return system_fail(e, errno, buf_str(&path), "examine the directory");
	w->ret->info = file_info_make(&st);
	root_pop_link(w);
	return 0;
}

/* Gives the current directory to the place. Opens it again if the trail keeps it. */
static int root_hand_over(struct root_walk *w, bool keep, struct err *e)
{
	struct place *ret = w->ret;
	struct root_step *last = &w->trail->steps[w->depth - 1];
	BUF_AUTO struct buf path = {0};

	if (!strcmp(ret->name, "."))
		buf_adds(&path, "/");
	else
		root_add_path(w, ret->name, &path);
	ret->path = buf_take(&path);
	if (!ret->path)
		return err_memory(e);
	if (keep || w->depth == 1) {
		ret->directory = fcntl(last->fd, F_DUPFD_CLOEXEC, 0);
	} else {
		ret->directory = last->fd;
		last->fd = -1;
	}
	return ret->directory < 0 ? system_fail(e, errno, ret->path, "open its directory")
				  : 0;
}

static int root_resolve_any(const struct root *r, const char *path, bool entry,
	struct place *ret, struct err *e)
{
	/* Too large for the stack of a thread. */
	struct trail *own = r->trail ? NULL : malloc(sizeof *own);
	struct trail *trail = r->trail ? r->trail : own;
	int rc;

	*ret = PLACE_NONE;
	if (!trail)
		return err_memory(e);
	if (own)
		trail_init(own, r->fd);
	struct root_walk w = {.trusted = r->trusted,
		.trail = trail,
		.depth = 1,
		.entry = entry,
		.ret = ret};
	buf_adds(&w.rest, path);
	rc = w.rest.failed ? err_memory(e) : root_walk_path(&w, e);
	if (!rc && !*ret->name)
		rc = root_end_in_directory(&w, e);
	rc = rc ? rc : root_hand_over(&w, r->trail, e);
	if (own)
		trail_done(own);
	else if (trail->n > MAX_KEPT)
		trail_cut(trail, MAX_KEPT);
	free(own);
	buf_done(&w.rest);
	if (rc)
		place_done(ret);
	return rc;
}

int root_resolve(const struct root *r, const char *path, struct place *ret, struct err *e)
{
	return root_resolve_any(r, path, false, ret, e);
}

int root_resolve_entry(
	const struct root *r, const char *path, struct place *ret, struct err *e)
{
	return root_resolve_any(r, path, true, ret, e);
}

/* Makes a directory, with a mode that umask does not change. Returns 1 if it exists. */
static int root_make_one_dir(const struct place *p, unsigned permissions)
{
	FD_AUTO int parent =
		openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (parent < 0)
		return -1;
	if (mkdirat(parent, p->name, permissions))
		return errno == EEXIST && !fsync(parent) ? 1 : -1;
	FD_AUTO int made =
		openat(parent, p->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (made >= 0 && !fchmod(made, permissions) && !fsync(parent))
		return 0;
	/* no later run would give it the right mode */
	int why = errno;
	unlinkat(parent, p->name, AT_REMOVEDIR);
	errno = why;
	return -1;
}

static int root_make_parent(
	const struct root *r, const char *path, const char *doing, struct err *e)
{
	PLACE_AUTO struct place ignored = PLACE_NONE;
	char *above = strndup(path, (size_t)(strrchr(path, '/') - path));
	int rc =
		above ? root_make_dir(r, above, 0755, doing, &ignored, e) : err_memory(e);

	free(above);
	return rc;
}

int root_make_dir(const struct root *r, const char *path, unsigned permissions,
	const char *doing, struct place *ret, struct err *e)
{
	ERR_AUTO struct err missing = {0};
	const char *slash = strrchr(path, '/');
	int rc = root_resolve(r, path, ret, &missing);

	if (rc == -JSEC_NOT_FOUND && slash && slash > path) {
		rc = root_make_parent(r, path, doing, e);
		rc = rc ? rc : root_resolve(r, path, ret, e);
	} else if (rc) {
		err_move(e, &missing);
	}
	if (rc || ret->info.kind)
		return rc;
	int there = root_make_one_dir(ret, permissions);
	if (there < 0)
		rc = system_fail(e, errno, path, doing);
	else if (!there)
		rc = place_look_beside(ret, ret->name, &ret->info, e);
	if (!rc && !there && !ret->info.kind)
		rc = system_fail(e, ENOENT, path, doing);
	if (rc || there)
		place_done(ret);
	return rc || !there ? rc : root_resolve(r, path, ret, e);
}
