/* SPDX-License-Identifier: MIT */
/* Decompresses bzip2, xz and zstd: any number of streams, and nothing else after them. */
#include "archive/codec.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define IN_SIZE ((size_t)128 << 10)
#define OUT_SIZE ((size_t)256 << 10)
/* What unpacking may take: enough for `xz -9` (65 MiB) and `zstd --ultra -22` (128 MiB). */
#define MEMORY_LOG 27
#define MEMORY (((uint64_t)1 << MEMORY_LOG) + ((uint64_t)1 << 20))

enum decoder_result {
	DECODER_MORE,
	DECODER_END,
	DECODER_BAD,
	DECODER_TRAILING,
	DECODER_TOO_WIDE, /* needs more than MEMORY */
	DECODER_NO_MEMORY
};

struct decoder {
	struct extent x;
	int64_t at; /* next offset to read */
	enum codec codec;
	bool inside;	/* a stream has begun and not ended */
	struct span in; /* not decompressed yet */
	bool last;	/* there are no bytes after `in` */
	bool ended;
	bz_stream bzip2;
	lzma_stream xz;
	ZSTD_DStream *zstd;
	char chunk[IN_SIZE], out[OUT_SIZE];
};

/* Begins the next stream, if there is one. */
static enum decoder_result decoder_begin_bzip2(struct decoder *d)
{
	if (!d->in.size)
		return DECODER_END;
	d->bzip2 = (bz_stream){0};
	if (BZ2_bzDecompressInit(&d->bzip2, 0, 0) != BZ_OK)
		return DECODER_NO_MEMORY;
	d->inside = true;
	return DECODER_MORE;
}

static enum decoder_result decoder_run_bzip2(struct decoder *d, size_t *made)
{
	if (!d->inside)
		return decoder_begin_bzip2(d);
	d->bzip2.next_in = (char *)d->in.data;
	d->bzip2.avail_in = (unsigned)d->in.size;
	d->bzip2.next_out = d->out;
	d->bzip2.avail_out = (unsigned)OUT_SIZE;
	int rc = BZ2_bzDecompress(&d->bzip2);
	*made = OUT_SIZE - d->bzip2.avail_out;
	d->in = span_cut(d->in, d->in.size - d->bzip2.avail_in, d->in.size);
	if (rc == BZ_STREAM_END) {
		BZ2_bzDecompressEnd(&d->bzip2);
		d->inside = false;
		return DECODER_MORE;
	}
	return rc == BZ_OK		   ? DECODER_MORE
	       : rc == BZ_MEM_ERROR	   ? DECODER_NO_MEMORY
	       : rc == BZ_DATA_ERROR_MAGIC ? DECODER_TRAILING
					   : DECODER_BAD;
}

static enum decoder_result decoder_run_xz(struct decoder *d, size_t *made)
{
	d->xz.next_in = (const uint8_t *)d->in.data;
	d->xz.avail_in = d->in.size;
	d->xz.next_out = (uint8_t *)d->out;
	d->xz.avail_out = OUT_SIZE;
	lzma_ret rc = lzma_code(&d->xz, d->last ? LZMA_FINISH : LZMA_RUN);
	*made = OUT_SIZE - d->xz.avail_out;
	d->in = span_cut(d->in, d->in.size - d->xz.avail_in, d->in.size);
	d->inside = rc != LZMA_STREAM_END;
	return rc == LZMA_OK || rc == LZMA_BUF_ERROR ? DECODER_MORE
	       : rc == LZMA_STREAM_END		     ? DECODER_END
	       : rc == LZMA_MEMLIMIT_ERROR	     ? DECODER_TOO_WIDE
	       : rc == LZMA_MEM_ERROR		     ? DECODER_NO_MEMORY
						     : DECODER_BAD;
}

static enum decoder_result decoder_run_zstd(struct decoder *d, size_t *made)
{
	ZSTD_inBuffer in = {d->in.data, d->in.size, 0};
	ZSTD_outBuffer out = {d->out, OUT_SIZE, 0};

	if (!d->inside && !d->in.size)
		return DECODER_END;
	size_t rc = ZSTD_decompressStream(d->zstd, &out, &in);
	*made = out.pos;
	d->in = span_cut(d->in, in.pos, d->in.size);
	d->inside = rc != 0;
	if (!ZSTD_isError(rc))
		return DECODER_MORE;
	ZSTD_ErrorCode why = ZSTD_getErrorCode(rc);
	return why == ZSTD_error_memory_allocation		 ? DECODER_NO_MEMORY
	       : why == ZSTD_error_frameParameter_windowTooLarge ? DECODER_TOO_WIDE
								 : DECODER_BAD;
}

int decoder_open(
	const struct extent *x, enum codec codec, struct decoder **ret, struct err *e)
{
	struct decoder *d = calloc(1, sizeof *d);
	bool good = d != NULL;

	if (good && codec == CODEC_XZ)
		good = lzma_stream_decoder(&d->xz, MEMORY, LZMA_CONCATENATED) == LZMA_OK;
	if (good && codec == CODEC_ZSTD)
		good = (d->zstd = ZSTD_createDStream()) != NULL &&
		       !ZSTD_isError(ZSTD_DCtx_setParameter(
			       d->zstd, ZSTD_d_windowLogMax, MEMORY_LOG));
	if (!good) {
		if (d)
			ZSTD_freeDStream(d->zstd);
		free(d);
		return err_memory(e);
	}
	d->x = *x;
	d->codec = codec;
	d->inside = codec == CODEC_XZ;
	*ret = d;
	return 0;
}

static int decoder_fill(struct decoder *d, struct err *e)
{
	size_t n = 0;
	int rc = extent_read(&d->x, d->at, d->chunk, sizeof d->chunk, &n, e);

	d->at += (int64_t)n;
	d->in = span_of(d->chunk, n);
	d->last = !n;
	return rc;
}

static int decoder_refuse(const struct decoder *d, const char *why, struct err *e)
{
	static const char *const names[] = {
		[CODEC_BZIP2] = "bzip2", [CODEC_XZ] = "xz", [CODEC_ZSTD] = "zstd"};

	return err_set(e, JSEC_BAD_ARCHIVE, d->x.path, 0,
		"the %s data %s; nothing was written", names[d->codec], why);
}

int decoder_next(struct decoder *d, struct span *ret, struct err *e)
{
	size_t made = 0;

	while (!made && !d->ended) {
		bool starved = d->last && !d->in.size;
		int rc = d->in.size || d->last ? 0 : decoder_fill(d, e);
		if (rc)
			return rc;
		enum decoder_result result =
			d->codec == CODEC_BZIP2 ? decoder_run_bzip2(d, &made)
			: d->codec == CODEC_XZ	? decoder_run_xz(d, &made)
						: decoder_run_zstd(d, &made);
		if (result == DECODER_NO_MEMORY)
			return err_memory(e);
		if (result == DECODER_TRAILING)
			return extent_refuse(
				&d->x, "trailing data after the compressed data", e);
		if (result == DECODER_TOO_WIDE)
			return decoder_refuse(d,
				"takes more than 128 MiB of memory to unpack; compress it in "
				"another way",
				e);
		if (result == DECODER_BAD)
			return decoder_refuse(d, "is damaged", e);
		d->ended = result == DECODER_END;
		if (starved && d->inside && !made)
			return decoder_refuse(d, "is cut short", e);
	}
	*ret = span_of(d->out, made);
	return made > 0;
}

void decoder_close(struct decoder *d)
{
	if (!d)
		return;
	if (d->codec == CODEC_BZIP2 && d->inside)
		BZ2_bzDecompressEnd(&d->bzip2);
	lzma_end(&d->xz);
	ZSTD_freeDStream(d->zstd);
	free(d);
}
