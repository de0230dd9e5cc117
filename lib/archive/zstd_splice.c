/* SPDX-License-Identifier: MIT */
/* Copies the blocks of zstd data around a change, and compresses the rest of them again. */
#include "archive/zstd_splice.h"

#include "archive/extent.h"
#include "archive/xxh64.h"
#include "archive/zstd_encoder.h"
#include "archive/zstd_frame.h"
#include "os/handle.h"

#include <endian.h>
#include <stdlib.h>
#include <zstd.h>

#define MAX_WINDOW ((uint64_t)8 << 20) /* this much is compressed again, at least */
#define MAX_REGION ((size_t)24 << 20)
#define MAX_TRIES 16
#define SUM_SIZE 4

/* A walk from block to block. */
struct zstd_walk {
	const struct extent *x;
	ZSTD_DCtx *decoder;
	struct zstd_frame frame;
	int64_t frame_at, first; /* places of the frame and of its first block */
	int64_t at, before;	 /* places of the block and of the one before it */
	int64_t out;		 /* size of the content before this block */
	struct zstd_block block;
	struct span packed, content; /* of this block */
	unsigned char header[ZSTD_BLOCK_HEADER];
	char in[ZSTD_BLOCK_MOST], made[ZSTD_BLOCK_MOST];
};

enum zstd_stage { ZSTD_BEFORE, ZSTD_INSIDE, ZSTD_BEHIND };

/* What is known of the new file. */
struct zstd_splice {
	const struct region_parts *parts;
	struct zstd_walk w;
	enum zstd_stage stage;
	bool gave_up, whole; /* whole: the region reaches the end of its frame */
	unsigned tries;
	struct zstd_frame frame;       /* the one that is divided */
	int64_t frame_at, first, last; /* places in it: it, its first block, the last */
	int64_t from, from_out;	       /* where the region starts, packed and not */
	int64_t to, end; /* where it ends, and where the frame's blocks end */
	int64_t kept;	 /* size of what the copied blocks decompress to */
	struct buf region, made, encoded; /* old content, new content, new blocks */
	struct xxh64 head, tail, all;	  /* sums of the two frames, and of everything */
	int64_t head_out;		  /* size of the first one's content */
};

static void zstd_splice_free(struct zstd_splice *s)
{
	ZSTD_freeDCtx(s->w.decoder);
	buf_done(&s->region);
	buf_done(&s->made);
	buf_done(&s->encoded);
	free(s);
}

/* Decompresses bytes that end a header, a block or a frame. Returns false if it cannot. */
static bool zstd_walk_feed(struct zstd_walk *w, struct span bytes)
{
	ZSTD_inBuffer in = {bytes.data, bytes.size, 0};
	ZSTD_outBuffer out = {w->made, sizeof w->made, 0};
	size_t before;

	do {
		before = in.pos + out.pos;
		if (ZSTD_isError(ZSTD_decompressStream(w->decoder, &out, &in)))
			return false;
	} while (in.pos + out.pos > before && out.pos < out.size);
	w->content = span_of(w->made, out.pos);
	return in.pos == in.size;
}

/* Reads up to `n` bytes at the place of the walk. */
static int zstd_walk_get(struct zstd_walk *w, size_t n, struct span *ret, struct err *e)
{
	size_t got = 0;
	int rc = extent_read(w->x, w->at, w->in, n, &got, e);

	*ret = span_of(w->in, got);
	return rc;
}

/* Passes headers up to the first block of a frame. Returns 1, 0 at the end, or an error. */
static int zstd_walk_begin(struct zstd_walk *w, bool *good, struct err *e)
{
	for (;;) {
		struct span start;
		int rc = zstd_walk_get(w, ZSTD_FRAME_MOST, &start, e);
		if (rc || !start.size)
			return rc;
		int64_t skip = zstd_frame_skip(start);
		w->frame_at = w->at;
		w->at += skip;
		if (w->at > w->x->size)
			*good = false;
		if (skip && *good)
			continue;
		*good = *good && zstd_frame_read(start, &w->frame) &&
			w->frame.window <= MAX_WINDOW &&
			zstd_walk_feed(w, span_cut(start, 0, w->frame.size));
		w->at += (int64_t)w->frame.size;
		w->first = w->before = w->at;
		return 1;
	}
}

/* Reads a block, and the checksum behind the last one. */
static int zstd_walk_take(struct zstd_walk *w, bool *good, struct err *e)
{
	struct span in;
	int rc = zstd_walk_get(w, ZSTD_BLOCK_HEADER, &in, e);

	*good = !rc && in.size == ZSTD_BLOCK_HEADER;
	if (!*good)
		return rc;
	memcpy(w->header, in.data, sizeof w->header);
	w->block = zstd_block_read(w->header);
	*good = w->block.kind != ZSTD_BLOCK_RESERVED && w->block.size <= sizeof w->in &&
		zstd_walk_feed(w, in);
	if (!*good)
		return 0;
	w->at += ZSTD_BLOCK_HEADER;
	rc = zstd_walk_get(w, w->block.size, &w->packed, e);
	w->at -= ZSTD_BLOCK_HEADER;
	*good = !rc && w->packed.size == w->block.size && zstd_walk_feed(w, w->packed);
	return rc;
}

/* Goes on behind the block. */
static int zstd_walk_step(struct zstd_walk *w, bool *good, struct err *e)
{
	struct span sum;
	int rc = 0;

	w->out += (int64_t)w->content.size;
	w->before = w->at;
	w->at += ZSTD_BLOCK_HEADER + (int64_t)w->block.size;
	if (!w->block.last || !w->frame.checksum)
		return 0;
	rc = zstd_walk_get(w, SUM_SIZE, &sum, e);
	w->at += SUM_SIZE;
	*good = !rc && sum.size == SUM_SIZE && zstd_walk_feed(w, sum);
	return rc;
}

/* Compresses the new content. Without `whole`, more blocks will follow. */
static int zstd_splice_encode(struct zstd_splice *s, struct err *e)
{
	struct zstd_frame like = s->frame, made;
	like.checksum = like.checksum && s->whole;
	ZSTD_CCtx *context = zstd_encoder_make_context(&like);
	ZSTD_inBuffer in = {s->made.data, s->made.size, 0};
	size_t room = ZSTD_compressBound(s->made.size) + ZSTD_FRAME_MOST, left = 1;
	size_t base = 0;

	s->encoded.size = 0;
	bool good = context && buf_reserve(&s->encoded, room);
	ZSTD_outBuffer out = {s->encoded.data, good ? s->encoded.room : 0, 0};
	while (good && left) {
		left = ZSTD_compressStream2(
			context, &out, &in, s->whole ? ZSTD_e_end : ZSTD_e_flush);
		good = !ZSTD_isError(left) && (!left || out.pos < out.size);
	}
	ZSTD_freeCCtx(context);
	if (!good)
		return err_memory(e);
	if (!s->whole && zstd_frame_read(span_of(s->encoded.data, out.pos), &made))
		base = made.size;
	memmove(s->encoded.data, s->encoded.data + base, out.pos - base);
	s->encoded.size = out.pos - base;
	return 0;
}

/* Tells whether the block decodes to its content behind the new blocks, too. */
static int zstd_splice_try(struct zstd_splice *s, bool *ret, struct err *e)
{
	BUF_AUTO struct buf frame = {0};
	BUF_AUTO struct buf content = {0};
	const struct zstd_frame plain = {.window = s->frame.window};
	unsigned char header[ZSTD_FRAME_MOST], block[ZSTD_BLOCK_HEADER];
	size_t size = s->made.size + s->w.content.size;

	memcpy(block, s->w.header, sizeof block);
	zstd_block_end_with(block);
	buf_add(&frame, span_of((char *)header, zstd_frame_make(&plain, 0, header)));
	buf_add(&frame, buf_span(&s->encoded));
	buf_add(&frame, span_of((char *)block, sizeof block));
	buf_add(&frame, s->w.packed);
	ZSTD_DCtx *decoder = ZSTD_createDCtx();
	if (!decoder || frame.failed || !buf_reserve(&content, size)) {
		ZSTD_freeDCtx(decoder);
		return err_memory(e);
	}
	*ret = ZSTD_decompressDCtx(decoder, content.data, size, frame.data, frame.size) ==
		       size &&
	       !memcmp(content.data, s->made.data, s->made.size) &&
	       !memcmp(content.data + s->made.size, s->w.content.data, s->w.content.size);
	ZSTD_freeDCtx(decoder);
	return 0;
}

/* Makes the new content of the region, and its blocks. */
static int zstd_splice_make(struct zstd_splice *s, int64_t *end, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = region_make(
		s->w.x, buf_span(&s->region), s->from_out, s->parts, &s->made, end, &why);

	if (rc == -JSEC_NO_MEMORY || s->made.failed)
		return err_memory(e);
	s->gave_up = s->gave_up || rc;
	return rc ? 0 : zstd_splice_encode(s, e);
}

static void zstd_splice_close(struct zstd_splice *s)
{
	s->stage = ZSTD_BEHIND;
	s->to = s->w.at;
	xxh64_add(&s->tail, buf_span(&s->made));
	xxh64_add(&s->all, buf_span(&s->made));
}

/* The region ends before this block if that can follow the new blocks. */
static int zstd_splice_try_close(struct zstd_splice *s, struct err *e)
{
	const struct region_parts *p = s->parts;
	const struct zstd_walk *w = &s->w;
	int64_t window = (int64_t)s->frame.window, end = 0;
	bool good = false;

	if (w->out < p->items[p->n - 1].to + window ||
		w->block.kind != ZSTD_BLOCK_PACKED || !zstd_block_is_fresh(w->packed))
		return 0;
	s->gave_up = ++s->tries > MAX_TRIES;
	int rc = s->gave_up ? 0 : zstd_splice_make(s, &end, e);
	if (!rc && !s->gave_up && end + window <= w->out)
		rc = zstd_splice_try(s, &good, e);
	if (good)
		zstd_splice_close(s);
	return rc;
}

static void zstd_splice_open(struct zstd_splice *s)
{
	const struct zstd_walk *w = &s->w;

	s->stage = ZSTD_INSIDE;
	s->frame = w->frame;
	s->frame_at = w->frame_at;
	s->first = w->first;
	s->last = w->before;
	s->from = w->at;
	s->from_out = w->out;
}

/* Takes the content of a block that was read. */
static int zstd_splice_take(struct zstd_splice *s, struct err *e)
{
	struct zstd_walk *w = &s->w;
	int rc = 0;

	if (s->stage == ZSTD_BEFORE &&
		w->out + (int64_t)w->content.size > s->parts->items->from)
		zstd_splice_open(s);
	if (s->stage == ZSTD_INSIDE)
		rc = zstd_splice_try_close(s, e);
	if (s->stage != ZSTD_INSIDE) {
		xxh64_add(&s->all, w->content);
		if (!s->end)
			xxh64_add(s->stage == ZSTD_BEFORE ? &s->head : &s->tail,
				w->content);
		return rc;
	}
	buf_add(&s->region, w->content);
	s->gave_up = s->gave_up || s->region.size > MAX_REGION;
	return s->region.failed ? err_memory(e) : rc;
}

/* A frame begins: its sums, unless it comes behind the one that is divided. */
static void zstd_splice_begin_frame(struct zstd_splice *s)
{
	if (s->stage != ZSTD_BEFORE)
		return;
	xxh64_begin(&s->head);
	s->head_out = s->w.out;
}

static int zstd_splice_end_frame(struct zstd_splice *s, int64_t end, struct err *e)
{
	int64_t ignored;
	int rc = 0;

	if (s->stage == ZSTD_INSIDE) {
		s->whole = true;
		rc = zstd_splice_make(s, &ignored, e);
		zstd_splice_close(s);
	}
	if (s->stage == ZSTD_BEHIND && !s->end) {
		s->end = end;
		s->kept = s->w.out - s->from_out - (int64_t)s->region.size;
	}
	return rc;
}

static int zstd_splice_walk_frame(struct zstd_splice *s, bool *good, struct err *e)
{
	struct zstd_walk *w = &s->w;
	int rc = 0;

	zstd_splice_begin_frame(s);
	do {
		rc = zstd_walk_take(w, good, e);
		if (!rc && *good)
			rc = zstd_splice_take(s, e);
		int64_t end = w->at + ZSTD_BLOCK_HEADER + (int64_t)w->block.size;
		if (!rc && *good)
			rc = zstd_walk_step(w, good, e);
		if (!rc && *good && w->block.last)
			rc = zstd_splice_end_frame(s, end, e);
		*good = *good && !s->gave_up;
	} while (!rc && *good && !w->block.last);
	return rc;
}

/* Reads everything. Returns 1 if a region was found, 0 if not, or an error. */
static int zstd_splice_walk(struct zstd_splice *s, struct err *e)
{
	bool good = true;
	int more = 1;

	xxh64_begin(&s->tail);
	xxh64_begin(&s->all);
	while (more > 0 && good) {
		more = zstd_walk_begin(&s->w, &good, e);
		int rc = more > 0 && good ? zstd_splice_walk_frame(s, &good, e) : 0;
		if (rc)
			return rc;
	}
	return more < 0 ? more : good && s->stage == ZSTD_BEHIND;
}

static int zstd_splice_put_header(
	struct zstd_splice *s, int64_t content, struct handle *file, struct err *e)
{
	unsigned char header[ZSTD_FRAME_MOST];
	size_t n = zstd_frame_make(&s->frame, (uint64_t)content, header);

	return handle_append(file, span_of((char *)header, n), e);
}

static int zstd_splice_put_sum(const struct zstd_splice *s, const struct xxh64 *sum,
	struct handle *file, struct err *e)
{
	uint32_t n = htole32((uint32_t)xxh64_end(sum));

	return s->frame.checksum ? handle_append(file, span_of((char *)&n, SUM_SIZE), e)
				 : 0;
}

/* Writes what precedes the region, as a frame of its own. */
static int zstd_splice_write_head(
	struct zstd_splice *s, struct handle *file, struct err *e)
{
	const struct extent *x = s->w.x;
	unsigned char block[ZSTD_BLOCK_HEADER];
	int64_t behind = s->last + ZSTD_BLOCK_HEADER;
	int rc = extent_copy(x, 0, s->frame_at, file, e);

	if (rc || s->from == s->first)
		return rc;
	rc = zstd_splice_put_header(s, s->from_out - s->head_out, file, e);
	rc = rc ? rc : extent_copy(x, s->first, s->last - s->first, file, e);
	rc = rc ? rc : extent_get(x, s->last, block, sizeof block, e);
	if (rc)
		return rc;
	zstd_block_end_with(block);
	rc = handle_append(file, span_of((char *)block, sizeof block), e);
	rc = rc ? rc : extent_copy(x, behind, s->from - behind, file, e);
	return rc ? rc : zstd_splice_put_sum(s, &s->head, file, e);
}

/* Writes the region and what follows it. */
static int zstd_splice_write_tail(
	struct zstd_splice *s, struct handle *file, struct err *e)
{
	const struct extent *x = s->w.x;
	int64_t rest = s->end + (s->frame.checksum ? SUM_SIZE : 0);
	int rc = 0;

	if (!s->whole)
		rc = zstd_splice_put_header(s, (int64_t)s->made.size + s->kept, file, e);
	rc = rc ? rc : handle_append(file, buf_span(&s->encoded), e);
	if (!rc && !s->whole)
		rc = extent_copy(x, s->to, s->end - s->to, file, e);
	if (!rc && !s->whole)
		rc = zstd_splice_put_sum(s, &s->tail, file, e);
	return rc ? rc : extent_copy(x, rest, x->size - rest, file, e);
}

int zstd_splice_write(const struct extent *old, const struct region_parts *parts,
	struct handle *file, struct seam *ret, struct err *e)
{
	struct zstd_splice *s = calloc(1, sizeof *s);

	*ret = (struct seam){.codec = CODEC_ZSTD};
	if (s)
		s->w.decoder = ZSTD_createDCtx();
	if (!s || !s->w.decoder) {
		free(s);
		return err_memory(e);
	}
	s->parts = parts;
	s->w.x = old;
	int rc = zstd_splice_walk(s, e);
	if (rc > 0) {
		rc = zstd_splice_write_head(s, file, e);
		rc = rc ? rc : zstd_splice_write_tail(s, file, e);
		ret->at = s->from_out + (int64_t)s->region.size;
		ret->sum = xxh64_end(&s->all);
	}
	zstd_splice_free(s);
	return rc;
}
