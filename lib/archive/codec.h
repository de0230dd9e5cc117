/* SPDX-License-Identifier: MIT */
/*
 * Compressed bytes, read and written as they pass by: gzip by zlib, others by libarchive,
 * but for the writing of zstd; or as they are.
 */
#ifndef CODEC_H
#define CODEC_H

#include "archive/extent.h"

#include <stdint.h>

enum codec { CODEC_NONE, CODEC_GZIP, CODEC_BZIP2, CODEC_XZ, CODEC_ZSTD };

/* By the first bytes. */
enum codec codec_detect(struct span start);
int codec_read(const struct extent *x, enum codec *ret, struct err *e);

/* Bytes being decompressed. */
struct stream;

int stream_open(const struct extent *x, struct stream **ret, struct err *e);

/* gzip's, from the midst on. */
struct gzip_start;
int stream_resume(const struct extent *x, const struct gzip_start *start,
	struct stream **ret, struct err *e);

/* The next piece, borrowed until the next call: 1, or 0 at the end, or a negative code. */
int stream_next(struct stream *s, struct span *ret, struct err *e);
void stream_close(struct stream *s);

/* Bytes being compressed. */
struct sink;

/* Writes to `file`, compressed as `like` is. */
int sink_open(
	const struct extent *like, struct handle *file, struct sink **ret, struct err *e);

/* gzip's, from the midst on; and to the midst. */
int sink_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct sink **ret, struct err *e);
int sink_pause(struct sink *s, uint32_t *crc, int64_t *size, struct err *e);
int sink_write(struct sink *s, struct span bytes, struct err *e);

/* Writes what is left; only then all is there. */
int sink_finish(struct sink *s, struct err *e);
void sink_close(struct sink *s);

#endif
