/* SPDX-License-Identifier: MIT */
/* Compressed bytes, with libarchive's filters where those are good enough. */
#include "archive/codec.h"

#include "archive/gzip.h"
#include "archive/zstd_encoder.h"
#include "os/handle.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h> /* ENOMEM, which libarchive reports */
#include <stdio.h>
#include <stdlib.h>

#define CHUNK ((size_t)128 << 10)
#define XZ_MAX_THREADED 6 /* higher presets need too much memory with threads */
#define START 64	  /* bytes that show the codec and its level */

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
	int64_t at;
	enum codec codec;
	struct gunzip *gunzip;
	struct archive *a; /* NULL for gzip and uncompressed bytes */
	bool ended;	   /* all bytes were read */
	bool empty;	   /* it decompresses to no bytes */
	struct err err;	   /* of the callback */
	char chunk[CHUNK];
};

static la_ssize_t codec_feed(struct archive *a, void *context, const void **ret)
{
	struct stream *s = context;
	size_t n = 0;

	(void)a;
	*ret = s->chunk;
	if (extent_read(&s->x, s->at, s->chunk, sizeof s->chunk, &n, &s->err))
		return -1;
	s->at += (int64_t)n;
	s->ended = !n;
	return (la_ssize_t)n;
}

/* NULL: `a` could not be made. */
static bool codec_lacks_memory(struct archive *a)
{
	return !a || archive_errno(a) == ENOMEM;
}

/* Sets the error of the callback, or that of libarchive. */
static int codec_refuse_broken(struct stream *s, struct err *e)
{
	static const char *const names[] = {
		[CODEC_BZIP2] = "bzip2", [CODEC_XZ] = "xz", [CODEC_ZSTD] = "zstd"};
	const char *why = s->a ? archive_error_string(s->a) : NULL;

	if (err_public(&s->err))
		return err_copy(e, &s->err.public);
	if (codec_lacks_memory(s->a))
		return err_memory(e);
	if (s->ended)
		return err_set(e, JSEC_BAD_ARCHIVE, s->x.path, 0,
			"the %s data is cut short; nothing was written", names[s->codec]);
	return err_set(e, JSEC_BAD_ARCHIVE, s->x.path, 0,
		"the %s data is damaged (%s); nothing was written", names[s->codec],
		why ? why : "no reason given");
}

static int codec_enable_formats(struct archive *a, enum codec codec)
{
	int rc = codec == CODEC_BZIP2 ? archive_read_support_filter_bzip2(a)
		 : codec == CODEC_XZ  ? archive_read_support_filter_xz(a)
				      : archive_read_support_filter_zstd(a);

	return rc != ARCHIVE_OK || archive_read_support_format_raw(a) != ARCHIVE_OK ||
	       archive_read_support_format_empty(a) != ARCHIVE_OK;
}

/* Refuses data that libarchive does not recognize: it would pass them on unchanged. */
static int codec_open_filter(struct stream *s, struct err *e)
{
	struct archive_entry *entry;
	int rc;

	s->a = archive_read_new();
	if (!s->a || codec_enable_formats(s->a, s->codec) ||
		archive_read_open(s->a, s, NULL, codec_feed, NULL) != ARCHIVE_OK ||
		archive_filter_code(s->a, 0) == ARCHIVE_FILTER_NONE)
		return codec_refuse_broken(s, e);
	rc = archive_read_next_header(s->a, &entry);
	s->empty = rc == ARCHIVE_EOF;
	return rc == ARCHIVE_OK || s->empty ? 0 : codec_refuse_broken(s, e);
}

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
	s->codec = codec;
	if (codec == CODEC_GZIP)
		rc = gunzip_open(x, &s->gunzip, e);
	else if (codec != CODEC_NONE)
		rc = codec_open_filter(s, e);
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

	if (rc)
		stream_close(s);
	else
		*ret = s;
	return rc;
}

int stream_next(struct stream *s, struct span *ret, struct err *e)
{
	const void *data = NULL;
	la_int64_t offset;
	size_t size = 0;

	if (s->gunzip)
		return gunzip_next(s->gunzip, ret, e);
	if (!s->a) {
		la_ssize_t n = codec_feed(NULL, s, &data);
		*ret = span_of(data, n > 0 ? (size_t)n : 0);
		return n < 0 ? codec_refuse_broken(s, e) : n > 0;
	}
	int rc = s->empty ? ARCHIVE_EOF
			  : archive_read_data_block(s->a, &data, &size, &offset);
	if (rc != ARCHIVE_OK && rc != ARCHIVE_EOF)
		return codec_refuse_broken(s, e);
	*ret = span_of(data, rc == ARCHIVE_EOF ? 0 : size);
	/* libarchive ignores bytes after the end of bzip2 data: they would be lost */
	if (rc == ARCHIVE_EOF && archive_filter_bytes(s->a, -1) != s->x.size)
		return extent_refuse(&s->x, "trailing data after the compressed data", e);
	return rc != ARCHIVE_EOF;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	gunzip_close(s->gunzip);
	archive_read_free(s->a);
	err_done(&s->err);
	free(s);
}

struct sink {
	struct handle *file;
	struct gzip *gzip;
	struct zstd_encoder *zstd;
	struct archive *a; /* NULL for gzip, zstd and uncompressed bytes */
	struct err err;	   /* of the callback */
};

/* Does not report failures to libarchive: it would leak its buffers. */
static la_ssize_t codec_drain(
	struct archive *a, void *context, const void *bytes, size_t size)
{
	struct sink *s = context;

	(void)a;
	if (!err_public(&s->err))
		handle_append(s->file, span_of(bytes, size), &s->err);
	return (la_ssize_t)size;
}

/* Returns the xz preset whose dictionary size the first block has. */
static int codec_guess_xz_level(const unsigned char *start)
{
	static const int presets[] = {1, 2, 4, 6, 7, 8, 9}; /* 1 MiB, 2 MiB, ... */
	const unsigned char *block = start + 12;	    /* after the stream header */
	size_t at = 2;

	for (unsigned sizes = block[1] >> 6; sizes; sizes &= sizes - 1, at++)
		while (at < 22 && block[at] & 0x80)
			at++;
	/* 0x21 is LZMA2, with one byte of properties: 4 or 6 KiB times a power of 2 */
	if (block[at] != 0x21 || block[at + 1] != 1 || block[at + 2] > 40)
		return 6;
	unsigned power = block[at + 2] / 2u;
	return power < 8 ? power == 7 : power > 14 ? 9 : presets[power - 8];
}

static int codec_guess_bzip2_level(const unsigned char *start)
{
	return start[3] >= '1' && start[3] <= '9' ? start[3] - '0' : 9;
}

static int codec_set_option(struct archive *a, const char *name, int value)
{
	char text[16];

	snprintf(text, sizeof text, "%d", value);
	return archive_write_set_filter_option(a, NULL, name, text);
}

/* Encoding takes most of the time: two threads do it, if xz's library has threads. */
static int codec_add_filter(
	struct archive *a, enum codec codec, const unsigned char *start)
{
	bool xz = codec == CODEC_XZ;
	int level = xz ? codec_guess_xz_level(start) : codec_guess_bzip2_level(start);
	int rc = xz ? archive_write_add_filter_xz(a) : archive_write_add_filter_bzip2(a);

	if (xz && level <= XZ_MAX_THREADED)
		codec_set_option(a, "threads", 2);
	return rc == ARCHIVE_OK ? codec_set_option(a, "compression-level", level) : rc;
}

static int codec_open_encoder(
	struct sink *s, enum codec codec, const unsigned char *start, struct err *e)
{
	struct archive_entry *entry = archive_entry_new();
	int rc = -1;

	s->a = archive_write_new();
	if (entry && s->a) {
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_pathname(entry, "raw");
		rc = archive_write_set_format_raw(s->a) != ARCHIVE_OK ||
		     codec_add_filter(s->a, codec, start) != ARCHIVE_OK ||
		     archive_write_set_bytes_in_last_block(s->a, 1) != ARCHIVE_OK ||
		     archive_write_open(s->a, s, NULL, codec_drain, NULL) != ARCHIVE_OK ||
		     archive_write_header(s->a, entry) != ARCHIVE_OK;
	}
	archive_entry_free(entry);
	return rc ? err_memory(e) : 0;
}

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
		rc = codec_open_encoder(s, codec, start, e);
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

int sink_pause(struct sink *s, uint32_t *crc, int64_t *size, struct err *e)
{
	return gzip_pause(s->gzip, crc, size, e);
}

static int codec_check_written(const struct sink *s, struct err *e)
{
	const struct jsec_error *failure = err_public(&s->err);

	return failure ? err_copy(e, failure) : 0;
}

int sink_write(struct sink *s, struct span bytes, struct err *e)
{
	if (s->gzip)
		return gzip_write(s->gzip, bytes, e);
	if (s->zstd)
		return zstd_encoder_write(s->zstd, bytes, e);
	if (!s->a)
		codec_drain(NULL, s, bytes.data, bytes.size);
	else if (archive_write_data(s->a, bytes.data, bytes.size) !=
		 (la_ssize_t)bytes.size)
		return err_memory(e);
	return codec_check_written(s, e);
}

int sink_finish(struct sink *s, struct err *e)
{
	if (s->gzip)
		return gzip_finish(s->gzip, e);
	if (s->zstd)
		return zstd_encoder_finish(s->zstd, e);
	if (s->a && archive_write_close(s->a) != ARCHIVE_OK)
		return err_memory(e);
	return codec_check_written(s, e);
}

void sink_close(struct sink *s)
{
	if (!s)
		return;
	gzip_close(s->gzip);
	zstd_encoder_close(s->zstd);
	archive_write_free(s->a);
	err_done(&s->err);
	free(s);
}
