/* SPDX-License-Identifier: MIT */
/*
 * Opens directories and notices mounts: openat2() refuses to cross one, so no extra call
 * is needed to check.
 */
#include "os/walk/volumes.h"

#include "os/file.h"
#include "os/lacking.h"
#include "os/mounts.h"
#include "os/place.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* What xfs tells of itself: struct xfs_fsop_geom_v1 of its own headers. */
struct volumes_xfs {
	uint32_t others[26];
	uint32_t directory_block; /* bytes */
	uint32_t padding;
};

#define VOLUMES_ASK_XFS _IOR('X', 100, struct volumes_xfs)

static uint32_t volumes_measure_block(int fd)
{
	struct volumes_xfs x = {0};

	return ioctl(fd, VOLUMES_ASK_XFS, &x) ? 0 : x.directory_block;
}

const struct volume *volumes_get(struct walker *w, int fd, dev_t dev, enum fs_kind kind)
{
	bool counted = kind == FS_COUNTED;
	struct volume *v;

	pthread_mutex_lock(&w->lock);
	for (v = w->volumes; v && v->dev != dev;)
		v = v->next;
	if (!v && (v = malloc(sizeof *v))) {
		*v = (struct volume){w->volumes, dev, counted,
			counted ? volumes_measure_block(fd) : 0};
		w->volumes = v;
	}
	pthread_mutex_unlock(&w->lock);
	if (!v)
		walker_fail_memory(w);
	return v;
}

/* Tells whether to skip a file system of this kind. Reports it if it may have files. */
static bool volumes_leave_out(struct walker *w, const struct node *n, enum fs_kind kind)
{
	if (kind == FS_REMOTE)
		walker_tell_left_out(w, n);
	return kind == FS_REMOTE || kind == FS_PSEUDO || kind == FS_AUTOMOUNT;
}

/* Skips a directory without a report. */
static int volumes_refuse(int fd)
{
	place_close_fd(&fd);
	errno = ENOENT;
	return -1;
}

/* Opens a directory that is a mount point. */
static int volumes_open_mount(struct walker *w, int parent, struct node *n)
{
	struct statx sx;
	struct stat st;

	if (statx(parent, n->name, STAT_FLAGS, STATX_INO, &sx))
		return -1;
	dev_t dev = makedev(sx.stx_dev_major, sx.stx_dev_minor);
	if (volumes_leave_out(w, n, mounts_find_kind(&w->mounts, dev, -1)))
		return volumes_refuse(-1);
	int fd = openat(parent, n->name, DIR_FLAGS);
	if (fd < 0 || fstat(fd, &st)) {
		place_close_fd(&fd);
		return -1;
	}
	enum fs_kind kind = mounts_find_kind(&w->mounts, st.st_dev, fd);
	if (volumes_leave_out(w, n, kind) ||
		!mounts_enter(&w->mounts, st.st_dev, st.st_ino))
		return volumes_refuse(fd);
	n->volume = volumes_get(w, fd, st.st_dev, kind);
	n->door = false; /* it was entered just now */
	return n->volume ? fd : volumes_refuse(fd);
}

/* Tells whether this directory was already read through another mount. */
static bool volumes_was_seen(struct walker *w, int fd)
{
	struct stat st;

	return !fstat(fd, &st) && !mounts_enter(&w->mounts, st.st_dev, st.st_ino);
}

/* Without openat2() the device of each directory has to be compared. */
static int volumes_open_by_device(struct walker *w, int parent, struct node *n)
{
	struct statx sx;

	if (statx(parent, n->name, STAT_FLAGS, STATX_INO, &sx))
		return -1;
	n->door = n->door || mounts_may_be_door(&w->mounts, (ino_t)sx.stx_ino);
	return makedev(sx.stx_dev_major, sx.stx_dev_minor) == n->volume->dev
		       ? openat(parent, n->name, DIR_FLAGS)
		       : volumes_open_mount(w, parent, n);
}

int volumes_enter(struct walker *w, int parent, struct node *n)
{
	static const struct open_how how = {
		.flags = DIR_FLAGS, .resolve = RESOLVE_NO_XDEV};
	int fd = -1;

	if (!w->no_openat2) {
		fd = (int)syscall(SYS_openat2, parent, n->name, &how, sizeof how);
		if (fd < 0 && (errno == ENOSYS || errno == EPERM))
			w->no_openat2 = true;
		else if (fd < 0 && errno == EXDEV)
			fd = volumes_open_mount(w, parent, n);
	}
	if (fd < 0 && w->no_openat2)
		fd = volumes_open_by_device(w, parent, n);
	if (fd >= 0 && n->door && volumes_was_seen(w, fd))
		return volumes_refuse(fd);
	/* A directory that was removed or replaced meanwhile is not a failure. */
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
		walker_tell_failed(w, n, errno);
	return fd;
}
