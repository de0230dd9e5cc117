/* SPDX-License-Identifier: MIT */
/* gzip with zlib. */
#ifndef GZIP_H
#define GZIP_H

#include "archive/extent.h"

#include <stdint.h>

/* Decompresses bytes. */
struct gunzip;

int gunzip_open(const struct extent *x, struct gunzip **ret, struct err *e);

/* The start of a block inside a file: its bit, and the decompressed bytes before it. */
struct gzip_start {
	int64_t bit;
	const unsigned char *window;
	unsigned n_window;
};

/* Starts at this block. The checksum at the end is not checked. */
int gunzip_resume(const struct extent *x, const struct gzip_start *start,
	struct gunzip **ret, struct err *e);

/* Gets the next piece, valid until the next call. Returns 1, 0 at the end or an error. */
int gunzip_next(struct gunzip *g, struct span *ret, struct err *e);
void gunzip_close(struct gunzip *g);

/* Compresses bytes. */
struct gzip;

/* Starts with the header of `like`, and uses about its level. */
int gzip_open(
	const struct extent *like, struct handle *file, struct gzip **ret, struct err *e);

/*
 * Starts at a block of `like`. Its whole bytes before that are already in `file`. The
 * bits before the block in its first byte are not.
 */
int gzip_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct gzip **ret, struct err *e);
int gzip_write(struct gzip *g, struct span bytes, struct err *e);

/* Writes what is left. */
int gzip_finish(struct gzip *g, struct err *e);

/* Ends on a byte boundary. Returns the checksum and the size of what was compressed. */
int gzip_pause(struct gzip *g, uint32_t *crc, int64_t *size, struct err *e);
void gzip_close(struct gzip *g);

/* Returns the size of the gzip header. */
int gzip_measure_header(const struct extent *x, int64_t *ret, struct err *e);

#endif
