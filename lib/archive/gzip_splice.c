/* SPDX-License-Identifier: MIT */
/* Finds the blocks of a gzip file, and puts new ones in the place of some of them. */
#include "archive/gzip_splice.h"

#include "archive/gzip.h"
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define WINDOW ((int64_t)GZIP_WINDOW)
#define IN_SIZE ((size_t)128 << 10)
#define OUT_SIZE ((size_t)128 << 10)
#define MAX_REGIONS 64
#define TAIL 8 /* checksum and size at the end */

/* The start of a block. */
struct boundary {
	int64_t bit;  /* in the file */
	int64_t out;  /* in the decompressed bytes */
	uint32_t crc; /* of those before it */
};

/* What is compressed again. */
struct region {
	struct boundary from, to;
	unsigned char *window; /* the decompressed bytes before it */
	unsigned n_window;
};

struct regions {
	struct region items[MAX_REGIONS];
	size_t n;
};

static void regions_done(struct regions *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->items[i].window);
	free(l);
}

/* A walk from block to block. */
struct gzip_walk {
	const struct extent *x;
	int64_t read; /* from the file so far */
	z_stream z;
	struct boundary now;
	bool at_block, end;
	struct region next; /* would begin at the last boundary */
	unsigned char in[IN_SIZE], out[OUT_SIZE];
};

static int gzip_walk_open(const struct extent *x, struct gzip_walk **ret, struct err *e)
{
	struct gzip_walk *w = calloc(1, sizeof *w);
	int rc = w ? gzip_header(x, &w->read, e) : err_memory(e);

	if (!rc) {
		w->next.window = malloc((size_t)WINDOW);
		if (!w->next.window || inflateInit2(&w->z, -MAX_WBITS) != Z_OK)
			rc = err_memory(e);
	}
	if (rc) {
		if (w)
			free(w->next.window);
		free(w);
		return rc;
	}
	w->x = x;
	w->now.bit = w->read * 8;
	*ret = w;
	return 0;
}

static void gzip_walk_close(struct gzip_walk *w)
{
	if (!w)
		return;
	inflateEnd(&w->z);
	free(w->next.window);
	free(w);
}

/* To the next boundary, or as far as the buffer goes. */
static int gzip_walk_on(struct gzip_walk *w, struct err *e)
{
	size_t n = 0;
	int rc = 0, status;

	if (!w->z.avail_in) {
		rc = extent_read(w->x, w->read, w->in, sizeof w->in, &n, e);
		w->z.next_in = w->in;
		w->z.avail_in = (unsigned)n;
		w->read += (int64_t)n;
	}
	if (rc)
		return rc;
	w->z.next_out = w->out;
	w->z.avail_out = sizeof w->out;
	status = inflate(&w->z, Z_BLOCK);
	n = sizeof w->out - w->z.avail_out;
	w->now.crc = (uint32_t)crc32_z(w->now.crc, w->out, n);
	w->now.out += (int64_t)n;
	w->now.bit = (w->read - (int64_t)w->z.avail_in) * 8 - (w->z.data_type & 7);
	w->at_block = status == Z_OK && w->z.data_type & 128 && !(w->z.data_type & 64);
	w->end = status != Z_OK;
	return 0;
}

/* Here a region may begin, or may have to. */
static int gzip_splice_remember(struct gzip_walk *w, struct err *e)
{
	struct region *r = &w->next;

	r->from = w->now;
	r->n_window = (unsigned)WINDOW;
	return inflateGetDictionary(&w->z, r->window, &r->n_window) == Z_OK
		       ? 0
		       : err_memory(e);
}

static int gzip_splice_open_region(struct gzip_walk *w, struct regions *l, struct err *e)
{
	/* One that ended just before goes on. */
	if (l->n && w->next.from.bit < l->items[l->n - 1].to.bit + 16)
		return 0;
	l->items[l->n++] = w->next;
	w->next.window = malloc((size_t)WINDOW);
	return w->next.window ? 0 : err_memory(e);
}

/*
 * A region ends where nothing behind refers into the part, and where blocks of 10 bits lead
 * to the bit in the byte where the next block begins.
 */
static bool gzip_splice_can_close(
	const struct gzip_walk *w, int64_t end, const struct part *next)
{
	return w->at_block && w->now.out >= end + WINDOW && w->now.bit % 2 == 0 &&
	       (!next || next->from > w->now.out);
}

/* Which blocks have to be made anew. `ret` is NULL where that cannot be done. */
static int gzip_splice_find_regions(const struct extent *x, const struct part *parts,
	size_t n, struct regions **ret, struct err *e)
{
	struct regions *l = calloc(1, sizeof *l);
	struct gzip_walk *w = NULL;
	int64_t end = 0;
	size_t i = 0;
	bool open = false;
	int rc = l ? gzip_walk_open(x, &w, e) : err_memory(e);

	rc = rc ? rc : gzip_splice_remember(w, e);
	while (!rc && (open || i < n) && !w->end && l->n < MAX_REGIONS) {
		rc = gzip_walk_on(w, e);
		while (!rc && i < n && w->now.out > parts[i].from) {
			rc = open ? 0 : gzip_splice_open_region(w, l, e);
			open = true;
			end = parts[i++].to;
		}
		if (!rc && open &&
			gzip_splice_can_close(w, end, i < n ? &parts[i] : NULL)) {
			l->items[l->n - 1].to = w->now;
			open = false;
		}
		if (!rc && !open && w->at_block)
			rc = gzip_splice_remember(w, e);
	}
	*ret = rc || open || i < n ? NULL : l;
	gzip_walk_close(w);
	if (l && !*ret)
		regions_done(l);
	return rc;
}

/* What is written so far. */
struct gzip_writing {
	const struct extent *old;
	struct handle *file;
	int64_t copied; /* bits of the old file that are dealt with, up to whole bytes */
	uint32_t crc;	/* of all decompressed bytes so far */
	struct boundary last; /* of the old file, up to which that is */
	bool given_up;
};

/* The checksum of a part of the old bytes, by those up to its start and its end. */
static uint32_t gzip_splice_sum_between(uint32_t from, uint32_t to, int64_t n)
{
	return to ^ (uint32_t)crc32_combine(from, 0, n);
}

/* Old bytes that stay count as if they were written. */
static void gzip_splice_count_copied(struct gzip_writing *w, const struct boundary *to)
{
	int64_t n = to->out - w->last.out;

	w->crc = (uint32_t)crc32_combine(
		w->crc, gzip_splice_sum_between(w->last.crc, to->crc, n), n);
	w->last = *to;
}

/* Whole bytes up to the one in which the region begins; its first bits go to the encoder. */
static int gzip_splice_copy_up_to(struct gzip_writing *w, int64_t bit, struct err *e)
{
	int64_t at = w->copied / 8;
	int rc = extent_copy(w->old, at, bit / 8 - at, w->file, e);

	w->copied = bit / 8 * 8;
	return rc;
}

/* Blocks without content up to the bit where the old one goes on, in the byte with that. */
static int gzip_splice_close_region(
	struct gzip_writing *w, const struct region *r, int64_t *bit, struct err *e)
{
	unsigned phase = (unsigned)(r->to.bit % 8), n = phase / 2;
	unsigned char byte = 0, bytes[4];
	uint32_t bits = 0;

	for (unsigned i = 0; i < n; i++)
		bits |= 2u << (10 * i); /* not the last one, fixed codes, its end */
	*bit = handle_get_end(w->file) * 8 + (int64_t)(10 * n);
	w->copied = r->to.bit / 8 * 8;
	if (!phase)
		return 0;
	int rc = extent_get(w->old, r->to.bit / 8, &byte, 1, e);
	if (rc)
		return rc;
	bits |= (uint32_t)(byte >> phase) << (10 * n);
	bits = htole32(bits);
	memcpy(bytes, &bits, sizeof bytes);
	w->copied += 8;
	return handle_append(w->file, span_of((const char *)bytes, 10 * n / 8 + 1), e);
}

/* Decodes the region from its start, and encodes it with the new parts. */
static int gzip_splice_write_region(struct gzip_writing *w, const struct region *r,
	const struct part *parts, size_t n, size_t *i, const struct replacer *how,
	int64_t *size, struct err *e)
{
	struct cursor c = {.x = w->old, .at = r->from.out};
	struct gzip_start start = {r->from.bit, r->window, r->n_window};
	struct sink *to = NULL;
	uint32_t crc = 0;
	int rc = stream_resume(w->old, &start, &c.stream, e);

	rc = rc ? rc : sink_resume(w->old, &start, w->file, &to, e);
	for (; !rc && *i < n && parts[*i].from < r->to.out; (*i)++) {
		rc = cursor_pass(&c, parts[*i].from - c.at, to, e);
		rc = rc ? rc : how->replace(how->context, *i, &c, to, e);
	}
	w->given_up = c.at + WINDOW > r->to.out; /* longer than was said */
	if (!rc && !w->given_up)
		rc = cursor_pass(&c, r->to.out - c.at, to, e);
	rc = rc ? rc : sink_pause(to, &crc, size, e);
	w->crc = (uint32_t)crc32_combine(w->crc, crc, *size);
	w->last = r->to;
	sink_close(to);
	stream_close(c.stream);
	return rc;
}

/* The rest of the bits, and the sums of what they are now. */
static int gzip_splice_write_rest(struct gzip_writing *w, int64_t grown, struct err *e)
{
	int64_t at = w->copied / 8, end = w->old->size - TAIL;
	uint32_t tail[2] = {0};
	int rc = end < at ? extent_refuse(w->old, "its gzip data is cut short", e)
			  : extent_get(w->old, end, tail, sizeof tail, e);

	rc = rc ? rc : extent_copy(w->old, at, end - at, w->file, e);
	if (rc)
		return rc;
	/* The size is told modulo 4 GiB: if there is more than that behind, the check fails. */
	int64_t rest = (int64_t)(uint32_t)(le32toh(tail[1]) - (uint32_t)w->last.out);
	uint32_t crc = gzip_splice_sum_between(w->last.crc, le32toh(tail[0]), rest);
	tail[0] = htole32((uint32_t)crc32_combine(w->crc, crc, rest));
	tail[1] = htole32(le32toh(tail[1]) + (uint32_t)grown);
	return handle_append(w->file, span_of((const char *)tail, sizeof tail), e);
}

/* One after the other, with what is between them. */
static int gzip_splice_write_all_regions(struct gzip_writing *w, const struct regions *l,
	const struct part *parts, size_t n, const struct replacer *how, struct seam *seam,
	struct err *e)
{
	int64_t grown = 0, size = 0;
	size_t i = 0;
	int rc = 0;

	for (size_t k = 0; !rc && !w->given_up && k < l->n; k++) {
		const struct region *r = &l->items[k];
		gzip_splice_count_copied(w, &r->from);
		rc = gzip_splice_copy_up_to(w, r->from.bit, e);
		rc = rc ? rc
			: gzip_splice_write_region(w, r, parts, n, &i, how, &size, e);
		rc = rc ? rc : gzip_splice_close_region(w, r, &seam->new_bit, e);
		grown += size - (r->to.out - r->from.out);
		seam->at = r->to.out;
		seam->old_bit = r->to.bit;
	}
	return rc || w->given_up ? rc : gzip_splice_write_rest(w, grown, e);
}

static void gzip_splice_note_start(struct seam *seam, const struct region *r)
{
	seam->start = r->from.out;
	seam->start_bit = r->from.bit;
	seam->n_window = r->n_window;
	memcpy(seam->window, r->window, r->n_window);
}

int gzip_splice_write(const struct extent *old, const struct part *parts, size_t n,
	const struct replacer *how, struct handle *file, struct seam *ret, struct err *e)
{
	struct gzip_writing w = {.old = old, .file = file};
	struct regions *l = NULL;
	int rc = gzip_splice_find_regions(old, parts, n, &l, e);

	*ret = (struct seam){0};
	if (rc || !l || !l->n)
		return rc;
	gzip_splice_note_start(ret, &l->items[0]);
	rc = gzip_splice_write_all_regions(&w, l, parts, n, how, ret, e);
	regions_done(l);
	if (rc || w.given_up)
		ret->at = 0;
	return rc;
}

/* Whole bytes, and the last bits or the first ones of one more. */
static int gzip_splice_is_same_start(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	int64_t n = seam->start_bit / 8;
	unsigned bits = (unsigned)(seam->start_bit % 8);
	unsigned char x = 0, y = 0;
	int rc = extent_get(old, n, &x, 1, e);

	rc = rc ? rc : extent_get(new, n, &y, 1, e);
	if (rc || (x ^ y) & ((1u << bits) - 1))
		return rc;
	return extent_equal(old, 0, new, 0, n, e);
}

static int gzip_splice_is_same_end(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	unsigned phase = (unsigned)(seam->old_bit % 8);
	int64_t a = seam->old_bit / 8, b = seam->new_bit / 8;
	unsigned char x = 0, y = 0;
	int rc = 0;

	if (seam->new_bit % 8 != phase || old->size - a != new->size - b ||
		old->size - a < TAIL + 1)
		return 0;
	if (phase) {
		rc = extent_get(old, a++, &x, 1, e);
		rc = rc ? rc : extent_get(new, b++, &y, 1, e);
	}
	if (rc || (x ^ y) >> phase)
		return rc;
	return extent_equal(old, a, new, b, old->size - a - TAIL, e);
}

int gzip_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	int rc = gzip_splice_is_same_start(old, new, seam, e);

	return rc == 1 ? gzip_splice_is_same_end(old, new, seam, e) : rc;
}

int gzip_splice_resume(const struct extent *x, const struct seam *seam,
	struct cursor *ret, struct err *e)
{
	const struct gzip_start start = {seam->start_bit, seam->window, seam->n_window};

	*ret = (struct cursor){.x = x, .at = seam->start};
	return stream_resume(x, &start, &ret->stream, e);
}
