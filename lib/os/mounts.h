/* SPDX-License-Identifier: MIT */
/*
 * Lists mounts: a walk skips some mounts, enters none twice, and recognizes
 * this machine's own ones in another mount namespace.
 */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "base/buf.h"
#include "base/errors.h"
#include "base/span.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How a walk treats a file system. */
enum fs_kind {
	FS_LOCAL = 0,
	FS_COUNTED,   /* local, and a directory's link count is 2 + its subdirectories */
	FS_REMOTE,    /* on a server: may be slow or never answer */
	FS_PSEUDO,    /* no real files, such as proc */
	FS_AUTOMOUNT, /* not mounted yet */
};

/* A mounted file system. */
struct mount {
	dev_t dev;
	enum fs_kind kind;
	bool users; /* a user's program makes up its files (FUSE) */
};

/* For os/: the parts of a line of mountinfo that we need. */
struct mount_line {
	struct mount mount;
	int id;
	char *root;   /* the directory of the file system that is mounted, */
	char *path;   /* and where */
	bool covered; /* a later line is about the same directory: that is what one sees */
};

/* The lines of a mountinfo, which point into its text. */
struct mount_lines {
	struct buf text;
	struct mount_line *items;
	size_t n;
	bool triggers;
};

/* For os/: our own list. Without /proc, there are no lines, and reading it succeeds. */
#define MOUNTS_INFO "/proc/self/mountinfo"
int mounts_read_lines(const char *path, struct mount_lines *l, struct err *e);
void mounts_lines_done(struct mount_lines *l);

/* A directory that a walk can reach in two ways, because it is mounted in two places. */
struct door {
	dev_t dev;
	ino_t ino;
	atomic_bool passed;
};

/* A zeroed struct has no mounts. */
struct mounts {
	struct mount *items; /* sorted by device */
	size_t n;
	struct door *doors;
	size_t n_doors;
	bool triggers; /* an automounter would mount some at the first access */
};

/* A mount point of a file system that may not answer, or that is not mounted yet. */
struct remote_mount {
	char *path;
	bool users;	   /* as in struct mount */
	atomic_bool named; /* the user named something there */
	atomic_bool met;   /* a search has not gone on there */
};

/* A zeroed struct has none. */
struct remote_mounts {
	struct remote_mount *items;
	size_t n;
	bool all; /* the root itself is on such a file system */
};

/*
 * Lists those of a process, as it sees them. PID 0 stands for the caller: then those below
 * the directory `below` of the machine, as they are seen from there. Asks none of them.
 */
int mounts_list_remote(
	int pid, const char *below, struct remote_mounts *ret, struct err *e);
void mounts_remote_done(struct remote_mounts *r);

/* Tells whether the name in this directory is such a mount point, or NULL. */
struct remote_mount *mounts_find_remote(
	const struct remote_mounts *r, struct span directory, const char *name);

/* Tells whether a walk has failed because it ended before one of them. */
bool mounts_are_why(const struct remote_mounts *r, const struct err *why);

/* Reads the process's mounts. Without /proc, `m` is empty and this succeeds. */
int mounts_read(struct mounts *m, struct err *e);
void mounts_done(struct mounts *m);

/*
 * Returns the kind of the file system with device `dev`. If it is not in the mounts, this
 * asks the open directory `fd`; if `fd` is -1, it returns FS_LOCAL. It does not ask a
 * server that is in the mounts: that may never answer.
 */
enum fs_kind mounts_find_kind(const struct mounts *m, dev_t dev, int fd);

/*
 * Tells whether owners and modes on a file system say who can change its files. Asks the
 * open file `fd` on it.
 */
bool mounts_have_modes(dev_t dev, int fd);

/*
 * Tells whether only the owner can change a file, by its NFSv4 access control list.
 * The mode does not show that. The second function reads the list of the file that an
 * O_PATH descriptor has; there may be none.
 */
bool mounts_acl_is_private(struct span list);
bool mounts_acl_check(int fd);

/*
 * A root directory in another mount namespace, that of a process: what is mounted there may
 * be this machine's own. Whoever made the mounts can lead us to any file that exists.
 */
struct foreign;

/*
 * Examines the root directory `fd` that was opened at `path`. `ret` gets NULL if it is in
 * our own mount namespace. Errors are those of root_guard().
 */
int mounts_foreign_open(int fd, const char *path, struct foreign **ret, struct err *e);

/* Fails if the step to `path`, which is open, has led to this machine's own files. */
int mounts_foreign_check(
	const struct foreign *f, int fd, const char *path, struct err *e);
void mounts_foreign_free(struct foreign *f);

/* Tells whether a door has this inode number, on any device. */
bool mounts_may_be_door(const struct mounts *m, ino_t ino);

/* Returns false if this directory is a door that was entered before. */
bool mounts_enter(const struct mounts *m, dev_t dev, ino_t ino);

#endif
