/* SPDX-License-Identifier: MIT */
/*
 * gzip, by zlib: libarchive's reader does not look at the checksums, and its writer makes a
 * header of its own.
 */
#ifndef GZIP_H
#define GZIP_H

#include "archive/extent.h"

#include <stdint.h>

/* Bytes being decompressed. */
struct gunzip;

int gunzip_open(const struct extent *x, struct gunzip **ret, struct err *e);

/* The start of a block in the middle of a file: its bit, and the bytes decompressed before. */
struct gzip_start {
	int64_t bit;
	const unsigned char *window;
	unsigned n_window;
};

/* Starts there; the checksum at the end is not checked. */
int gunzip_resume(const struct extent *x, const struct gzip_start *start,
	struct gunzip **ret, struct err *e);

/* The next piece, borrowed until the next call: 1, or 0 at the end, or a negative code. */
int gunzip_next(struct gunzip *g, struct span *ret, struct err *e);
void gunzip_close(struct gunzip *g);

/* Bytes being compressed. */
struct gzip;

/* With the header of `like`, and about its level. */
int gzip_open(
	const struct extent *like, struct handle *file, struct gzip **ret, struct err *e);

/*
 * Starts at a block of `like`. The whole bytes before it are written already; the bits before
 * it in its first byte are not.
 */
int gzip_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct gzip **ret, struct err *e);
int gzip_write(struct gzip *g, struct span bytes, struct err *e);

/* Writes what is left. */
int gzip_finish(struct gzip *g, struct err *e);

/* Ends on a whole byte. Yields checksum and size of what was compressed. */
int gzip_pause(struct gzip *g, uint32_t *crc, int64_t *size, struct err *e);
void gzip_close(struct gzip *g);

/* The size of the header at the start. */
int gzip_measure_header(const struct extent *x, int64_t *ret, struct err *e);

#endif
