/* SPDX-License-Identifier: MIT */
/* Creates, lists and removes files in an open directory, even if its path changes. */
#include "os/folder.h"

#include "os/file_info.h"
#include "os/lacking.h"
#include "os/place.h"
#include "os/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_AT_ONCE 16384 /* bytes of names */

#define PRIVATE 0600
#define WAIT_NS INT64_C(10000000000)
#define POLL_MS 1

int folder_open(const struct place *p, const char *path, const char *doing,
	struct folder *ret, struct err *e)
{
	if (!p->info.kind)
		return system_fail(e, ENOENT, path, doing);
	if (p->info.kind != FILE_DIR)
		return err_set(e, JSEC_NOT_REGULAR, path, 0,
			"cannot %s: it is not a directory", doing);
	ret->fd = place_open(p, O_RDONLY | O_DIRECTORY);
	return ret->fd < 0 ? system_fail(e, errno, path, doing) : 0;
}

void folder_close(struct folder *f)
{
	if (f->fd >= 0)
		close(f->fd);
	*f = FOLDER_NONE;
}

bool folder_is_open(const struct folder *f)
{
	return f->fd >= 0;
}

static int folder_fail(
	const char *verb, const char *what, const char *path, struct err *e)
{
	int errnum = errno;
	char doing[64];

	snprintf(doing, sizeof doing, "%s %s", verb, what);
	return system_fail(e, errnum, path, doing);
}

/* Whoever can write to a file that is ours, or lock it, must not decide what a run does. */
static int folder_judge(
	int fd, const char *name, const char *path, const char *what, struct err *e)
{
	struct file_info i;

	if (file_info_read(fd, &i))
		return folder_fail("examine", what, path, e);
	if (i.kind != FILE_REGULAR)
		return err_set(e, JSEC_NOT_REGULAR, path, 0,
			"%s (%s) is not a regular file", what, name);
	if (!file_info_is_shared(&i) &&
		(owner_is_root(i.owner) || owner_equal(i.owner, owner_get_own())))
		return 0;
	return err_set(e, JSEC_UNTRUSTED, path, 0,
		"others can change %s (%s), so it is not used; fix its owner and "
		"permissions, or remove it",
		what, name);
}

int folder_open_fd(const struct folder *f, const char *name, int flags, const char *path,
	const char *what, struct err *e)
{
	int fd =
		openat(f->fd, name, flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, PRIVATE);

	if (fd < 0)
		return folder_fail("open", what, path, e);
	int rc = folder_judge(fd, name, path, what, e);
	if (rc)
		place_close_fd(&fd);
	return rc ? rc : fd;
}

static int folder_open_any(const struct folder *f, const char *name, int flags,
	const char *path, const char *what, struct handle **ret, struct err *e)
{
	int fd = folder_open_fd(f, name, flags, path, what, e);

	return fd < 0 ? fd : handle_wrap(fd, path, what, ret, e);
}

int folder_open_file(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e)
{
	return folder_open_any(f, name, O_RDONLY, path, what, ret, e);
}

int folder_open_log(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e)
{
	HANDLE_AUTO struct handle *file = NULL;
	int rc = folder_open_any(f, name, O_RDWR | O_CREAT, path, what, &file, e);

	rc = rc ? rc : handle_go_to_end(file, e);
	if (rc)
		return rc;
	*ret = file;
	file = NULL;
	return 0;
}

/*
 * Locks the file while it is open. Returns 1 if another run writes it, or if its name has
 * another file by now; -1 and errno if that cannot be found out.
 */
static int folder_lock_new(const struct folder *f, const char *name, int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat own, now;

	if (fcntl(fd, F_OFD_SETLK, &lock))
		return errno == EAGAIN || errno == EACCES ? 1 : -1;
	if (fstat(fd, &own))
		return -1;
	if (fstatat(f->fd, name, &now, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 1 : -1;
	return now.st_ino != own.st_ino;
}

static int folder_take_new(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e)
{
	int rc = folder_open_any(f, name, O_RDWR | O_CREAT, path, what, ret, e);

	if (rc)
		return rc;
	rc = folder_lock_new(f, name, handle_get_fd(*ret));
	if (!rc)
		rc = handle_cut(*ret, 0, e);
	else if (rc < 0)
		rc = handle_fail(*ret, "lock", e);
	if (rc) {
		handle_close(*ret);
		*ret = NULL;
	}
	return rc;
}

int folder_create(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e)
{
	int64_t deadline = system_read_clock(CLOCK_MONOTONIC) + WAIT_NS;
	int rc;

	while ((rc = folder_take_new(f, name, path, what, ret, e)) > 0) {
		if (system_read_clock(CLOCK_MONOTONIC) > deadline)
			return err_set(e, JSEC_LOCKED, path, 0,
				"another jsecpatch writes %s; wait until it ends, or end "
				"it, then try again",
				what);
		system_pause(POLL_MS);
	}
	return rc;
}

static int folder_clean_one(void *data, const char *name, enum file_kind kind)
{
	const struct folder *f = data;
	int fd = -1;

	if (kind == FILE_REGULAR && !strncmp(name, FOLDER_NEW, strlen(FOLDER_NEW)))
		fd = openat(f->fd, name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && !folder_lock_new(f, name, fd))
		unlinkat(f->fd, name, 0);
	place_close_fd(&fd);
	return 0;
}

void folder_clean(const struct folder *f)
{
	ERR_AUTO struct err ignored = {0};

	folder_list(f, "", "", folder_clean_one, (void *)f, &ignored);
}

int folder_publish(const struct folder *f, const struct handle *file, const char *from,
	const char *to, struct err *e)
{
	int rc = handle_sync(file, e);

	if (!rc && renameat(f->fd, from, f->fd, to))
		rc = handle_fail(file, "name", e);
	return rc;
}

int folder_sync(
	const struct folder *f, const char *path, const char *doing, struct err *e)
{
	return fsync(f->fd) ? system_fail(e, errno, path, doing) : 0;
}

int folder_remove(const struct folder *f, const char *name, const char *path,
	const char *doing, struct err *e)
{
	return unlinkat(f->fd, name, 0) && errno != ENOENT
		       ? system_fail(e, errno, path, doing)
		       : 0;
}

void folder_discard(const struct folder *f, const char *name)
{
	unlinkat(f->fd, name, 0);
}

/* Returns 0, or -1 and errno. The kind of an entry that is gone by now is FILE_NONE. */
static int folder_find_kind(int fd, const struct dirent64 *d, enum file_kind *ret)
{
	struct stat st;

	*ret = d->d_type == DT_DIR   ? FILE_DIR
	       : d->d_type == DT_REG ? FILE_REGULAR
	       : d->d_type == DT_LNK ? FILE_LINK
				     : FILE_NONE;
	if (*ret != FILE_NONE)
		return 0;
	if (fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -1;
	*ret = file_info_make(&st).kind;
	return 0;
}

/* What to do with each name of a directory. */
struct folder_listing {
	int fd;
	const char *path, *doing;
	folder_each each;
	void *data;
};

static int folder_list_one(
	const struct folder_listing *l, const struct dirent64 *d, struct err *e)
{
	enum file_kind kind;

	if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
		return 0;
	return folder_find_kind(l->fd, d, &kind)
		       ? system_fail(e, errno, l->path, l->doing)
		       : l->each(l->data, d->d_name, kind);
}

/*
 * Lists the directory that `fd` has open. Closes `fd`. readdir() would take three more calls,
 * and most directories have few names.
 */
static int folder_list_fd(int fd, const char *path, const char *doing, folder_each each,
	void *data, struct err *e)
{
	const struct folder_listing l = {fd, path, doing, each, data};
	_Alignas(struct dirent64) char names[MOST_AT_ONCE];
	int rc = fd < 0 ? system_fail(e, errno, path, doing) : 0;
	ssize_t size = 1;

	while (!rc && size > 0) {
		size = getdents64(fd, names, sizeof names);
		if (size < 0 && errno != ENOENT) /* it was removed: that is its end */
			rc = system_fail(e, errno, path, doing);
		for (ssize_t at = 0; !rc && at < size;) {
			const struct dirent64 *d = (const void *)(names + at);
			at += d->d_reclen;
			rc = folder_list_one(&l, d, e);
		}
	}
	place_close_fd(&fd);
	return rc;
}

int folder_list(const struct folder *f, const char *path, const char *doing,
	folder_each each, void *data, struct err *e)
{
	int fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return folder_list_fd(fd, path, doing, each, data, e);
}

int folder_list_at(const struct place *p, const char *path, const char *doing,
	folder_each each, void *data, struct err *e)
{
	return folder_list_fd(
		place_open(p, O_RDONLY | O_DIRECTORY), path, doing, each, data, e);
}

int folder_list_beside(const struct place *p, const char *path, const char *doing,
	folder_each each, void *data, struct err *e)
{
	return folder_list(&(struct folder){p->directory}, path, doing, each, data, e);
}
