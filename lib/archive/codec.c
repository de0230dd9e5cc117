/* SPDX-License-Identifier: MIT */
/* Compressed bytes: recognizes the codec, and chooses who decodes or encodes. */
#include "archive/codec.h"

#include "archive/gzip.h"
#include "archive/xxh64.h"
#include "archive/zstd_encoder.h"
#include "os/handle.h"

#include <stdlib.h>

#define CHUNK ((size_t)128 << 10)
#define FIRST_CHUNK ((size_t)4 << 10) /* after bytes that were passed: a tar's headers */
#define START 64		      /* bytes that show the codec and its level */

enum codec codec_detect(struct span s)
{
	static const struct {
		enum codec codec;
		const char *magic;
		size_t size;
	} all[] = {{CODEC_GZIP, "\x1f\x8b\x08", 3}, {CODEC_BZIP2, "BZh", 3},
		{CODEC_XZ,
			"\xfd"
			"7zXZ\0",
			6},
		{CODEC_ZSTD, "\x28\xb5\x2f\xfd", 4}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (s.size >= all[i].size && !memcmp(s.data, all[i].magic, all[i].size))
			return all[i].codec;
	return CODEC_NONE;
}

/* Reads the first bytes, and recognizes the codec by them. */
static int codec_read_start(
	const struct extent *x, unsigned char *start, enum codec *codec, struct err *e)
{
	size_t n = 0;
	int rc = extent_read(x, 0, start, START, &n, e);

	*codec = codec_detect(span_of((char *)start, n));
	return rc;
}

int codec_read(const struct extent *x, enum codec *ret, struct err *e)
{
	unsigned char start[START];

	return codec_read_start(x, start, ret, e);
}

struct stream {
	struct extent x;
	int64_t at; /* read so far; of compressed bytes, unpacked so far */
	struct gunzip *gunzip;
	struct decoder *decoder; /* the last two are NULL for uncompressed bytes */
	struct xxh64 *sum;	 /* gets all decompressed bytes; or NULL */
	size_t next;		 /* how many of those to read */
	char chunk[CHUNK];
};

int stream_open(const struct extent *x, struct stream **ret, struct err *e)
{
	enum codec codec;
	int rc = codec_read(x, &codec, e);

	if (rc)
		return rc;
	struct stream *s = calloc(1, sizeof *s);
	if (!s)
		return err_memory(e);
	s->x = *x;
	s->next = FIRST_CHUNK;
	if (codec == CODEC_GZIP)
		rc = gunzip_open(x, &s->gunzip, e);
	else if (codec != CODEC_NONE)
		rc = decoder_open(x, codec, &s->decoder, e);
	if (rc)
		stream_close(s);
	else
		*ret = s;
	return rc;
}

int stream_resume(const struct extent *x, const struct gzip_start *start,
	struct stream **ret, struct err *e)
{
	struct stream *s = calloc(1, sizeof *s);
	int rc = s ? gunzip_resume(x, start, &s->gunzip, e) : err_memory(e);

	if (s)
		s->x = *x;
	if (rc)
		stream_close(s);
	else
		*ret = s;
	return rc;
}

static int stream_unpack(struct stream *s, struct span *ret, struct err *e)
{
	int more = s->gunzip ? gunzip_next(s->gunzip, ret, e)
			     : decoder_next(s->decoder, ret, e);

	if (more <= 0)
		return more;
	s->at += (int64_t)ret->size;
	if (s->sum)
		xxh64_add(s->sum, *ret);
	int rc = extent_check_unpacked(&s->x, s->at, e);
	return rc ? rc : more;
}

int stream_next(struct stream *s, struct span *ret, struct err *e)
{
	size_t n = 0;

	if (s->gunzip || s->decoder)
		return stream_unpack(s, ret, e);
	int rc = extent_read(&s->x, s->at, s->chunk, s->next, &n, e);
	s->at += (int64_t)n;
	s->next = s->next < CHUNK ? 2 * s->next : CHUNK;
	*ret = span_of(s->chunk, n);
	return rc ? rc : n > 0;
}

void stream_watch(struct stream *s, struct xxh64 *sum)
{
	s->sum = sum;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	gunzip_close(s->gunzip);
	decoder_close(s->decoder);
	free(s);
}

/* All encoders are NULL for uncompressed bytes. */
struct sink {
	struct handle *file;
	struct buf *memory; /* or NULL */
	struct gzip *gzip;
	struct zstd_encoder *zstd;
	struct encoder *encoder;
};

int sink_open(
	const struct extent *like, struct handle *file, struct sink **ret, struct err *e)
{
	unsigned char start[START] = {0};
	enum codec codec;
	int rc = codec_read_start(like, start, &codec, e);

	if (rc)
		return rc;
	struct sink *s = calloc(1, sizeof *s);
	if (!s)
		return err_memory(e);
	s->file = file;
	if (codec == CODEC_GZIP)
		rc = gzip_open(like, file, &s->gzip, e);
	else if (codec == CODEC_ZSTD)
		rc = zstd_encoder_open(like, file, &s->zstd, e);
	else if (codec != CODEC_NONE)
		rc = encoder_open(codec, start, file, &s->encoder, e);
	if (rc)
		sink_close(s);
	else
		*ret = s;
	return rc;
}

int sink_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct sink **ret, struct err *e)
{
	struct sink *s = calloc(1, sizeof *s);
	int rc = s ? gzip_resume(like, start, file, &s->gzip, e) : err_memory(e);

	if (rc)
		sink_close(s);
	else
		*ret = s;
	return rc;
}

int sink_open_memory(struct buf *to, struct sink **ret, struct err *e)
{
	struct sink *s = calloc(1, sizeof *s);

	if (!s)
		return err_memory(e);
	s->memory = to;
	*ret = s;
	return 0;
}

int sink_pause(struct sink *s, uint32_t *crc, int64_t *size, struct err *e)
{
	return gzip_pause(s->gzip, crc, size, e);
}

int sink_write(struct sink *s, struct span bytes, struct err *e)
{
	if (s->gzip)
		return gzip_write(s->gzip, bytes, e);
	if (s->zstd)
		return zstd_encoder_write(s->zstd, bytes, e);
	if (s->encoder)
		return encoder_write(s->encoder, bytes, e);
	if (s->memory) {
		buf_add(s->memory, bytes);
		return s->memory->failed ? err_memory(e) : 0;
	}
	return handle_append(s->file, bytes, e);
}

int sink_finish(struct sink *s, struct err *e)
{
	if (s->gzip)
		return gzip_finish(s->gzip, e);
	if (s->zstd)
		return zstd_encoder_finish(s->zstd, e);
	return s->encoder ? encoder_finish(s->encoder, e) : 0;
}

int stream_pass(struct stream *s, int64_t n, struct sink *to, int64_t *ret, struct err *e)
{
	int64_t left = s->x.size - s->at;

	*ret = 0;
	if (s->gunzip || s->decoder ||
		(to && (to->gzip || to->zstd || to->encoder || to->memory)))
		return 0;
	n = n < 0 || n > left ? left : n;
	int rc = to ? extent_copy(&s->x, s->at, n, to->file, e) : 0;
	s->at += n;
	s->next = FIRST_CHUNK;
	*ret = rc ? 0 : n;
	return rc;
}

void sink_close(struct sink *s)
{
	if (!s)
		return;
	gzip_close(s->gzip);
	zstd_encoder_close(s->zstd);
	encoder_close(s->encoder);
	free(s);
}
