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

/* In the midst of a file: the bit where a block starts, and what was before it. */
struct gzip_start {
	int64_t bit;
	const unsigned char *window;
	unsigned n_window;
};

/* From there on, without a check at the end. */
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

/* From a block of `like` on, whose bytes before that are written but for the last bits. */
int gzip_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct gzip **ret, struct err *e);
int gzip_write(struct gzip *g, struct span bytes, struct err *e);

/* Writes what is left. */
int gzip_finish(struct gzip *g, struct err *e);

/* Writes all so far, up to a whole byte; tells the checksum and the number of its bytes. */
int gzip_pause(struct gzip *g, uint32_t *crc, int64_t *size, struct err *e);
void gzip_close(struct gzip *g);

/* The size of the header at the start. */
int gzip_header(const struct extent *x, int64_t *ret, struct err *e);

#endif
