/* SPDX-License-Identifier: MIT */
/* Writes and checks a complete new file beside the old one, then exchanges the two. */
#include "os/replace.h"

#include "os/file_info.h"
#include "os/identity.h"
#include "os/lacking.h"
#include "os/place.h"
#include "os/system.h"
#include "os/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static int replace_fail(const struct replacement *r, const char *doing, struct err *e)
{
	return system_fail(e, errno, r->place->path, doing);
}

static const struct xattr *replace_find_xattr(const struct meta *m, const char *name)
{
	for (size_t i = 0; i < m->n_xattrs; i++)
		if (!strcmp(m->xattrs[i].name, name))
			return &m->xattrs[i];
	return NULL;
}

/*
 * Changes only what differs. Removes a default ACL that a new file got from its
 * directory. In a rewrite in place, all attributes are there and must not be missing for
 * a moment.
 */
static int replace_set_xattrs(int fd, const struct replacement *r, struct err *e)
{
	META_AUTO struct meta now = {0};
	int rc = meta_read_xattrs(fd, &now, r->place->path, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < now.n_xattrs; i++)
		if (!strncmp(now.xattrs[i].name, "system.", 7) &&
			!replace_find_xattr(r->meta, now.xattrs[i].name) &&
			fremovexattr(fd, now.xattrs[i].name))
			return replace_fail(
				r, "drop an inherited attribute of the file", e);
	for (size_t i = 0; i < r->meta->n_xattrs; i++) {
		const struct xattr *x = &r->meta->xattrs[i],
				   *is = replace_find_xattr(&now, x->name);
		if (is && span_equal(buf_span(&is->value), buf_span(&x->value)))
			continue;
		if (fsetxattr(fd, x->name, buf_str(&x->value), x->value.size, 0))
			return replace_fail(
				r, "give the file its extended attributes", e);
	}
	return 0;
}

static struct timespec replace_get_time(struct file_time t)
{
	return (struct timespec){t.seconds, (long)t.nanoseconds};
}

static int replace_set_owner(int fd, const struct replacement *r, struct err *e)
{
	const struct owner *o = &r->meta->info.owner;

	if (!identity_give(fd, *o))
		return 0;
	if (errno != EINVAL)
		return replace_fail(r, "give the file its owner", e);
	return err_set(e, JSEC_DENIED, r->place->path, 0,
		"cannot give the file its owner (user %u, group %u), whom this user "
		"namespace does not know; change it from outside of the container",
		o->user, o->group);
}

int replace_set_meta(int fd, const struct replacement *r, struct err *e)
{
	const struct file_info *info = &r->meta->info;
	struct timespec times[2] = {
		replace_get_time(r->meta->read), replace_get_time(info->modified)};
	META_AUTO struct meta made = {0};

	int rc = replace_set_owner(fd, r, e);
	rc = rc ? rc : replace_set_xattrs(fd, r, e);
	if (rc)
		return rc;
	if (fchmod(fd, info->permissions))
		return replace_fail(r, "give the file its mode", e);
	if (r->keep_times && futimens(fd, times))
		return replace_fail(r, "give the file its times", e);
	if (file_info_read(fd, &made.info))
		return replace_fail(r, "examine the new file", e);
	/* The system adds labels to a file that had none before: do not compare those. */
	rc = r->old ? meta_read_xattrs(fd, &made, r->place->path, e) : 0;
	if (!rc && !meta_equal(&made, r->meta))
		return err_set(e, JSEC_IO, r->place->path, 0,
			"the file did not take its owner, mode or attributes");
	return rc;
}

int replace_compare_bytes(int fd, const struct replacement *r, struct err *e)
{
	BUF_AUTO struct buf back = {0};

	if (lseek(fd, 0, SEEK_SET) || system_read_all(fd, FILE_MAX_OWN, &back))
		return replace_fail(r, "read its new file back", e);
	if (!span_equal(buf_span(&back), r->bytes))
		return err_set(e, JSEC_IO, r->place->path, 0,
			"the new file reads back differently");
	return 0;
}

static int replace_fill(
	const struct temporary *t, const struct replacement *r, struct err *e)
{
	const struct source *from = r->source;
	int fd = handle_get_fd(t->file);
	int64_t at = 0;

	if (r->old)
		file_flags_copy(r->place, fd, r->notes);
	int rc = from ? from->write(from->context, t->file, e) : 0;
	if (!from && system_write_at(fd, r->bytes, &at))
		return replace_fail(r, "write its new file", e);
	rc = rc ? rc : replace_set_meta(fd, r, e);
	if (rc)
		return rc;
	if (fsync(fd))
		return replace_fail(r, "sync its new file", e);
	return from ? from->check(from->context, t->file, e)
		    : replace_compare_bytes(fd, r, e);
}

int replace_refuse_changed(const struct place *p, struct err *e)
{
	return err_set(e, JSEC_CHANGED, p->path, 0,
		"was changed while jsecpatch worked on it; left unchanged, "
		"try again");
}

/* Checks that the name still leads to the file that was read, completely unchanged. */
static int replace_check_old(
	const struct place *p, const struct file_info *old, struct err *e)
{
	struct stat st;

	if (fstatat(p->directory, p->name, &st, AT_SYMLINK_NOFOLLOW))
		return system_fail(e, errno, p->path, "examine the file");
	const struct file_info now = file_info_make(&st);
	return file_info_is_unchanged(&now, old) ? 0 : replace_refuse_changed(p, e);
}

static int replace_swap_names(const struct temporary *t, const struct place *p)
{
	return renameat2(t->dir, t->name, p->directory, p->name, RENAME_EXCHANGE);
}

/*
 * Another program's file came out of the exchange: puts it back. If that program was
 * faster again, its newest file stays in place.
 */
static int replace_swap_back(
	struct temporary *t, const struct replacement *r, struct err *e)
{
	const struct place *p = r->place;

	for (int i = 0; i < 2; i++) {
		if (replace_swap_names(t, p))
			break;
		if (temporary_is_in_hand(t))
			return replace_refuse_changed(p, e);
	}
	temporary_save(t, p->name);
	return err_set(e, JSEC_CHANGED, p->path, 0,
		"was changed while jsecpatch worked on it; a file that another program "
		"put in its place is now %s in the same directory",
		t->name);
}

/* Compare and swap: if another file comes out than was read, swap back. */
static int replace_exchange(
	struct temporary *t, const struct replacement *r, struct err *e)
{
	const struct place *p = r->place;
	struct file_info out;
	struct stat st;

	if (replace_swap_names(t, p)) {
		if (errno != EINVAL && errno != ENOSYS)
			return replace_fail(r, "replace the file", e);
		if (renameat(t->dir, t->name, p->directory, p->name))
			return replace_fail(r, "replace the file", e);
		t->named = false;
		return 0;
	}
	if (fstatat(t->dir, t->name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		out = file_info_make(&st);
		if (file_info_is_same(&out, &r->old->info))
			return 0;
	}
	return replace_swap_back(t, r, e);
}

struct replacing {
	struct replacement what;
	struct temporary t;
};

void replace_end(struct replacing *r)
{
	if (r)
		temporary_done(&r->t);
	free(r);
}

const struct handle *replace_get_file(const struct replacing *r)
{
	return r->t.file;
}

int replace_begin(const struct replacement *what, struct replacing **ret, struct err *e)
{
	struct replacing *r = malloc(sizeof *r);

	if (!r)
		return err_memory(e);
	r->what = *what;
	int rc = temporary_open(&r->t, what->place, e);
	rc = rc ? rc : replace_fill(&r->t, what, e);
	if (rc)
		replace_end(r);
	else
		*ret = r;
	return rc;
}

/* Creates the file only if there is still none. */
static int replace_create(struct temporary *t, const struct replacement *r, struct err *e)
{
	if (temporary_link(t, r->place->name) == 0)
		return 0;
	return errno == EEXIST ? replace_refuse_changed(r->place, e)
			       : replace_fail(r, "make the file", e);
}

static int replace_swap(struct temporary *t, const struct replacement *r, struct err *e)
{
	int rc = replace_check_old(r->place, &r->old->info, e);

	if (rc)
		return rc;
	if (temporary_prepare_exchange(t, &r->old->info))
		return replace_fail(r, "make a new file beside it", e);
	return replace_exchange(t, r, e);
}

int replace_commit(struct replacing *r, struct err *e)
{
	const struct replacement *what = &r->what;
	int rc =
		what->old ? replace_swap(&r->t, what, e) : replace_create(&r->t, what, e);
	char reason[SYSTEM_REASON];

	if (rc)
		return rc;
	/*
	 * The temporary name is the old file's now. If it stays, the next run removes it.
	 */
	if (r->t.named && unlinkat(r->t.dir, r->t.name, 0) == 0)
		r->t.named = false;
	if (fsync(r->t.dir))
		return err_set(e, JSEC_NOT_DURABLE, what->place->path, 0,
			"was written, but its directory could not be synced (%s): "
			"after a power failure it may be %s again",
			system_explain(errno, reason),
			what->old ? "the old file" : "missing");
	return 0;
}

/* Syncs the directory after a name in it was made or removed. */
static int replace_sync_dir(
	const struct place *p, int dir, const char *done, struct err *e)
{
	char reason[SYSTEM_REASON];

	if (fsync(dir) == 0)
		return 0;
	return err_set(e, JSEC_NOT_DURABLE, p->path, 0,
		"was %s, but its directory could not be synced (%s): a "
		"power failure may undo that",
		done, system_explain(errno, reason));
}

int replace_link(const struct place *p, const char *target, struct err *e)
{
	FD_AUTO int dir = openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return system_fail(e, errno, p->path, "open its directory");
	if (symlinkat(target, dir, p->name))
		return errno == EEXIST ? replace_refuse_changed(p, e)
				       : system_fail(e, errno, p->path, "make the link");
	return replace_sync_dir(p, dir, "made", e);
}

int replace_remove(const struct place *p, const struct file_info *old, struct err *e)
{
	int rc = replace_check_old(p, old, e);

	if (rc)
		return rc;
	FD_AUTO int dir = openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return system_fail(e, errno, p->path, "open its directory");
	if (unlinkat(dir, p->name, 0))
		return system_fail(e, errno, p->path, "remove the file");
	return replace_sync_dir(p, dir, "removed", e);
}

static int replace_is_immutable(const struct place *p, const char *what, struct err *e)
{
	return err_set(e, JSEC_IMMUTABLE, p->path, 0,
		"%s is immutable or append-only (see chattr); nothing was "
		"changed",
		what);
}

/* A user could replace another's file in his own directory, but not keep its owner. */
static int replace_check_owner(const struct place *p, struct err *e)
{
	struct owner owner = p->info.owner;

	if (identity_is_root() || !p->info.kind || owner_equal(owner, owner_get_own()))
		return 0;
	if (owner_is_root(owner))
		return err_set(e, JSEC_DENIED, p->path, 0,
			"owned by root: only root can replace it and keep its "
			"owner; nothing was changed, try again with sudo");
	return err_set(e, JSEC_DENIED, p->path, 0,
		"owned by %s: only that user or root can replace it and "
		"keep its owner; nothing was changed",
		owner_print(owner).text);
}

/* Asks the kernel: glibc before 2.33 does not know of the rights that this thread took. */
static int replace_may(int dir, const char *name, int mode)
{
	int rc = (int)syscall(SYS_faccessat2, dir, name, mode, AT_EACCESS);

	return rc && errno == ENOSYS ? faccessat(dir, name, mode, AT_EACCESS) : rc;
}

/* Checks, before anything is written, for what the kernel would refuse later. */
static int replace_check_rights(
	const struct place *p, enum replace_way way, struct err *e)
{
	bool in_place = way == REPLACE_IN_PLACE;
	int rc = replace_check_owner(p, e);

	if (rc)
		return rc;
	rc = in_place ? replace_may(p->directory, p->name, W_OK)
		      : replace_may(p->directory, ".", W_OK | X_OK);

	if (rc && errno == EROFS)
		return err_set(e, JSEC_READ_ONLY, p->path, 0,
			"is on a read-only file system; nothing was changed");
	if (rc)
		return system_fail(e, errno, p->path,
			in_place ? "write to the file" : "write to its directory");
	return 0;
}

int replace_check(const struct place *p, enum replace_way *ret, struct err *e)
{
	const unsigned fixed = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;
	struct statx file = {0}, dir = {0};

	if ((p->info.kind && statx(p->file, "", AT_EMPTY_PATH, STATX_TYPE, &file)) ||
		statx(p->directory, "", AT_EMPTY_PATH, STATX_TYPE, &dir))
		return system_fail(e, errno, p->path, "examine the file");
	if (file.stx_attributes & fixed)
		return replace_is_immutable(p, "the file", e);
	if (dir.stx_attributes & fixed)
		return replace_is_immutable(p, "its directory", e);
	*ret = file.stx_attributes & STATX_ATTR_MOUNT_ROOT ? REPLACE_IN_PLACE
							   : REPLACE_ATOMIC;
	return replace_check_rights(p, *ret, e);
}
