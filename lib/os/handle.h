/* SPDX-License-Identifier: MIT */
/*
 * An open file without a position: reads say where, and writes append. Errors name the
 * path, and call the file what its opener called it, such as "the archive".
 */
#ifndef HANDLE_H
#define HANDLE_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/file_info.h"

#include <stdint.h>

struct handle;
struct place;

/* Opens the regular file at a place for reading. `what` must outlive the handle. */
int handle_open(
	const struct place *p, const char *what, struct handle **ret, struct err *e);

/* Closes the handle. Accepts NULL. */
void handle_close(struct handle *h);

/* Reads up to `n` bytes at offset `at`. `ret` is less than `n` only at the file's end. */
int handle_read(const struct handle *h, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e);

/* Reads the whole file. Fails if it has more than `at_most` bytes. */
int handle_read_all(
	const struct handle *h, size_t at_most, struct buf *ret, struct err *e);

/* Writes after the bytes that were appended before. A handle starts at offset 0. */
int handle_append(struct handle *h, struct span bytes, struct err *e);

/*
 * Appends `n` bytes of another file from `at` on, without reading them into memory if the
 * system can do that. Returns how many it has appended: the caller copies the rest.
 */
int64_t handle_append_from(
	struct handle *h, const struct handle *from, int64_t at, int64_t n);

/* Returns where the next bytes are appended. */
int64_t handle_get_end(const struct handle *h);

/* Truncates the file to `size`. Later bytes are appended there. */
int handle_cut(struct handle *h, int64_t size, struct err *e);

/* Reads the file's current metadata. */
int handle_examine(const struct handle *h, struct file_info *ret, struct err *e);

/* Waits until the bytes are on the disk. */
int handle_sync(const struct handle *h, struct err *e);

/* For os/: makes a handle that owns the descriptor. Closes it if this fails. */
int handle_wrap(
	int fd, const char *path, const char *what, struct handle **ret, struct err *e);
int handle_get_fd(const struct handle *h);

/* For os/: appends to what the file contains. */
int handle_go_to_end(struct handle *h, struct err *e);

/* For os/: sets the error of a failed system call from `verb` and errno. */
int handle_fail(const struct handle *h, const char *verb, struct err *e);

#define HANDLE_AUTO __attribute__((cleanup(handle_drop)))

static inline void handle_drop(struct handle **h)
{
	handle_close(*h);
}

#endif
