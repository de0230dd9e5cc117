/* SPDX-License-Identifier: MIT */
/* The walk from a root to a file, link by link. */
#include "sys/root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_LINKS 40 /* as the kernel */
#define MAX_DEPTH 512

/* A walk under way. */
struct walk {
	const struct root *root;
	uid_t trusted;
	int fds[MAX_DEPTH];	   /* directories from the root down, O_PATH */
	size_t lengths[MAX_DEPTH]; /* of `path` at each of them */
	size_t depth;		   /* fds[0] is the root's */
	struct buf path;	   /* of the deepest directory, "" for the root */
	struct buf rest; /* components still to go; after the first no slash leads */
	struct {
		uid_t owner;
		size_t rest; /* what follows the link: nothing more of it is to go then */
		bool done;
	} links[MAX_LINKS];
	size_t n_links;
	bool entry; /* a link at the end is not followed */
	struct place *ret;
};

int root_open(struct root *r, const char *path, struct err *e)
{
	r->fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->fd >= 0 && faccessat(r->fd, ".", X_OK, AT_EACCESS)) {
		int errnum = errno;
		root_close(r);
		errno = errnum;
	}
	return r->fd < 0 ? err_sys(e, errno, path, "open the directory") : 0;
}

void root_close(struct root *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

void place_done(struct place *p)
{
	if (p->dir >= 0)
		close(p->dir);
	free(p->path);
	free(p->distrust);
	*p = PLACE_NONE;
}

int place_open(const struct place *p, int flags)
{
	return openat(p->dir, p->name, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Whether nobody but root and the caller can put something else in this one's place. */
static bool trusted(const struct walk *w, const struct stat *st)
{
	bool others = (st->st_mode & S_IWOTH) || ((st->st_mode & S_IWGRP) && st->st_gid);

	if (st->st_uid != 0 && st->st_uid != w->trusted)
		return false;
	/* In a sticky directory only the owner of an entry moves it, who is judged next. */
	return !others || (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX));
}

static void judge(struct walk *w, const struct stat *st, const char *name)
{
	char *path;

	if (w->ret->distrust || S_ISLNK(st->st_mode) || trusted(w, st))
		return;
	if (asprintf(&path, "%s/%s", buf_str(&w->path), name) > 0)
		w->ret->distrust = path;
	else
		w->path.failed = true;
}

static int fail(struct walk *w, int errnum, const char *name, struct err *e)
{
	char path[PATH_MAX + NAME_MAX];

	snprintf(path, sizeof path, "%s/%s", buf_str(&w->path), name);
	return err_sys(e, errnum, path, "follow the path");
}

static void pop(struct walk *w)
{
	if (w->depth < 2)
		return;
	close(w->fds[--w->depth]);
	w->path.size = w->lengths[w->depth - 1];
	if (w->path.data)
		w->path.data[w->path.size] = 0;
}

static int push(struct walk *w, const char *name, struct err *e)
{
	int fd = w->depth == MAX_DEPTH
			 ? (errno = ENAMETOOLONG, -1)
			 : openat(w->fds[w->depth - 1], name,
				   O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return fail(w, errno, name, e);
	buf_addf(&w->path, "/%s", name);
	w->lengths[w->depth] = w->path.size;
	w->fds[w->depth++] = fd;
	return 0;
}

/* Puts what a link says before the rest. */
static int follow(struct walk *w, const char *name, uid_t owner, struct err *e)
{
	char target[PATH_MAX];
	struct buf rest = {0};
	ssize_t n = readlinkat(w->fds[w->depth - 1], name, target, sizeof target - 1);

	if (n < 0)
		return fail(w, errno, name, e);
	if (w->n_links == MAX_LINKS)
		return fail(w, ELOOP, name, e);
	w->links[w->n_links].owner = owner;
	w->links[w->n_links++].rest = w->rest.size;
	if (n > 0 && target[0] == '/')
		while (w->depth > 1)
			pop(w);
	buf_add(&rest, span_of(target, (size_t)n));
	buf_addf(&rest, "/%s", buf_str(&w->rest));
	buf_done(&w->rest);
	w->rest = rest;
	return rest.failed ? err_memory(e) : 0;
}

/* Takes the next component off the rest. False at its end. */
static bool next(struct walk *w, char *name, int *too_long)
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

static bool is_last(const struct walk *w)
{
	const char *rest = buf_str(&w->rest);

	return rest[strspn(rest, "/")] == 0;
}

/*
 * A link of somebody who is not root leads only to what is his own. `name` is what the
 * links lead to of which nothing more is to go.
 */
static int check_links(
	struct walk *w, const char *name, const struct stat *st, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	for (size_t i = 0; i < w->n_links; i++) {
		uid_t owner = w->links[i].owner;

		if (w->links[i].done || w->rest.size > w->links[i].rest)
			continue;
		w->links[i].done = true;
		if (owner == 0 || owner == st->st_uid || owner == w->trusted)
			continue;
		buf_addf(&path, "%s/%s", buf_str(&w->path), name);
		return err_set(e, JSEC_UNTRUSTED, buf_str(&path), 0,
			"a link of user %u leads here, to what is not theirs; not followed",
			owner);
	}
	return 0;
}

/* One step to what is there: a link, a directory, or the end. */
static int step(struct walk *w, const char *name, const struct stat *st, struct err *e)
{
	int rc;

	judge(w, st, name);
	if (S_ISLNK(st->st_mode) && !(w->entry && is_last(w)))
		return follow(w, name, st->st_uid, e);
	rc = check_links(w, name, st, e);
	if (rc)
		return rc;
	if (S_ISDIR(st->st_mode) || !is_last(w))
		return push(w, name, e);
	strcpy(w->ret->name, name);
	w->ret->st = *st;
	return 0;
}

static int walk(struct walk *w, struct err *e)
{
	char name[NAME_MAX + 1];
	int rc = 0, too_long = 0;

	while (!rc && !*w->ret->name && next(w, name, &too_long)) {
		struct stat st;

		if (too_long)
			return fail(w, ENAMETOOLONG, "...", e);
		if (!strcmp(name, "."))
			continue;
		if (!strcmp(name, "..")) {
			pop(w);
			continue;
		}
		if (fstatat(w->fds[w->depth - 1], name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
			rc = step(w, name, &st, e);
		} else {
			if (errno != ENOENT || !is_last(w))
				return fail(w, errno, name, e);
			strcpy(w->ret->name, name);
		}
	}
	return rc;
}

/* The walk ended in a directory: its place is a name in the one above. */
static int end_in_directory(struct walk *w, struct err *e)
{
	const char *path = buf_str(&w->path), *slash = strrchr(path, '/');

	strcpy(w->ret->name, slash ? slash + 1 : ".");
	if (fstat(w->fds[w->depth - 1], &w->ret->st))
		return err_sys(e, errno, path, "examine the directory");
	pop(w);
	return 0;
}

static int resolve(const struct root *r, const char *path, uid_t trusted_uid, bool entry,
	struct place *ret, struct err *e)
{
	struct walk w = {.root = r,
		.trusted = trusted_uid,
		.depth = 1,
		.entry = entry,
		.ret = ret};
	int rc;

	*ret = PLACE_NONE;
	w.fds[0] = fcntl(r->fd, F_DUPFD_CLOEXEC, 0);
	if (w.fds[0] < 0)
		return err_sys(e, errno, path, "open the root");
	buf_adds(&w.rest, path);
	rc = w.rest.failed ? err_memory(e) : walk(&w, e);
	if (!rc && !*ret->name)
		rc = end_in_directory(&w, e);
	if (!rc) {
		ret->dir = w.fds[--w.depth];
		if (strcmp(ret->name, "."))
			buf_addf(&w.path, "/%s", ret->name);
		else
			buf_adds(&w.path, "/");
		ret->path = buf_take(&w.path);
		if (!ret->path)
			rc = err_memory(e);
	}
	while (w.depth > 0)
		close(w.fds[--w.depth]);
	buf_done(&w.path);
	buf_done(&w.rest);
	if (rc)
		place_done(ret);
	return rc;
}

int root_resolve(const struct root *r, const char *path, uid_t trusted_uid,
	struct place *ret, struct err *e)
{
	return resolve(r, path, trusted_uid, false, ret, e);
}

int root_resolve_entry(const struct root *r, const char *path, uid_t trusted_uid,
	struct place *ret, struct err *e)
{
	return resolve(r, path, trusted_uid, true, ret, e);
}

/* Makes a directory that has that mode whatever the umask is. */
static int make_dir(const struct place *p, mode_t mode)
{
	FD_AUTO int parent = openat(p->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (parent < 0)
		return -1;
	if (mkdirat(parent, p->name, mode & 0700))
		return errno == EEXIST ? fsync(parent) : -1;
	FD_AUTO int made =
		openat(parent, p->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return made < 0 || fchmod(made, mode) || fsync(parent) ? -1 : 0;
}

int root_make_dir(const struct root *r, const char *path, mode_t mode, const char *doing,
	struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err missing = {0};
	const char *slash = strrchr(path, '/');
	int rc = root_resolve(r, path, geteuid(), &p, &missing);

	if (rc == -JSEC_NOT_FOUND && slash && slash > path) {
		char *above = strndup(path, (size_t)(slash - path));
		rc = above ? root_make_dir(r, above, 0755, doing, e) : err_memory(e);
		free(above);
		rc = rc ? rc : root_resolve(r, path, geteuid(), &p, e);
	} else if (rc) {
		err_move(e, &missing);
	}
	if (rc || p.st.st_mode)
		return rc;
	return make_dir(&p, mode) ? err_sys(e, errno, path, doing) : 0;
}
