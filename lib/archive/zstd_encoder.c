/* SPDX-License-Identifier: MIT */
/* Compresses with zstd, into one frame. */
#include "archive/zstd_encoder.h"

#include "os/handle.h"

#include <stdlib.h>
#include <zstd.h>

#define THREADS 2
#define OUT_SIZE ((size_t)256 << 10)
#define START 14 /* maximum size of a frame header */

struct zstd_encoder {
	struct handle *file;
	ZSTD_CCtx *context;
	char out[OUT_SIZE];
};

/* Fields of the first frame's header, see RFC 8878, 3.1.1.1. */
struct zstd_frame {
	bool checksum;
	unsigned window; /* log2 of its size; 0 if the frame is a single segment */
};

static struct zstd_frame zstd_encoder_read_frame(const unsigned char *start)
{
	bool single = start[4] & 0x20;

	return (struct zstd_frame){
		(start[4] & 4) != 0, single ? 0 : 10 + (start[5] >> 3)};
}

/* Guesses the level from the window size, which depends on it. */
static int zstd_encoder_guess_level(const struct zstd_frame *f)
{
	return f->window < 22 ? 3 : f->window == 22 ? 9 : 19;
}

static bool zstd_encoder_set(ZSTD_CCtx *context, ZSTD_cParameter parameter, int value)
{
	return !ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value));
}

int zstd_encoder_open(const struct extent *like, struct handle *file,
	struct zstd_encoder **ret, struct err *e)
{
	unsigned char start[START] = {0};
	size_t n = 0;
	int rc = extent_read(like, 0, start, sizeof start, &n, e);

	if (rc)
		return rc;
	const struct zstd_frame f = zstd_encoder_read_frame(start);
	struct zstd_encoder *z = calloc(1, sizeof *z);
	if (z)
		z->context = ZSTD_createCCtx();
	if (!z || !z->context ||
		!zstd_encoder_set(z->context, ZSTD_c_checksumFlag, f.checksum) ||
		!zstd_encoder_set(z->context, ZSTD_c_compressionLevel,
			zstd_encoder_guess_level(&f)) ||
		(f.window &&
			!zstd_encoder_set(z->context, ZSTD_c_windowLog, (int)f.window))) {
		zstd_encoder_close(z);
		return err_memory(e);
	}
	/* If the library supports threads, it compresses while the caller reads. */
	zstd_encoder_set(z->context, ZSTD_c_nbWorkers, THREADS);
	z->file = file;
	*ret = z;
	return 0;
}

static int zstd_encoder_compress_all(
	struct zstd_encoder *z, struct span bytes, ZSTD_EndDirective end, struct err *e)
{
	ZSTD_inBuffer in = {bytes.data, bytes.size, 0};
	size_t left;

	do {
		ZSTD_outBuffer out = {z->out, sizeof z->out, 0};
		left = ZSTD_compressStream2(z->context, &out, &in, end);
		if (ZSTD_isError(left))
			return err_memory(e);
		int rc = handle_append(z->file, span_of(z->out, out.pos), e);
		if (rc)
			return rc;
	} while (end == ZSTD_e_end ? left != 0 : in.pos < in.size);
	return 0;
}

int zstd_encoder_write(struct zstd_encoder *z, struct span bytes, struct err *e)
{
	return zstd_encoder_compress_all(z, bytes, ZSTD_e_continue, e);
}

int zstd_encoder_finish(struct zstd_encoder *z, struct err *e)
{
	return zstd_encoder_compress_all(z, span_of("", 0), ZSTD_e_end, e);
}

void zstd_encoder_close(struct zstd_encoder *z)
{
	if (z)
		ZSTD_freeCCtx(z->context);
	free(z);
}
