/* SPDX-License-Identifier: MIT */
/* Finds the blocks of a gzip file, and replaces some of them. */
#include "archive/gzip_splice.h"

#include "archive/codec.h"
#include "archive/extent.h"
#include "archive/gzip.h"
#include "os/handle.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define WINDOW ((int64_t)GZIP_WINDOW)
#define IN_SIZE ((size_t)128 << 10)
#define OUT_SIZE ((size_t)128 << 10)
#define MAX_REGIONS 64
#define TAIL 8 /* checksum and size at the end of the file */
#define MOST_COMBINED (1L << 30)

/* The start of a block. */
struct boundary {
	int64_t bit;  /* position in the file */
	int64_t out;  /* position in the decompressed bytes */
	uint32_t crc; /* checksum of the decompressed bytes before it */
};

/* A range of blocks that must be compressed again. */
struct region {
	struct boundary from, to;
	unsigned char *window; /* decompressed bytes before it */
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
	int64_t read; /* bytes read from the file so far */
	z_stream z;
	struct boundary now;
	bool at_block, end;
	struct region next; /* if a region starts now, it starts at the last boundary */
	unsigned char in[IN_SIZE], out[OUT_SIZE];
};

static void gzip_walk_close(struct gzip_walk *w)
{
	if (!w)
		return;
	inflateEnd(&w->z);
	free(w->next.window);
	free(w);
}

static int gzip_walk_open(const struct extent *x, struct gzip_walk **ret, struct err *e)
{
	struct gzip_walk *w = calloc(1, sizeof *w);

	if (!w)
		return err_memory(e);
	w->x = x;
	w->next.window = malloc((size_t)WINDOW);
	int rc = w->next.window && inflateInit2(&w->z, -MAX_WBITS) == Z_OK
			 ? gzip_measure_header(x, &w->read, e)
			 : err_memory(e);
	if (rc) {
		gzip_walk_close(w);
		return rc;
	}
	w->now.bit = w->read * 8;
	*ret = w;
	return 0;
}

/* Decompresses up to the next boundary, or until the buffer is full. */
static int gzip_walk_on(struct gzip_walk *w, struct err *e)
{
	size_t n = 0;
	int status;

	if (!w->z.avail_in) {
		int rc = extent_read(w->x, w->read, w->in, sizeof w->in, &n, e);
		if (rc)
			return rc;
		w->z.next_in = w->in;
		w->z.avail_in = (unsigned)n;
		w->read += (int64_t)n;
	}
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

/* Notes this boundary: a region starts here if a part starts in the next block. */
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
	/* The last region ended just before this one: extend it. */
	if (l->n && w->next.from.bit < l->items[l->n - 1].to.bit + 16)
		return 0;
	l->items[l->n++] = w->next;
	w->next.window = malloc((size_t)WINDOW);
	return w->next.window ? 0 : err_memory(e);
}

/* The parts that have no region yet. */
struct gzip_parts {
	const struct region_part *items;
	size_t n;
	bool open;   /* the last region has no end yet */
	int64_t end; /* end of the last part that has a region */
};

/*
 * A region can end at a block that is too far from the part to refer to its bytes. The
 * block must start at an even bit, because empty blocks of 10 bits fill the gap up to it.
 */
static bool gzip_splice_can_close(
	const struct gzip_walk *w, const struct gzip_parts *left)
{
	return w->at_block && w->now.out >= left->end + WINDOW && w->now.bit % 2 == 0 &&
	       (!left->n || left->items->from > w->now.out);
}

/* Opens a region for each part that starts in the block just read. */
static int gzip_splice_open_regions(
	struct gzip_walk *w, struct gzip_parts *left, struct regions *l, struct err *e)
{
	for (; left->n && w->now.out > left->items->from; left->items++, left->n--) {
		int rc = left->open ? 0 : gzip_splice_open_region(w, l, e);
		if (rc)
			return rc;
		left->open = true;
		left->end = left->items->to;
	}
	return 0;
}

/* Stops when all parts have a region, there are too many regions, or the data ends. */
static int gzip_splice_add_regions(
	struct gzip_walk *w, struct gzip_parts *left, struct regions *l, struct err *e)
{
	int rc = gzip_splice_remember(w, e);

	while (!rc && (left->open || left->n) && !w->end && l->n < MAX_REGIONS) {
		rc = gzip_walk_on(w, e);
		if (rc)
			return rc;
		rc = gzip_splice_open_regions(w, left, l, e);
		if (rc)
			return rc;
		if (left->open && gzip_splice_can_close(w, left)) {
			l->items[l->n - 1].to = w->now;
			left->open = false;
		}
		if (!left->open && w->at_block)
			rc = gzip_splice_remember(w, e);
	}
	return rc;
}

/* Finds the blocks to compress again. `ret` is NULL if that is not possible. */
static int gzip_splice_find_regions(const struct extent *x,
	const struct region_parts *parts, struct regions **ret, struct err *e)
{
	struct gzip_parts left = {parts->items, parts->n, false, 0};
	struct regions *l = calloc(1, sizeof *l);
	struct gzip_walk *w = NULL;
	int rc = l ? gzip_walk_open(x, &w, e) : err_memory(e);

	if (!rc)
		rc = gzip_splice_add_regions(w, &left, l, e);
	*ret = rc || left.open || left.n || !l->n ? NULL : l;
	gzip_walk_close(w);
	if (l && !*ret)
		regions_done(l);
	return rc;
}

/* State of the new file. */
struct gzip_writing {
	const struct extent *old;
	struct handle *file;
	const struct region_parts *parts;
	size_t i;	/* next part to write */
	int64_t copied; /* whole bytes of the old file, in bits, that were handled */
	uint32_t crc;	/* checksum of all decompressed bytes so far */
	struct boundary last; /* crc includes the old file up to here */
	bool given_up;
};

/* Returns the checksum of bytes and n more, from that of each. */
static uint32_t gzip_splice_sum_both(uint32_t first, uint32_t then, int64_t n)
{
	/* zlib takes a long, which has 32 bits on some systems */
	for (; n > MOST_COMBINED; n -= MOST_COMBINED)
		first = (uint32_t)crc32_combine(first, 0, MOST_COMBINED);
	return (uint32_t)crc32_combine(first, then, (long)n);
}

/* Returns the checksum of n bytes, from those up to their start and up to their end. */
static uint32_t gzip_splice_sum_between(uint32_t from, uint32_t to, int64_t n)
{
	return to ^ gzip_splice_sum_both(from, 0, n);
}

/* Adds the old bytes up to `to` to the new checksum. */
static void gzip_splice_count_copied(struct gzip_writing *w, const struct boundary *to)
{
	int64_t n = to->out - w->last.out;

	w->crc = gzip_splice_sum_both(
		w->crc, gzip_splice_sum_between(w->last.crc, to->crc, n), n);
	w->last = *to;
}

/* Copies whole bytes. The encoder writes the remaining bits before the region. */
static int gzip_splice_copy_up_to(struct gzip_writing *w, int64_t bit, struct err *e)
{
	int64_t at = w->copied / 8;
	int rc = extent_copy(w->old, at, bit / 8 - at, w->file, e);

	w->copied = bit / 8 * 8;
	return rc;
}

/* Writes empty blocks up to the bit where the old blocks continue, then that byte. */
static int gzip_splice_close_region(
	struct gzip_writing *w, const struct region *r, int64_t *bit, struct err *e)
{
	unsigned phase = (unsigned)(r->to.bit % 8), n = phase / 2;
	unsigned char byte = 0, bytes[4];
	uint32_t bits = 0;

	for (unsigned i = 0; i < n; i++)
		bits |= 2u << (10 *
				i); /* not the last block, fixed codes, end of block */
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

/* Decompresses the region, and compresses it again with the new parts. */
static int gzip_splice_write_region(
	struct gzip_writing *w, const struct region *r, int64_t *size, struct err *e)
{
	CURSOR_AUTO struct cursor c = {.x = w->old, .at = r->from.out};
	SINK_AUTO struct sink *to = NULL;
	struct gzip_start start = {r->from.bit, r->window, r->n_window};
	uint32_t crc = 0;
	int rc = stream_resume(w->old, &start, &c.stream, e);

	if (rc)
		return rc;
	rc = sink_resume(w->old, &start, w->file, &to, e);
	if (rc)
		return rc;
	rc = region_replace(w->parts, &w->i, r->to.out, &c, to, e);
	if (rc)
		return rc;
	w->given_up = c.at + WINDOW > r->to.out; /* a header was longer than expected */
	rc = w->given_up ? 0 : cursor_pass(&c, r->to.out - c.at, to, e);
	if (rc)
		return rc;
	rc = sink_pause(to, &crc, size, e);
	w->crc = gzip_splice_sum_both(w->crc, crc, *size);
	w->last = r->to;
	return rc;
}

/* Copies the rest, and writes the checksum and size of the new bytes. */
static int gzip_splice_write_rest(struct gzip_writing *w, int64_t grown, struct err *e)
{
	int64_t at = w->copied / 8, end = w->old->size - TAIL;
	uint32_t tail[2] = {0};

	if (end < at)
		return extent_refuse(w->old, "the gzip data is cut short", e);
	int rc = extent_get(w->old, end, tail, sizeof tail, e);
	if (rc)
		return rc;
	rc = extent_copy(w->old, at, end - at, w->file, e);
	if (rc)
		return rc;
	/* The size is stored modulo 4 GiB. If more follows, the later check fails. */
	int64_t rest = (int64_t)(uint32_t)(le32toh(tail[1]) - (uint32_t)w->last.out);
	uint32_t crc = gzip_splice_sum_between(w->last.crc, le32toh(tail[0]), rest);
	tail[0] = htole32(gzip_splice_sum_both(w->crc, crc, rest));
	tail[1] = htole32(le32toh(tail[1]) + (uint32_t)grown);
	return handle_append(w->file, span_of((const char *)tail, sizeof tail), e);
}

/* Writes the regions and copies what is between them. */
static int gzip_splice_write_all_regions(
	struct gzip_writing *w, const struct regions *l, struct seam *seam, struct err *e)
{
	int64_t grown = 0, size = 0;

	for (size_t k = 0; !w->given_up && k < l->n; k++) {
		const struct region *r = &l->items[k];
		gzip_splice_count_copied(w, &r->from);
		int rc = gzip_splice_copy_up_to(w, r->from.bit, e);
		if (rc)
			return rc;
		rc = gzip_splice_write_region(w, r, &size, e);
		if (rc)
			return rc;
		rc = gzip_splice_close_region(w, r, &seam->new_bit, e);
		if (rc)
			return rc;
		grown += size - (r->to.out - r->from.out);
		seam->at = r->to.out;
		seam->old_bit = r->to.bit;
	}
	return w->given_up ? 0 : gzip_splice_write_rest(w, grown, e);
}

static void gzip_splice_note_start(struct seam *seam, const struct region *r)
{
	seam->start = r->from.out;
	seam->start_bit = r->from.bit;
	seam->n_window = r->n_window;
	memcpy(seam->window, r->window, r->n_window);
}

int gzip_splice_write(const struct extent *old, const struct region_parts *parts,
	struct handle *file, struct seam *ret, struct err *e)
{
	struct gzip_writing w = {.old = old, .file = file, .parts = parts};
	struct regions *l = NULL;
	int rc = gzip_splice_find_regions(old, parts, &l, e);

	*ret = (struct seam){.codec = CODEC_GZIP};
	if (rc || !l)
		return rc;
	gzip_splice_note_start(ret, &l->items[0]);
	rc = gzip_splice_write_all_regions(&w, l, ret, e);
	regions_done(l);
	if (rc || w.given_up)
		ret->at = 0;
	return rc;
}

/* Compares whole bytes, then the bits of the next byte that belong to the start. */
static int gzip_splice_is_same_start(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	int64_t n = seam->start_bit / 8;
	unsigned bits = (unsigned)(seam->start_bit % 8);
	unsigned char x = 0, y = 0;
	int rc = extent_get(old, n, &x, 1, e);

	if (rc)
		return rc;
	rc = extent_get(new, n, &y, 1, e);
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

	if (seam->new_bit % 8 != phase || old->size - a != new->size - b ||
		old->size - a < TAIL + 1)
		return 0;
	if (phase) {
		int rc = extent_get(old, a++, &x, 1, e);
		if (rc)
			return rc;
		rc = extent_get(new, b++, &y, 1, e);
		if (rc || (x ^ y) >> phase)
			return rc;
	}
	return extent_equal(old, a, new, b, old->size - a - TAIL, e);
}

int gzip_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	int rc = gzip_splice_is_same_start(old, new, seam, e);

	return rc == 1 ? gzip_splice_is_same_end(old, new, seam, e) : rc;
}

int gzip_splice_resume(struct cursor *c, const struct seam *seam, struct err *e)
{
	const struct gzip_start start = {seam->start_bit, seam->window, seam->n_window};

	c->at = seam->start;
	return stream_resume(c->x, &start, &c->stream, e);
}
