/* SPDX-License-Identifier: MIT */
/* A range of bytes in an open file. It may be large: it is read in pieces. */
#ifndef EXTENT_H
#define EXTENT_H

#include "os/handle.h"

struct extent {
	const struct handle *file;
	int64_t at, size;
	const char *path; /* the path that errors name */
};

/* Makes an extent of a whole open file. */
int extent_make(
	const struct handle *file, const char *path, struct extent *ret, struct err *e);

/* Reads up to `n` bytes at `at`; fewer only at the end. Fails if the file has shrunk. */
int extent_read(const struct extent *x, int64_t at, void *to, size_t n, size_t *ret,
	struct err *e);

/* Reads exactly `n` bytes. Returns -JSEC_BAD_ARCHIVE if there are fewer. */
int extent_get(const struct extent *x, int64_t at, void *to, size_t n, struct err *e);

/* Appends a part of the extent to `file`. */
int extent_copy(const struct extent *x, int64_t at, int64_t n, struct handle *file,
	struct err *e);

/* Tells whether two parts are equal. Returns 1, 0 or an error. */
int extent_equal(const struct extent *a, int64_t at_a, const struct extent *b,
	int64_t at_b, int64_t n, struct err *e);

/*
 * Refuses compressed bytes that unpack to more than 100 times as many, and 64 MiB more:
 * JDKs unpack to two or four times as many, and a bomb would take minutes.
 */
int extent_check_unpacked(const struct extent *x, int64_t unpacked, struct err *e);

/* Sets the error -JSEC_BAD_ARCHIVE. `why` says what is wrong with the archive. */
int extent_refuse(const struct extent *x, const char *why, struct err *e);

/* Sets the error -JSEC_NOT_PROVEN: a changed archive differs in more than the change. */
int extent_refuse_difference(const struct extent *x, struct err *e);

#endif
