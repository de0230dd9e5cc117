/* SPDX-License-Identifier: MIT */
/* Reads gzip with all checks, and writes it with a header copied from another file. */
#include "archive/gzip.h"

#include "archive/isal.h"
#include "os/handle.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define IN_SIZE ((size_t)128 << 10)
#define OUT_SIZE ((size_t)256 << 10)
#define MAX_HEADER ((size_t)1 << 20)

struct gunzip {
	struct extent x;
	int64_t at; /* next offset to read */
	z_stream z;
	struct isal *isal; /* or NULL: zlib decompresses */
	bool inside;	   /* in a member; a file may have several */
	bool raw;	   /* a single member without header and checksum */
	unsigned char in[IN_SIZE], out[OUT_SIZE];
};

int gunzip_open(const struct extent *x, struct gunzip **ret, struct err *e)
{
	struct gunzip *g = calloc(1, sizeof *g);

	if (g)
		g->isal = isal_open();
	if (!g || (!g->isal && inflateInit2(&g->z, 16 + MAX_WBITS) != Z_OK)) {
		free(g);
		return err_memory(e);
	}
	g->x = *x;
	g->inside = true;
	*ret = g;
	return 0;
}

int gunzip_resume(const struct extent *x, const struct gzip_start *start,
	struct gunzip **ret, struct err *e)
{
	unsigned char byte = 0;
	int used = (int)(start->bit % 8);
	int rc = used ? extent_get(x, start->bit / 8, &byte, 1, e) : 0;

	if (rc)
		return rc;
	struct gunzip *g = calloc(1, sizeof *g);
	if (!g || inflateInit2(&g->z, -MAX_WBITS) != Z_OK ||
		(used && inflatePrime(&g->z, 8 - used, byte >> used) != Z_OK) ||
		inflateSetDictionary(&g->z, start->window, start->n_window) != Z_OK) {
		gunzip_close(g);
		return err_memory(e);
	}
	g->x = *x;
	g->at = (start->bit + 7) / 8;
	g->inside = g->raw = true;
	*ret = g;
	return 0;
}

void gunzip_close(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	isal_close(g->isal);
	free(g);
}

static int gzip_refill(struct gunzip *g, struct err *e)
{
	size_t n = 0;
	int rc = 0;

	if (g->z.avail_in)
		return 0;
	rc = extent_read(&g->x, g->at, g->in, sizeof g->in, &n, e);
	g->z.next_in = g->in;
	g->z.avail_in = (unsigned)n;
	g->at += (int64_t)n;
	return rc;
}

/* After a member comes another one, or the end. Skips zeros that pad a tape's block. */
static int gunzip_next_member(struct gunzip *g, bool *end, struct err *e)
{
	int rc = gzip_refill(g, e);

	*end = false;
	while (!rc && g->z.avail_in && !*g->z.next_in) {
		g->z.next_in++;
		g->z.avail_in--;
		rc = gzip_refill(g, e);
	}
	if (rc)
		return rc;
	*end = !g->z.avail_in;
	if (*end)
		return 0;
	if (*g->z.next_in != 0x1f)
		return extent_refuse(&g->x, "trailing data after the gzip stream", e);
	g->inside = true;
	if (g->isal)
		isal_restart(g->isal);
	return g->isal || inflateReset(&g->z) == Z_OK ? 0 : err_memory(e);
}

static int gzip_refuse_broken(const struct gunzip *g, int status, struct err *e)
{
	if (status == Z_MEM_ERROR)
		return err_memory(e);
	if (status == Z_BUF_ERROR)
		return extent_refuse(&g->x, "the gzip data is cut short", e);
	return err_set(e, JSEC_BAD_ARCHIVE, g->x.path, 0,
		"the gzip data is damaged (%s); nothing was written",
		g->z.msg ? g->z.msg : "needs a dictionary");
}

int gunzip_next(struct gunzip *g, struct span *ret, struct err *e)
{
	int status = Z_OK, rc = 0;

	g->z.next_out = g->out;
	g->z.avail_out = sizeof g->out;
	while (!rc && g->z.avail_out) {
		bool end = false;
		if (!g->inside && g->raw)
			break;
		if (!g->inside)
			rc = gunzip_next_member(g, &end, e);
		if (rc || end)
			break;
		rc = gzip_refill(g, e);
		status = rc	   ? Z_OK
			 : g->isal ? isal_run(g->isal, &g->z)
				   : inflate(&g->z, Z_NO_FLUSH);
		g->inside = status != Z_STREAM_END;
		if (status != Z_OK && status != Z_STREAM_END)
			rc = gzip_refuse_broken(g, status, e);
	}
	*ret = span_of((char *)g->out, sizeof g->out - g->z.avail_out);
	return rc ? rc : ret->size > 0;
}

/* Returns the offset after a string and its NUL. */
static size_t gzip_skip_string(const unsigned char *h, size_t at, size_t n)
{
	while (at < n && h[at])
		at++;
	return at + 1;
}

/* The format is in RFC 1952, 2.3. */
int gzip_measure_header(const struct extent *x, int64_t *ret, struct err *e)
{
	size_t n = 0, at = 10;
	unsigned char *h = malloc(MAX_HEADER);
	int rc = h ? extent_read(x, 0, h, MAX_HEADER, &n, e) : err_memory(e);

	if (!rc && n > 12) {
		if (h[3] & 4)
			at += 2 + (size_t)h[10] + ((size_t)h[11] << 8);
		if (h[3] & 8)
			at = gzip_skip_string(h, at, n);
		if (h[3] & 16)
			at = gzip_skip_string(h, at, n);
		at += h[3] & 2;
	}
	free(h);
	if (rc)
		return rc;
	if (at > n)
		return extent_refuse(x, "the gzip header is too long", e);
	*ret = (int64_t)at;
	return 0;
}

/* Returns the compression level that the header suggests. */
static int gzip_guess_level(unsigned char extra_flags)
{
	return extra_flags == 2 ? 9 : extra_flags == 4 ? 1 : 6;
}

struct gzip {
	struct handle *file;
	z_stream z;
	uint32_t crc;
	int64_t size;
	unsigned char out[OUT_SIZE];
};

/* Uses the level of `like`. */
static int gzip_open_encoder(
	const struct extent *like, struct handle *file, struct gzip **ret, struct err *e)
{
	unsigned char head[10];
	int rc = extent_get(like, 0, head, sizeof head, e);

	if (rc)
		return rc;
	struct gzip *g = calloc(1, sizeof *g);
	if (!g || deflateInit2(&g->z, gzip_guess_level(head[8]), Z_DEFLATED, -MAX_WBITS,
			  8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(g);
		return err_memory(e);
	}
	g->file = file;
	*ret = g;
	return 0;
}

int gzip_open(
	const struct extent *like, struct handle *file, struct gzip **ret, struct err *e)
{
	int64_t size = 0;
	int rc = gzip_measure_header(like, &size, e);

	if (rc)
		return rc;
	rc = extent_copy(like, 0, size, file, e);
	if (rc)
		return rc;
	return gzip_open_encoder(like, file, ret, e);
}

int gzip_resume(const struct extent *like, const struct gzip_start *start,
	struct handle *file, struct gzip **ret, struct err *e)
{
	unsigned char byte = 0;
	int used = (int)(start->bit % 8);
	struct gzip *g = NULL;
	int rc = used ? extent_get(like, start->bit / 8, &byte, 1, e) : 0;

	if (rc)
		return rc;
	rc = gzip_open_encoder(like, file, &g, e);
	if (rc)
		return rc;
	if ((start->n_window && deflateSetDictionary(
					&g->z, start->window, start->n_window) != Z_OK) ||
		(used && deflatePrime(&g->z, used, byte & ((1 << used) - 1)) != Z_OK)) {
		gzip_close(g);
		return err_memory(e);
	}
	*ret = g;
	return 0;
}

static int gzip_compress_all(struct gzip *g, int flush, struct err *e)
{
	int status = Z_OK, rc = 0;

	do {
		g->z.next_out = g->out;
		g->z.avail_out = sizeof g->out;
		status = deflate(&g->z, flush);
		rc = handle_append(g->file,
			span_of((const char *)g->out, sizeof g->out - g->z.avail_out), e);
	} while (!rc && !g->z.avail_out && status != Z_STREAM_END);
	return rc;
}

int gzip_write(struct gzip *g, struct span bytes, struct err *e)
{
	g->crc = (uint32_t)crc32_z(g->crc, (const Bytef *)bytes.data, bytes.size);
	g->size += (int64_t)bytes.size;
	g->z.next_in = (Bytef *)bytes.data;
	g->z.avail_in = (unsigned)bytes.size;
	return gzip_compress_all(g, Z_NO_FLUSH, e);
}

int gzip_finish(struct gzip *g, struct err *e)
{
	int rc = gzip_compress_all(g, Z_FINISH, e);
	uint32_t tail[2] = {htole32(g->crc), htole32((uint32_t)g->size)};

	if (rc)
		return rc;
	return handle_append(g->file, span_of((const char *)tail, sizeof tail), e);
}

int gzip_pause(struct gzip *g, uint32_t *crc, int64_t *size, struct err *e)
{
	*crc = g->crc;
	*size = g->size;
	return gzip_compress_all(g, Z_SYNC_FLUSH, e);
}

void gzip_close(struct gzip *g)
{
	if (g)
		deflateEnd(&g->z);
	free(g);
}
