/* SPDX-License-Identifier: MIT */
/*
 * Streams of compressed bytes, with the library of each codec. CODEC_NONE passes the bytes
 * on unchanged.
 */
#ifndef CODEC_H
#define CODEC_H

#include "archive/extent.h"

#include <stdint.h>

enum codec { CODEC_NONE, CODEC_GZIP, CODEC_BZIP2, CODEC_XZ, CODEC_ZSTD };

/* Recognizes the codec by the first bytes. */
enum codec codec_detect(struct span start);
int codec_read(const struct extent *x, enum codec *ret, struct err *e);

/* Decompresses bytes. */
struct stream;

int stream_open(const struct extent *x, struct stream **ret, struct err *e);

/* Starts in the middle of gzip data. */
struct gzip_start;
int stream_resume(const struct extent *x, const struct gzip_start *start,
	struct stream **ret, struct err *e);

/* Gets the next piece, valid until the next call. Returns 1, 0 at the end or an error. */
int stream_next(struct stream *s, struct span *ret, struct err *e);

/* Adds all that is decompressed from now on to a checksum, which must outlive the stream. */
struct xxh64;
void stream_watch(struct stream *s, struct xxh64 *sum);
void stream_close(struct stream *s);

/* Compresses bytes. */
struct sink;

/*
 * Passes up to `n` bytes, or all if n < 0, without looking at them: skips them, or copies
 * them to the sink if it is not NULL. `ret` is how many; 0 if one of the two is compressed.
 */
int stream_pass(
	struct stream *s, int64_t n, struct sink *to, int64_t *ret, struct err *e);

/* Writes to `file`, compressed in the same way as `like`. */
int sink_open(
	const struct extent *like, struct handle *file, struct sink **ret, struct err *e);

/* Starts and ends in the middle of gzip data. */
int sink_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct sink **ret, struct err *e);

/* Adds to the buffer instead, uncompressed. */
int sink_open_memory(struct buf *to, struct sink **ret, struct err *e);
int sink_pause(struct sink *s, uint32_t *crc, int64_t *size, struct err *e);
int sink_write(struct sink *s, struct span bytes, struct err *e);

/* Writes what is left. Before that, the output is incomplete. */
int sink_finish(struct sink *s, struct err *e);
void sink_close(struct sink *s);

/* A part of a stream: bzip2, xz and zstd. The functions are as those of a stream. */
struct decoder;

int decoder_open(
	const struct extent *x, enum codec codec, struct decoder **ret, struct err *e);
int decoder_next(struct decoder *d, struct span *ret, struct err *e);
void decoder_close(struct decoder *d);

/*
 * A part of a sink: bzip2 and xz. `start` has the first 64 bytes of an archive, whose
 * level is used.
 */
struct encoder;

int encoder_open(enum codec codec, const unsigned char *start, struct handle *file,
	struct encoder **ret, struct err *e);
int encoder_write(struct encoder *c, struct span bytes, struct err *e);
int encoder_finish(struct encoder *c, struct err *e);
void encoder_close(struct encoder *c);

#define SINK_AUTO __attribute__((cleanup(sink_drop)))

static inline void sink_drop(struct sink **s)
{
	sink_close(*s);
}

#endif
