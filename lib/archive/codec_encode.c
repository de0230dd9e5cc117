/* SPDX-License-Identifier: MIT */
/* Compresses with bzip2 or xz, into one stream. */
#include "archive/codec.h"

#include "os/handle.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>

#define OUT_SIZE ((size_t)256 << 10)
#define XZ_MAX_THREADED 6 /* higher presets need too much memory with threads */
#define XZ_THREADS 2

struct encoder {
	struct handle *file;
	bool is_xz, begun;
	bz_stream bzip2;
	lzma_stream xz;
	char out[OUT_SIZE];
};

/* Returns the xz preset whose dictionary size the first block has. */
static uint32_t encoder_guess_xz_level(const unsigned char *start)
{
	static const uint32_t presets[] = {1, 2, 4, 6, 7, 8, 9}; /* 1 MiB, 2 MiB, ... */
	const unsigned char *block = start + 12; /* after the stream header */
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

static int encoder_guess_bzip2_level(const unsigned char *start)
{
	return start[3] >= '1' && start[3] <= '9' ? start[3] - '0' : 9;
}

/* Encoding takes most of the time: two threads do it, if xz's library has threads. */
static bool encoder_begin_xz(struct encoder *c, uint32_t level)
{
	lzma_mt threads = {0};
	threads.threads = XZ_THREADS;
	threads.preset = level;
	threads.check = LZMA_CHECK_CRC64;
	lzma_ret rc = level <= XZ_MAX_THREADED ? lzma_stream_encoder_mt(&c->xz, &threads)
					       : LZMA_OPTIONS_ERROR;

	if (rc == LZMA_OPTIONS_ERROR)
		rc = lzma_easy_encoder(&c->xz, level, LZMA_CHECK_CRC64);
	return rc == LZMA_OK;
}

int encoder_open(enum codec codec, const unsigned char *start, struct handle *file,
	struct encoder **ret, struct err *e)
{
	struct encoder *c = calloc(1, sizeof *c);

	if (!c)
		return err_memory(e);
	c->file = file;
	c->is_xz = codec == CODEC_XZ;
	c->begun = c->is_xz ? encoder_begin_xz(c, encoder_guess_xz_level(start))
			    : BZ2_bzCompressInit(&c->bzip2,
				      encoder_guess_bzip2_level(start), 0, 0) == BZ_OK;
	if (!c->begun) {
		encoder_close(c);
		return err_memory(e);
	}
	*ret = c;
	return 0;
}

/* Returns 1 if there is more to do, 0 if not, or -1 if memory ran out. */
static int encoder_run_bzip2(struct encoder *c, struct span *in, bool end, size_t *made)
{
	c->bzip2.next_in = (char *)in->data;
	c->bzip2.avail_in = (unsigned)in->size;
	c->bzip2.next_out = c->out;
	c->bzip2.avail_out = (unsigned)OUT_SIZE;
	int rc = BZ2_bzCompress(&c->bzip2, end ? BZ_FINISH : BZ_RUN);
	*made = OUT_SIZE - c->bzip2.avail_out;
	*in = span_cut(*in, in->size - c->bzip2.avail_in, in->size);
	return rc < 0 ? -1 : end ? rc != BZ_STREAM_END : in->size > 0;
}

static int encoder_run_xz(struct encoder *c, struct span *in, bool end, size_t *made)
{
	c->xz.next_in = (const uint8_t *)in->data;
	c->xz.avail_in = in->size;
	c->xz.next_out = (uint8_t *)c->out;
	c->xz.avail_out = OUT_SIZE;
	lzma_ret rc = lzma_code(&c->xz, end ? LZMA_FINISH : LZMA_RUN);
	*made = OUT_SIZE - c->xz.avail_out;
	*in = span_cut(*in, in->size - c->xz.avail_in, in->size);
	if (rc != LZMA_OK && rc != LZMA_STREAM_END)
		return -1;
	return end ? rc != LZMA_STREAM_END : in->size > 0;
}

static int encoder_run(struct encoder *c, struct span bytes, bool end, struct err *e)
{
	int more = bytes.size || end;

	while (more > 0) {
		struct span in =
			span_cut(bytes, 0, bytes.size < OUT_SIZE ? bytes.size : OUT_SIZE);
		size_t made = 0, size = in.size;
		more = c->is_xz ? encoder_run_xz(c, &in, end, &made)
				: encoder_run_bzip2(c, &in, end, &made);
		if (more < 0)
			return err_memory(e);
		int rc = handle_append(c->file, span_of(c->out, made), e);
		if (rc)
			return rc;
		bytes = span_cut(bytes, size - in.size, bytes.size);
		more = more || bytes.size;
	}
	return 0;
}

int encoder_write(struct encoder *c, struct span bytes, struct err *e)
{
	return encoder_run(c, bytes, false, e);
}

int encoder_finish(struct encoder *c, struct err *e)
{
	return encoder_run(c, span_of("", 0), true, e);
}

void encoder_close(struct encoder *c)
{
	if (!c)
		return;
	if (c->begun && !c->is_xz)
		BZ2_bzCompressEnd(&c->bzip2);
	lzma_end(&c->xz);
	free(c);
}
