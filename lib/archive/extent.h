/* SPDX-License-Identifier: MIT */
/* A run of bytes within an open file, however long: read piece by piece, never mapped. */
#ifndef EXTENT_H
#define EXTENT_H

#include "os/handle.h"

struct extent {
	const struct handle *file;
	int64_t at, size;
	const char *path; /* what errors about the bytes name */
};

/* All of an open file. */
int extent_make(
	const struct handle *file, const char *path, struct extent *ret, struct err *e);

/* Up to `n` bytes from `at` on; fewer only at the end. Fails where the file became shorter. */
int extent_read(const struct extent *x, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e);

/* Exactly `n` bytes; -JSEC_BAD_ARCHIVE where there are fewer. */
int extent_get(const struct extent *x, int64_t at, void *to, size_t n, struct err *e);

/* Appends a part of it to `file`. */
int extent_copy(const struct extent *x, int64_t at, int64_t n, struct handle *file,
	struct err *e);

/* Whether two parts have the same bytes: 1, 0, or a negative code. */
int extent_equal(const struct extent *a, int64_t at_a, const struct extent *b,
	int64_t at_b, int64_t n, struct err *e);

/* -JSEC_BAD_ARCHIVE: "why" says what is wrong with the archive. */
int extent_refuse(const struct extent *x, const char *why, struct err *e);

/* -JSEC_NOT_PROVEN: a changed archive differs in more than the change. */
int extent_refuse_difference(const struct extent *x, struct err *e);

#endif
