/* SPDX-License-Identifier: MIT */
/*
 * An open file. It has no position: each reading says where, and writing appends. Its own
 * errors name its path, and call it as whoever opened it said: "the archive".
 */
#ifndef HANDLE_H
#define HANDLE_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/root.h"

#include <stdint.h>

struct handle;

/* Opens a place's regular file for reading. `what` must outlive the handle. */
int handle_open(
	const struct place *p, const char *what, struct handle **ret, struct err *e);

/* Takes NULL. */
void handle_close(struct handle *h);

/* Up to `n` bytes from `at` on; fewer only at the end of the file. */
int handle_read(const struct handle *h, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e);

/* All that it has, which is at most so much. */
int handle_read_all(
	const struct handle *h, size_t at_most, struct buf *ret, struct err *e);

/* Writes behind what was appended so far; a file that was just made is empty. */
int handle_append(struct handle *h, struct span bytes, struct err *e);

/* Where the next bytes are appended. */
int64_t handle_get_end(const struct handle *h);

/* Cuts what was appended to that size, and appends from there on. */
int handle_cut(struct handle *h, int64_t size, struct err *e);

/* What the file is now. */
int handle_examine(const struct handle *h, struct file_info *ret, struct err *e);

/* Returns when the bytes are on the disk. */
int handle_sync(const struct handle *h, struct err *e);

/* For os/: the handle closes the descriptor, here too if this fails. */
int handle_wrap(
	int fd, const char *path, const char *what, struct handle **ret, struct err *e);
int handle_get_fd(const struct handle *h);

/* For os/: what is appended next goes behind what is there. */
int handle_go_to_end(struct handle *h, struct err *e);

/* For os/: the system call of `verb` failed, and errno says why. */
int handle_fail(const struct handle *h, const char *verb, struct err *e);

#define HANDLE_AUTO __attribute__((cleanup(handle_drop)))

static inline void handle_drop(struct handle **h)
{
	handle_close(*h);
}

#endif
