/* SPDX-License-Identifier: MIT */
/* Compares mounts of two mount namespaces, by /proc/PID/mountinfo and fdinfo. */
#include "os/mounts.h"

#include "base/buf.h"
#include "os/file_info.h"
#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

struct foreign {
	int proc;  /* the process's directory in /proc */
	int mount; /* of its root directory */
	struct mount_lines ours;
};

static const struct mount_line *mounts_foreign_find_id(
	const struct mount_lines *mounts, int id)
{
	for (size_t i = 0; i < mounts->n; i++)
		if (mounts->items[i].id == id)
			return &mounts->items[i];
	return NULL;
}

/* Returns the id of the mount that an open file is on; -1 without /proc. */
static int mounts_foreign_get_mount(int fd)
{
	char path[64], text[512];
	ssize_t n = -1;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	FD_AUTO int info = open(path, O_RDONLY | O_CLOEXEC);
	if (info >= 0)
		n = read(info, text, sizeof text - 1);
	text[n > 0 ? n : 0] = 0;
	const char *at = strstr(text, "mnt_id:");
	return at ? atoi(at + strlen("mnt_id:")) : -1;
}

/*
 * Opens the directory in /proc that the path goes through. The root must have been reached
 * through it, and not through a later process with the same number. Returns -1 if not.
 */
static int mounts_foreign_open_process(const char *path, int root)
{
	char dir[32];
	int pid, n = 0;
	struct file_info a, b;

	if (sscanf(path, "/proc/%d/%n", &pid, &n) != 1 || !n)
		return -1;
	snprintf(dir, sizeof dir, "/proc/%d", pid);
	int proc = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int again =
		proc < 0 ? -1 : openat(proc, path + n, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (again >= 0 && !file_info_read(again, &a) && !file_info_read(root, &b) &&
		file_id_equal(a.id, b.id) &&
		mounts_foreign_get_mount(again) == mounts_foreign_get_mount(root))
		return proc;
	place_close_fd(&proc);
	return -1;
}

/* Tells whether an open namespace is our own one for users. */
static bool mounts_foreign_is_our_user_namespace(int users)
{
	struct stat theirs, ours;

	return users >= 0 && !fstat(users, &theirs) &&
	       !stat("/proc/self/ns/user", &ours) && theirs.st_dev == ours.st_dev &&
	       theirs.st_ino == ours.st_ino;
}

/*
 * Tells whether only root can have chosen the root directory of the process, and its mounts:
 * in a user namespace of their own, users can do both.
 */
static bool mounts_foreign_is_chosen_by_root(int proc)
{
	FD_AUTO int own = openat(proc, "ns/user", O_RDONLY | O_CLOEXEC);
	FD_AUTO int mounts = openat(proc, "ns/mnt", O_RDONLY | O_CLOEXEC);
	FD_AUTO int users = mounts < 0 ? -1 : ioctl(mounts, NS_GET_USERNS);

	return mounts_foreign_is_our_user_namespace(own) &&
	       mounts_foreign_is_our_user_namespace(users);
}

/* Makes the guard of a root in another mount namespace. */
static int mounts_foreign_make(int fd, const char *path, struct foreign *f, struct err *e)
{
	FD_AUTO int root = openat(f->proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	f->mount = root < 0 ? -1 : mounts_foreign_get_mount(root);
	if (f->mount < 0)
		return system_fail(e, errno, path, "open the root of the process");
	return mounts_foreign_check(f, fd, "/", e);
}

/* Of a chroot's "/" mountinfo has no line. */
static bool mounts_foreign_is_that_of_root(int mount)
{
	FD_AUTO int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	return mounts_foreign_get_mount(root) == mount;
}

static int mounts_foreign_begin(
	int fd, int mount, const char *path, struct foreign **ret, struct err *e)
{
	struct foreign *f = calloc(1, sizeof *f);

	if (!f)
		return err_memory(e);
	f->proc = mounts_foreign_open_process(path, fd);
	int rc = mounts_read_lines(MOUNTS_INFO, &f->ours, e);
	bool ours = mounts_foreign_is_that_of_root(mount) ||
		    mounts_foreign_find_id(&f->ours, mount);
	if (!rc && (!ours || !strncmp(path, "/proc/", 6)) &&
		!mounts_foreign_is_chosen_by_root(f->proc))
		rc = err_set(e, JSEC_OUTSIDE, path, 0,
			"other users may have chosen this directory");
	if (!rc && !ours)
		rc = mounts_foreign_make(fd, path, f, e);
	if (rc || ours)
		mounts_foreign_free(f);
	else
		*ret = f;
	return rc;
}

int mounts_foreign_open(int fd, const char *path, struct foreign **ret, struct err *e)
{
	int mount = mounts_foreign_get_mount(fd);
	struct file_info info;
	struct stat own;

	*ret = NULL;
	if (!file_info_read(fd, &info) && !stat("/", &own) &&
		file_id_equal(file_info_make(&own).id, info.id))
		return err_set(e, JSEC_OWN_ROOT, path, 0,
			"is this machine's own root directory");
	/* without /proc, no other root can be found, either */
	return mount < 0 ? 0 : mounts_foreign_begin(fd, mount, path, ret, e);
}

/* Returns a path that goes on behind it: "" for "/". */
static const char *mounts_foreign_cut_slash(const char *path)
{
	return path[1] ? path : "";
}

/* Finds the path that this machine has for a file on a mount of the other namespace. */
static bool mounts_foreign_find_own_path(const struct mount_line *own,
	const struct mount_line *their, struct file_id id, const char *path,
	struct buf *ret)
{
	struct stat st;
	const char *up = mounts_foreign_cut_slash(their->path);
	const char *down = mounts_foreign_cut_slash(own->root);
	BUF_AUTO struct buf inside = {0}; /* the file system */

	if (strncmp(path, up, strlen(up)) != 0)
		return false;
	buf_addf(&inside, "%s%s", mounts_foreign_cut_slash(their->root),
		path + strlen(up));
	if (inside.failed || strncmp(buf_str(&inside), down, strlen(down)) != 0)
		return false;
	ret->size = 0;
	buf_addf(ret, "%s%s", mounts_foreign_cut_slash(own->path),
		buf_str(&inside) + strlen(down));
	return !ret->failed && !lstat(buf_str(ret), &st) &&
	       file_id_equal(file_info_make(&st).id, id);
}

/* Finds out what of this machine is mounted in the other namespace. */
static int mounts_foreign_find_own(const struct foreign *f,
	const struct mount_line *their, int fd, const char *path, struct err *e)
{
	const struct mount_line *same = NULL; /* file system */
	struct file_info info;
	BUF_AUTO struct buf found = {0};

	if (file_info_read(fd, &info))
		return system_fail(e, errno, path, "examine");
	for (size_t i = 0; i < f->ours.n; i++) {
		const struct mount_line *own = &f->ours.items[i];
		if (own->mount.dev != their->mount.dev)
			continue;
		same = own;
		if (mounts_foreign_find_own_path(own, their, info.id, path, &found))
			return err_set(e, JSEC_OUTSIDE, path, 0,
				"is mounted there from this machine's own %s",
				buf_str(&found));
	}
	return same ? err_set(e, JSEC_OUTSIDE, path, 0,
			      "is mounted there from this machine's own file system at %s",
			      same->path)
		    : 0;
}

int mounts_foreign_check(const struct foreign *f, int fd, const char *path, struct err *e)
{
	int mount = mounts_foreign_get_mount(fd);
	struct mount_lines now = {0};
	char list[64];

	if (mount == f->mount)
		return 0;
	snprintf(list, sizeof list, "/proc/self/fd/%d/mountinfo", f->proc);
	int rc = mounts_read_lines(list, &now, e);
	const struct mount_line *their = mounts_foreign_find_id(&now, mount);
	if (!rc)
		rc = their ? mounts_foreign_find_own(f, their, fd, path, e)
			   : err_set(e, JSEC_OUTSIDE, path, 0,
				     "jsecpatch cannot find out what is mounted there");
	mounts_lines_done(&now);
	return rc;
}

void mounts_foreign_free(struct foreign *f)
{
	if (!f)
		return;
	place_close_fd(&f->proc);
	mounts_lines_done(&f->ours);
	free(f);
}
