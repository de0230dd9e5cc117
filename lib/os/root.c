/* SPDX-License-Identifier: MIT */
/* Walks from the root to a file, one component and one symbolic link at a time. */
#include "os/root.h"

#include "base/buf.h"
#include "os/identity.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MAX_LINKS 40 /* as in the kernel */
#define MAX_DEPTH 512

#define MAX_KEPT 64 /* directories that stay open between two walks */

/* One component of the path. */
struct root_step {
	int fd;	       /* O_PATH; -1 after it was handed over */
	size_t length; /* of the trail's path, up to this directory */
	struct file_info info;
	struct root_fs fs;
};

/* The directories that the last walk went through, from the root down. */
struct trail {
	struct root_step steps[MAX_DEPTH]; /* steps[0] is the root: it is not closed */
	size_t n;
	struct buf path; /* of the last directory; "" for the root */
};

/* How to follow a path. */
enum root_mode {
	ROOT_PATH,
	ROOT_ENTRY, /* not a link in the last component */
	ROOT_NAMED, /* the user named it */
	ROOT_RECORDED,
};

/* A walk that is going on. */
struct root_walk {
	struct owner trusted;
	const struct foreign *foreign;
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
	const struct remote_mounts *avoided;
	enum root_mode mode;
	struct place *ret;
};

/* Opens a directory below `at` without a look at the links on the way. */
static int root_open_at(struct root *r, int at, const char *path, struct err *e)
{
	int fd = openat(at, path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (!root_adopt(r, fd, owner_get_own()) && !faccessat(fd, ".", X_OK, AT_EACCESS))
		return 0;
	int errnum = errno;
	root_close(r);
	return system_fail(e, errnum, path, "open the directory");
}

/* Returns the length of "/proc/PID/root" at the start of an absolute path, or 0. */
static size_t root_find_process(const char *path, int *pid)
{
	int n = 0;
	char digits[10];

	if (sscanf(path, "/proc/%9[0-9]/root%n", digits, &n) != 1 || !n ||
		(path[n] && path[n] != '/'))
		return 0;
	*pid = atoi(digits);
	return (size_t)n;
}

/*
 * Goes on from /proc/PID/root if the path begins with it. Only the kernel can follow that,
 * and what comes next is a path there.
 */
static int root_enter_process(struct root *r, const char **path, struct err *e)
{
	PLACE_AUTO struct place link = PLACE_NONE;
	char start[32];
	int pid;
	size_t n = root_find_process(*path, &pid);

	if (!n)
		return 0;
	snprintf(start, sizeof start, "%.*s", (int)n, *path);
	int rc = root_resolve_entry(r, start, &link, e);
	if (rc || !link.pseudo)
		return rc;
	root_close(r);
	*path += n;
	return root_open_at(r, link.directory, link.name, e);
}

/* Opens a directory by steps from "/", so that no other user's link leads root astray. */
static int root_open_by_steps(struct root *r, const char *path, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	struct root start;
	int rc = root_open_at(&start, AT_FDCWD, "/", e);

	rc = rc ? rc : root_enter_process(&start, &path, e);
	rc = rc ? rc : root_resolve(&start, path, &p, e);
	root_close(&start);
	if (!rc && p.info.kind != FILE_DIR)
		return system_fail(
			e, p.info.kind ? ENOTDIR : ENOENT, path, "open the directory");
	return rc ? rc : root_open_at(r, p.file, ".", e);
}

int root_open(struct root *r, const char *path, struct err *e)
{
	char *whole;
	int pid = 0;

	*r = ROOT_NONE;
	if (!strcmp(path, "/"))
		return root_open_at(r, AT_FDCWD, path, e);
	int rc = system_make_absolute(span_str(path), &whole, e);
	if (!rc && identity_is_root())
		rc = root_open_by_steps(r, whole, e);
	else if (!rc)
		rc = root_open_at(r, AT_FDCWD, path, e);
	if (!rc) {
		size_t n = root_find_process(whole, &pid);
		r->pid = n && !whole[n + strspn(whole + n, "/")] ? pid : 0;
	}
	free(whole);
	return rc;
}

/* Finds out on what file system an open file is, unless that is the one of `above`. */
static struct root_fs root_find_fs(
	int fd, struct file_id id, struct file_id above, struct root_fs fs)
{
	if (id.volume == above.volume)
		return fs;
	fs = (struct root_fs){FS_LOCAL, false};
	if (major(id.volume)) /* a block device */
		return fs;
	fs.kind = mounts_find_kind(&(struct mounts){0}, id.volume, fd);
	fs.opaque = fs.kind == FS_REMOTE && !mounts_have_modes(id.volume, fd);
	return fs;
}

int root_adopt(struct root *r, int fd, struct owner who)
{
	*r = (struct root){.fd = fd, .trusted = who};
	if (fd < 0 || file_info_read(fd, &r->info))
		return -1;
	r->fs = root_find_fs(fd, r->info.id, (struct file_id){0}, r->fs);
	return 0;
}

int root_guard(struct root *r, const char *path, struct err *e)
{
	char *whole;
	int rc = system_make_absolute(span_str(path), &whole, e);

	rc = rc ? rc : mounts_foreign_open(r->fd, whole, &r->foreign, e);
	free(whole);
	return rc;
}

struct root root_act_for(const struct root *r, struct owner who)
{
	return (struct root){.fd = r->fd,
		.info = r->info,
		.fs = r->fs,
		.pid = r->pid,
		.trusted = who,
		.foreign = r->foreign,
		.avoided = r->avoided};
}

int root_list_remote(const struct root *r, struct remote_mounts *ret, struct err *e)
{
	char self[32], path[PATH_MAX];

	snprintf(self, sizeof self, "/proc/self/fd/%d", r->fd);
	ssize_t n = r->pid ? 0 : readlink(self, path, sizeof path - 1);
	path[n > 0 ? n : 0] = 0;
	return n < 0 ? 0 : mounts_list_remote(r->pid, path, ret, e);
}

struct root root_avoid(const struct root *r, const struct remote_mounts *avoided)
{
	struct root ret = root_act_for(r, r->trusted);

	ret.avoided = avoided;
	return ret;
}

static void trail_init(struct trail *t, const struct root *r)
{
	t->steps[0] = (struct root_step){.fd = r->fd, .info = r->info, .fs = r->fs};
	t->n = 1;
	t->path = (struct buf){0};
}

/* Keeps only the first `n` steps. */
static void trail_cut(struct trail *t, size_t n)
{
	while (t->n > n)
		place_close_fd(&t->steps[--t->n].fd);
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
		trail_init(r->trail, r);
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
	mounts_foreign_free(r->foreign);
	r->foreign = NULL;
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

static bool root_trusts(const struct root_walk *w, struct owner o)
{
	return owner_is_root(o) || owner_equal(o, w->trusted);
}

/* Tells whether only root and the caller can replace this file or directory. */
static bool root_is_trusted(const struct root_walk *w, const struct root_step *s)
{
	if (!root_trusts(w, s->info.owner))
		return false;
	if (s->fs.opaque || (s->fs.kind == FS_REMOTE && !mounts_acl_check(s->fd)))
		return false;
	/* In a sticky directory only an entry's owner can move it; he is checked next. */
	return !file_info_is_shared(&s->info) ||
	       (s->info.kind == FILE_DIR && (s->info.permissions & S_ISVTX));
}

static struct root_step *root_get_step(const struct root_walk *w)
{
	return &w->trail->steps[w->depth - 1];
}

/* Returns the path of the current directory, "" for the root. */
static struct span root_get_path(const struct root_walk *w)
{
	size_t length = root_get_step(w)->length;

	return span_of(length ? w->trail->path.data : "", length);
}

/* Adds the path of a name in the current directory. */
static void root_add_path(const struct root_walk *w, const char *name, struct buf *out)
{
	buf_add(out, root_get_path(w));
	buf_addf(out, "/%s", name);
}

/* Judges a step: each one comes here once in each walk, also if it is repeated. */
static int root_judge(
	struct root_walk *w, const struct root_step *s, const char *name, struct err *e)
{
	BUF_AUTO struct buf path = {0};
	bool trusted =
		w->ret->distrust || s->info.kind == FILE_LINK || root_is_trusted(w, s);

	if (trusted && !w->foreign)
		return 0;
	root_add_path(w, name, &path);
	if (path.failed)
		return err_memory(e);
	if (!trusted)
		w->ret->distrust = strdup(buf_str(&path));
	if (!trusted && !w->ret->distrust)
		return err_memory(e);
	return w->foreign ? mounts_foreign_check(w->foreign, s->fd, buf_str(&path), e)
			  : 0;
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

/* Enters a directory. Takes the step's descriptor. */
static int root_enter(
	struct root_walk *w, const char *name, struct root_step *s, struct err *e)
{
	struct trail *t = w->trail;

	if (s->info.kind != FILE_DIR || w->depth == MAX_DEPTH)
		return root_fail(
			w, s->info.kind == FILE_DIR ? ENAMETOOLONG : ENOTDIR, name, e);
	trail_cut(t, w->depth);
	buf_addf(&t->path, "/%s", name);
	if (t->path.failed)
		return err_memory(e);
	s->length = t->path.size;
	t->steps[t->n++] = *s;
	s->fd = -1;
	w->depth++;
	return 0;
}

/*
 * A link such as /proc/PID/root leads into another process's view of the files. Its text is
 * a path there, which may be another file here.
 */
static int root_refuse_view(struct root_walk *w, const char *name, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	root_add_path(w, name, &path);
	return err_set(e, JSEC_BAD_REQUEST, buf_str(&path), 0,
		"leads into the root directory of a process, where the same path may be "
		"another file than here; use that directory as the root");
}

/* Puts the target of a link before the rest. */
static int root_follow(
	struct root_walk *w, const char *name, const struct root_step *s, struct err *e)
{
	char target[PATH_MAX];
	struct buf rest = {0};
	ssize_t n = readlinkat(s->fd, "", target, sizeof target - 1);

	if (n < 0)
		return root_fail(w, errno, name, e);
	if (w->n_links == MAX_LINKS)
		return root_fail(w, ELOOP, name, e);
	if (s->fs.kind == FS_PSEUDO && n > 0 && target[0] == '/')
		return root_refuse_view(w, name, e);
	w->links[w->n_links].owner = s->info.owner;
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
		if (root_trusts(w, owner) || owner_equal(owner, whose))
			continue;
		root_add_path(w, name, &path);
		return err_set(e, JSEC_UNTRUSTED, buf_str(&path), 0,
			"a symbolic link of %s leads to this file of another "
			"owner; not followed",
			owner_print(owner).text);
	}
	return 0;
}

/* Does the same for links that lead to the current directory, such as "..", "x/." and "/". */
static int root_check_here(struct root_walk *w, struct err *e)
{
	return root_check_links(w, ".", root_get_step(w)->info.owner, e);
}

/*
 * Opens and examines what has the name in the current directory. This opens no device and
 * starts no automount: that needs a second look. Returns 0, or -1 and errno.
 */
static int root_look(const struct root_walk *w, const char *name, struct root_step *ret)
{
	const struct root_step *here = root_get_step(w);
	const int flags[] = {0, O_DIRECTORY};

	for (size_t i = 0; i < 2; i++) {
		place_close_fd(&ret->fd);
		ret->fd = openat(
			here->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC | flags[i]);
		if (ret->fd < 0 || file_info_read(ret->fd, &ret->info))
			return -1;
		ret->fs = root_find_fs(ret->fd, ret->info.id, here->info.id, here->fs);
		if (ret->fs.kind != FS_AUTOMOUNT || ret->info.kind != FILE_DIR)
			break;
	}
	return 0;
}

/* Goes one step: follows a link, enters a directory, or ends. */
static int root_take_step(
	struct root_walk *w, const char *name, struct root_step *s, struct err *e)
{
	int rc = root_judge(w, s, name, e);

	if (!rc && s->info.kind == FILE_LINK &&
		!(w->mode == ROOT_ENTRY && root_is_last(w)))
		return root_follow(w, name, s, e);
	rc = rc ? rc : root_check_links(w, name, s->info.owner, e);
	if (rc)
		return rc;
	if (s->info.kind == FILE_DIR || !root_is_last(w))
		return root_enter(w, name, s, e);
	strcpy(w->ret->name, name);
	w->ret->info = s->info;
	w->ret->pseudo = s->fs.kind == FS_PSEUDO;
	w->ret->file = s->fd;
	s->fd = -1;
	return 0;
}

/* Repeats a step of the last walk. Whether it is allowed is decided each time. */
static int root_step_again(struct root_walk *w, const char *name, struct err *e)
{
	const struct root_step *s = &w->trail->steps[w->depth];
	int rc = root_judge(w, s, name, e);

	rc = rc ? rc : root_check_links(w, name, s->info.owner, e);
	w->depth += !rc;
	return rc;
}

/* Tells whether the name that was taken last comes from a link. */
static bool root_is_from_link(const struct root_walk *w)
{
	size_t i = 0;

	while (i < w->n_links && w->rest.size < w->links[i].rest)
		i++;
	return i < w->n_links;
}

/*
 * Handles a path whose last component does not exist. A link to it could make us create a
 * file there: that is only allowed if its owner also owns the directory.
 */
static int root_end_missing(struct root_walk *w, const char *name, struct err *e)
{
	strcpy(w->ret->name, name);
	w->rest.size = 0;
	return root_check_links(w, name, root_get_step(w)->info.owner, e);
}

/* Tells whether the walk came here through a link of another user. */
static bool root_is_led_by_others(const struct root_walk *w)
{
	size_t i = 0;

	while (i < w->n_links && root_trusts(w, w->links[i].owner))
		i++;
	return i < w->n_links;
}

/* Ends before a mount that may not answer, without touching it. */
static int root_check_mount(struct root_walk *w, const char *name, struct err *e)
{
	struct remote_mount *m = mounts_find_remote(w->avoided, root_get_path(w), name);

	if (!m || m->named)
		return 0;
	bool led = root_is_led_by_others(w);
	bool recorded = w->mode == ROOT_RECORDED && !m->users && !w->ret->distrust;
	if (!led && (w->mode == ROOT_NAMED || recorded)) {
		m->named = true;
		return 0;
	}
	m->met = true;
	if (led && w->mode == ROOT_NAMED)
		return err_set(e, JSEC_UNTRUSTED, m->path, 0,
			"is on a file system that may not answer, and a symbolic link of "
			"another user leads there; not followed");
	return err_set(e, JSEC_NOT_FOUND, m->path, 0,
		"is on a file system that may not answer; not followed");
}

static int root_go(struct root_walk *w, const char *name, struct err *e)
{
	struct root_step s = {.fd = -1};

	if (root_is_known(w, name))
		return root_step_again(w, name, e);
	int rc = root_check_mount(w, name, e);
	if (rc)
		return rc;
	bool there = !root_look(w, name, &s), missing = !there && errno == ENOENT;
	w->ret->dangling = missing && root_is_from_link(w);
	if (there)
		rc = root_take_step(w, name, &s, e);
	else if (missing && s.fd < 0 && root_is_last(w))
		rc = root_end_missing(w, name, e);
	else
		rc = root_fail(w, errno, name, e);
	place_close_fd(&s.fd);
	return rc;
}

static int root_walk_path(struct root_walk *w, struct err *e)
{
	char name[NAME_MAX + 1];
	int rc = 0, too_long = 0;

	while (!rc && !*w->ret->name && root_next_part(w, name, &too_long)) {
		if (too_long)
			return root_fail(w, ENAMETOOLONG, "...", e);
		if (!strcmp(name, ".."))
			root_pop_link(w);
		rc = strcmp(name, ".") && strcmp(name, "..") ? root_go(w, name, e)
							     : root_check_here(w, e);
	}
	return rc;
}

/* Gives a step's descriptor away, or a copy of it if the step is kept. */
static int root_give(struct root_step *s, bool keep)
{
	int fd = s->fd;

	if (keep)
		return fcntl(fd, F_DUPFD_CLOEXEC, 0);
	s->fd = -1;
	return fd;
}

/* Handles a path that leads to a directory: the place is its name in the parent. */
static int root_end_in_directory(struct root_walk *w, bool keep, struct err *e)
{
	struct root_step *s = root_get_step(w);
	BUF_AUTO struct buf path = {0};

	buf_add(&path, root_get_path(w));
	const char *slash = strrchr(buf_str(&path), '/');
	if (path.failed)
		return err_memory(e);
	strcpy(w->ret->name, slash ? slash + 1 : ".");
	w->ret->info = s->info;
	w->ret->file = root_give(s, keep || w->depth == 1);
	if (w->ret->file < 0)
		return system_fail(e, errno, buf_str(&path), "open the directory");
	root_pop_link(w);
	return 0;
}

/* Gives the current directory to the place. */
static int root_hand_over(struct root_walk *w, bool keep, struct err *e)
{
	struct place *ret = w->ret;
	BUF_AUTO struct buf path = {0};

	if (!strcmp(ret->name, "."))
		buf_adds(&path, "/");
	else
		root_add_path(w, ret->name, &path);
	ret->path = buf_take(&path);
	if (!ret->path)
		return err_memory(e);
	ret->directory = root_give(root_get_step(w), keep || w->depth == 1);
	return ret->directory < 0 ? system_fail(e, errno, ret->path, "open its directory")
				  : 0;
}

static int root_resolve_any(const struct root *r, const char *path, enum root_mode mode,
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
		trail_init(own, r);
	struct root_walk w = {.trusted = r->trusted,
		.foreign = r->foreign,
		.trail = trail,
		.depth = 1,
		.avoided = r->avoided,
		.mode = mode,
		.ret = ret};
	buf_adds(&w.rest, path);
	rc = w.rest.failed ? err_memory(e) : root_judge(&w, root_get_step(&w), "", e);
	rc = rc ? rc : root_walk_path(&w, e);
	if (!rc && !*ret->name)
		rc = root_check_here(&w, e);
	if (!rc && !*ret->name)
		rc = root_end_in_directory(&w, r->trail, e);
	rc = rc ? rc : root_hand_over(&w, r->trail, e);
	if (own)
		trail_done(own);
	else if (trail->n > MAX_KEPT)
		trail_cut(trail, MAX_KEPT);
	free(own);
	buf_done(&w.rest);
	if (rc) {
		bool dangling = ret->dangling;
		place_done(ret);
		ret->dangling = dangling;
	}
	return rc;
}

int root_resolve(const struct root *r, const char *path, struct place *ret, struct err *e)
{
	return root_resolve_any(r, path, ROOT_PATH, ret, e);
}

int root_name(const struct root *r, const char *path, bool recorded, struct place *ret,
	struct err *e)
{
	return root_resolve_any(r, path, recorded ? ROOT_RECORDED : ROOT_NAMED, ret, e);
}

int root_resolve_entry(
	const struct root *r, const char *path, struct place *ret, struct err *e)
{
	return root_resolve_any(r, path, ROOT_ENTRY, ret, e);
}

/* Makes a directory, with a mode that umask does not change. It may exist. */
static int root_make_one_dir(
	const struct place *p, int parent, unsigned permissions, bool sync)
{
	if (mkdirat(parent, p->name, permissions))
		return errno == EEXIST && !(sync && fsync(parent)) ? 0 : -1;
	FD_AUTO int made =
		openat(parent, p->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (made >= 0 && !fchmod(made, permissions) && !(sync && fsync(parent)))
		return 0;
	/* no later run would give it the right mode */
	int why = errno;
	unlinkat(parent, p->name, AT_REMOVEDIR);
	errno = why;
	return -1;
}

/* Makes a missing directory. Its parent is synced, or handed over for that. */
static int root_make_missing(
	const struct place *p, unsigned permissions, struct folder *above)
{
	struct folder parent = {
		openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};

	if (parent.fd < 0)
		return -1;
	int rc = root_make_one_dir(p, parent.fd, permissions, !above);
	if (!rc && above) {
		folder_close(above);
		*above = parent;
		return 0;
	}
	int why = errno;
	folder_close(&parent);
	errno = why;
	return rc;
}

static int root_make_parent(
	const struct root *r, const char *path, const char *doing, struct err *e)
{
	PLACE_AUTO struct place ignored = PLACE_NONE;
	char *above = strndup(path, (size_t)(strrchr(path, '/') - path));
	int rc = above ? root_make_dir(r, above, 0755, doing, NULL, &ignored, e)
		       : err_memory(e);

	free(above);
	return rc;
}

int root_make_dir(const struct root *r, const char *path, unsigned permissions,
	const char *doing, struct folder *above, struct place *ret, struct err *e)
{
	ERR_AUTO struct err missing = {0};
	const char *slash = strrchr(path, '/');
	int rc = root_resolve(r, path, ret, &missing);

	if (ret->dangling) { /* the target may be on a file system that is not mounted */
		place_done(ret);
		return place_refuse_dangling(path, JSEC_IO, e);
	}
	if (rc == -JSEC_NOT_FOUND && slash && slash > path) {
		rc = root_make_parent(r, path, doing, e);
		rc = rc ? rc : root_resolve(r, path, ret, e);
	} else if (rc) {
		err_move(e, &missing);
	}
	if (rc || ret->info.kind)
		return rc;
	if (ret->distrust && identity_is_root())
		rc = err_set(e, JSEC_UNTRUSTED, path, 0,
			"cannot %s: %s is writable by others; fix its permissions", doing,
			ret->distrust);
	else if (root_make_missing(ret, permissions, above))
		rc = system_fail(e, errno, path, doing);
	place_done(ret);
	return rc ? rc : root_resolve(r, path, ret, e);
}
