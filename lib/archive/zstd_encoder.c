/* SPDX-License-Identifier: MIT */
/* Compresses with zstd, into one frame. */
#include "archive/zstd_encoder.h"

#include "os/handle.h"

#include <stdlib.h>

#define THREADS 2
#define OUT_SIZE ((size_t)256 << 10)
#define WINDOW_LEAST 10 /* log2; less is for small content, and adapts itself */

struct zstd_encoder {
	struct handle *file;
	ZSTD_CCtx *context;
	char out[OUT_SIZE];
};

/* Returns log2 of the window's size. */
static int zstd_encoder_get_window(const struct zstd_frame *f)
{
	int n = 0;

	while (f->window >> n > 1)
		n++;
	return n;
}

/* Guesses the level from the window size, which depends on it. */
static int zstd_encoder_guess_level(int window)
{
	return window < 22 ? 3 : window == 22 ? 9 : 19;
}

static bool zstd_encoder_set(ZSTD_CCtx *context, ZSTD_cParameter parameter, int value)
{
	return !ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value));
}

ZSTD_CCtx *zstd_encoder_make_context(const struct zstd_frame *like)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	int window = zstd_encoder_get_window(like);

	if (context && zstd_encoder_set(context, ZSTD_c_checksumFlag, like->checksum) &&
		zstd_encoder_set(context, ZSTD_c_compressionLevel,
			zstd_encoder_guess_level(window)) &&
		(window < WINDOW_LEAST ||
			zstd_encoder_set(context, ZSTD_c_windowLog, window)))
		return context;
	ZSTD_freeCCtx(context);
	return NULL;
}

int zstd_encoder_open(const struct extent *like, struct handle *file,
	struct zstd_encoder **ret, struct err *e)
{
	char start[ZSTD_FRAME_MOST];
	struct zstd_frame f = {.checksum = true};
	size_t n = 0;
	int rc = extent_read(like, 0, start, sizeof start, &n, e);

	if (rc)
		return rc;
	zstd_frame_read(span_of(start, n), &f);
	struct zstd_encoder *z = calloc(1, sizeof *z);
	if (z)
		z->context = zstd_encoder_make_context(&f);
	if (!z || !z->context) {
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
