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
	int proc;	 /* the process's directory in /proc */
	int mount;	 /* of its root directory */
	struct buf ours; /* our own mountinfo */
};

/* A line of mountinfo. The kernel has escaped blanks in the paths. */
struct foreign_mount {
	int id;
	struct span device; /* "8:1" */
	struct span root;   /* what of the file system is mounted, */
	struct span point;  /* and where */
};

static struct span mounts_foreign_take_word(struct span *line)
{
	const char *blank = memchr(line->data, ' ', line->size);
	size_t n = blank ? (size_t)(blank - line->data) : line->size;
	struct span word = span_cut(*line, 0, n);

	*line = span_cut(*line, n + (blank != NULL), line->size);
	return word;
}

/* Takes the next line of mountinfo. Returns false at the end. */
static bool mounts_foreign_take_mount(struct span *text, struct foreign_mount *ret)
{
	struct span line = span_take_line(text);

	if (!line.size)
		return false;
	ret->id = atoi(line.data);
	mounts_foreign_take_word(&line);
	mounts_foreign_take_word(&line);
	ret->device = mounts_foreign_take_word(&line);
	ret->root = mounts_foreign_take_word(&line);
	ret->point = mounts_foreign_take_word(&line);
	return true;
}

static bool mounts_foreign_find_id(
	const struct buf *mounts, int id, struct foreign_mount *ret)
{
	struct span text = buf_span(mounts);

	while (mounts_foreign_take_mount(&text, ret))
		if (ret->id == id)
			return true;
	return false;
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

static int mounts_foreign_read(int dir, const char *path, struct buf *ret, struct err *e)
{
	FD_AUTO int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);

	ret->size = 0;
	if (fd < 0 || system_read_all(fd, MOUNTS_INFO_MAX, ret))
		return system_fail(e, errno, path, "read");
	return 0;
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
	struct foreign_mount ignored;

	if (!f)
		return err_memory(e);
	f->proc = mounts_foreign_open_process(path, fd);
	int rc = mounts_foreign_read(AT_FDCWD, MOUNTS_INFO, &f->ours, e);
	bool ours = mounts_foreign_is_that_of_root(mount) ||
		    (!rc && mounts_foreign_find_id(&f->ours, mount, &ignored));
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

/* Finds the path that this machine has for a file on a mount of the other namespace. */
static bool mounts_foreign_find_own_path(const struct foreign_mount *own,
	const struct foreign_mount *their, struct file_id id, const char *path,
	struct buf *ret)
{
	struct stat st;
	struct span tail = span_str(path);
	size_t up = their->point.size > 1 ? their->point.size : 0;
	size_t down = own->root.size > 1 ? own->root.size : 0;
	BUF_AUTO struct buf inside = {0}; /* the file system */

	if (tail.size < up || memcmp(tail.data, their->point.data, up) != 0)
		return false;
	if (their->root.size > 1)
		buf_add(&inside, their->root);
	buf_add(&inside, span_cut(tail, up, tail.size));
	if (inside.failed || inside.size < down ||
		memcmp(buf_str(&inside), own->root.data, down) != 0)
		return false;
	ret->size = 0;
	if (own->point.size > 1)
		buf_add(ret, own->point);
	buf_add(ret, span_cut(buf_span(&inside), down, inside.size));
	return !ret->failed && !lstat(buf_str(ret), &st) &&
	       file_id_equal(file_info_make(&st).id, id);
}

/* Finds out what of this machine is mounted in the other namespace. */
static int mounts_foreign_find_own(const struct foreign *f,
	const struct foreign_mount *their, int fd, const char *path, struct err *e)
{
	struct foreign_mount own;
	struct file_info info;
	struct span text = buf_span(&f->ours), point = {0};
	BUF_AUTO struct buf found = {0};

	if (file_info_read(fd, &info))
		return system_fail(e, errno, path, "examine");
	while (!found.size && mounts_foreign_take_mount(&text, &own)) {
		if (!span_equal(own.device, their->device))
			continue;
		point = own.point;
		if (!mounts_foreign_find_own_path(&own, their, info.id, path, &found))
			found.size = 0;
	}
	if (!point.data)
		return 0;
	return err_set(e, JSEC_OUTSIDE, path, 0,
		"is mounted there from this machine's own %s%.*s",
		found.size ? "" : "file system at ",
		(int)(found.size ? found.size : point.size),
		found.size ? found.data : point.data);
}

int mounts_foreign_check(const struct foreign *f, int fd, const char *path, struct err *e)
{
	int mount = mounts_foreign_get_mount(fd);
	struct foreign_mount their;
	BUF_AUTO struct buf now = {0};

	if (mount == f->mount)
		return 0;
	int rc = mounts_foreign_read(f->proc, "mountinfo", &now, e);
	if (rc)
		return rc;
	return mounts_foreign_find_id(&now, mount, &their)
		       ? mounts_foreign_find_own(f, &their, fd, path, e)
		       : err_set(e, JSEC_OUTSIDE, path, 0,
				 "it is unknown what is mounted there");
}

void mounts_foreign_free(struct foreign *f)
{
	if (!f)
		return;
	place_close_fd(&f->proc);
	buf_done(&f->ours);
	free(f);
}
