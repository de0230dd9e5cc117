/* SPDX-License-Identifier: MIT */
/* A run of bytes within an open file, however long: read piece by piece, never mapped. */
#ifndef EXTENT_H
#define EXTENT_H

#include "base/buf.h"
#include "base/errors.h"

#include <sys/types.h>

struct extent {
	int fd;
	off_t at, size;
};

/* All of an open file. */
int extent_make(int fd, const char *path, struct extent *ret, struct err *e);

/* Up to `n` bytes from `at` on; less only at the end. Fails where the file became shorter. */
int extent_read(const struct extent *x, off_t at, void *to, size_t n, size_t *ret,
	const char *path, struct err *e);

/* Exactly `n` bytes, or it is not what it should be: -JSEC_BAD_ARCHIVE. */
int extent_get(const struct extent *x, off_t at, void *to, size_t n, const char *path,
	struct err *e);

/* Writes bytes to the new file of `path` at `fd`. */
int extent_put(int fd, const void *bytes, size_t n, const char *path, struct err *e);

/* Appends a part of it to the file that is written at `fd`. */
int extent_copy(const struct extent *x, off_t at, off_t n, int fd, const char *path,
	struct err *e);

/* Whether two parts have the same bytes: 1, 0, or a negative code. */
int extent_equal(const struct extent *a, off_t at_a, const struct extent *b, off_t at_b,
	off_t n, const char *path, struct err *e);

/* "why" is what is wrong with an archive. */
int extent_refuse(struct err *e, const char *path, const char *why);

#endif
