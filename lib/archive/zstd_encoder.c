/* SPDX-License-Identifier: MIT */
/* Compresses by zstd into one frame. */
#include "archive/zstd_encoder.h"

#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

#define THREADS 2
#define OUT_SIZE ((size_t)256 << 10)
#define START 14 /* bytes of the largest header */

struct zstdout {
	int fd;
	const char *path;
	ZSTD_CCtx *context;
	char out[OUT_SIZE];
};

/* The first frame's header, of RFC 8878, 3.1.1.1. */
struct frame {
	bool checksum;
	unsigned window; /* its logarithm; 0 where the frame is one segment */
};

static struct frame read_frame(const unsigned char *start)
{
	bool single = start[4] & 0x20;

	return (struct frame){(start[4] & 4) != 0, single ? 0 : 10 + (start[5] >> 3)};
}

/* Levels have windows of their own, from which they can be guessed. */
static int level_of(const struct frame *f)
{
	return f->window < 22 ? 3 : f->window == 22 ? 9 : 19;
}

static bool set(ZSTD_CCtx *context, ZSTD_cParameter parameter, int value)
{
	return !ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value));
}

int zstdout_open(const struct extent *like, int fd, const char *path,
	struct zstdout **ret, struct err *e)
{
	unsigned char start[START] = {0};
	size_t n = 0;
	int rc = extent_read(like, 0, start, sizeof start, &n, path, e);
	const struct frame f = read_frame(start);
	struct zstdout *z = rc ? NULL : calloc(1, sizeof *z);

	if (rc)
		return rc;
	if (z)
		z->context = ZSTD_createCCtx();
	if (!z || !z->context || !set(z->context, ZSTD_c_checksumFlag, f.checksum) ||
		!set(z->context, ZSTD_c_compressionLevel, level_of(&f)) ||
		(f.window && !set(z->context, ZSTD_c_windowLog, (int)f.window))) {
		zstdout_close(z);
		return err_memory(e);
	}
	/* Where the library has threads, encoding goes on beside reading. */
	set(z->context, ZSTD_c_nbWorkers, THREADS);
	z->fd = fd;
	z->path = path;
	*ret = z;
	return 0;
}

static int compress_all(
	struct zstdout *z, struct span bytes, ZSTD_EndDirective end, struct err *e)
{
	ZSTD_inBuffer in = {bytes.data, bytes.size, 0};
	size_t left;

	do {
		ZSTD_outBuffer out = {z->out, sizeof z->out, 0};
		left = ZSTD_compressStream2(z->context, &out, &in, end);
		if (ZSTD_isError(left))
			return err_memory(e);
		if (write_all(z->fd, span_of(z->out, out.pos)))
			return err_sys(e, errno, z->path, "write its new file");
	} while (end == ZSTD_e_end ? left != 0 : in.pos < in.size);
	return 0;
}

int zstdout_write(struct zstdout *z, struct span bytes, struct err *e)
{
	return compress_all(z, bytes, ZSTD_e_continue, e);
}

int zstdout_finish(struct zstdout *z, struct err *e)
{
	return compress_all(z, span_of("", 0), ZSTD_e_end, e);
}

void zstdout_close(struct zstdout *z)
{
	if (z)
		ZSTD_freeCCtx(z->context);
	free(z);
}
