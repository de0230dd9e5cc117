/* SPDX-License-Identifier: MIT */
/* Copies the blocks of bzip2 data around a change, and compresses those of it again. */
#include "archive/bzip2_splice.h"

#include "archive/extent.h"
#include "os/handle.h"

#include <bzlib.h>
#include <stdlib.h>

#define BLOCK_MARK 0x314159265359u
#define END_MARK 0x177245385090u
#define MARK_BITS 48
#define SUM_BITS 32
#define START_BITS 32 /* "BZh" and the level */
#define CHUNK ((size_t)64 << 10)
#define MAX_REGION ((size_t)24 << 20)

/* Where the blocks of a stream start, in bits, and what their checksums are. */
struct bzip2_block {
	int64_t bit;
	uint32_t sum;
};

struct bzip2_blocks {
	struct bzip2_block *items;
	size_t n, room;
	int64_t end;  /* the bit where the mark of the end starts; 0: there is none */
	uint32_t sum; /* the checksum of all blocks, as the end has it */
};

/* A source of bits: a file, or bytes in memory. */
struct bzip2_bits {
	const struct extent *x; /* the file */
	struct span memory;	/* if it has data, it is used instead */
	int64_t at, size;	/* next byte; how many there are */
	struct span ready;	/* those that were read */
	uint64_t last;		/* the last 64 bits that were taken */
	char chunk[CHUNK];
};

static int bzip2_bits_take(struct bzip2_bits *b, unsigned char *ret, struct err *e)
{
	size_t n = 0;

	if (!b->ready.size) {
		int rc = b->memory.data
				 ? 0
				 : extent_read(b->x, b->at, b->chunk, CHUNK, &n, e);
		if (rc)
			return rc;
		b->ready = b->memory.data
				   ? span_cut(b->memory, (size_t)b->at, b->memory.size)
				   : span_of(b->chunk, n);
	}
	if (!b->ready.size)
		return extent_refuse(b->x, "it is cut short", e);
	*ret = (unsigned char)*b->ready.data;
	b->ready = span_cut(b->ready, 1, b->ready.size);
	b->at++;
	return 0;
}

static bool bzip2_blocks_add(struct bzip2_blocks *l, int64_t bit)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct bzip2_block *items = realloc(l->items, room * sizeof *items);
		if (!items)
			return false;
		l->items = items;
		l->room = room;
	}
	l->items[l->n++] = (struct bzip2_block){.bit = bit};
	return true;
}

/* Adds the blocks from `first` up to `end` to a sum like that at the end of a stream. */
static uint32_t bzip2_blocks_add_up(
	const struct bzip2_blocks *l, size_t first, size_t end, uint32_t sum)
{
	for (size_t i = first; i < end; i++)
		sum = (sum << 1 | sum >> 31) ^ l->items[i].sum;
	return sum;
}

/* Looks for a mark that ends `shift` bits before the end of the last 64 bits. */
static bool bzip2_blocks_look(
	struct bzip2_blocks *l, uint64_t last, unsigned shift, int64_t bits)
{
	uint64_t mark = last >> shift & ((UINT64_C(1) << MARK_BITS) - 1);
	int64_t bit = bits - (int64_t)shift - MARK_BITS;

	if (mark == END_MARK)
		l->end = bit;
	return mark != BLOCK_MARK || bzip2_blocks_add(l, bit);
}

/* Finds all blocks. Without an end behind them, or with a wrong sum, there is no end. */
static int bzip2_blocks_find(
	struct bzip2_bits *b, struct bzip2_blocks *ret, struct err *e)
{
	size_t summed = 0;

	while (b->at < b->size) {
		unsigned char byte = 0;
		int rc = bzip2_bits_take(b, &byte, e);
		if (rc)
			return rc;
		b->last = b->last << 8 | byte;
		int64_t bits = b->at * 8;
		for (unsigned shift = 8; shift-- > 0;)
			if (bits >= START_BITS + MARK_BITS &&
				!bzip2_blocks_look(ret, b->last, shift, bits))
				return err_memory(e);
		for (; summed < ret->n; summed++) {
			int64_t behind = bits - ret->items[summed].bit - MARK_BITS;
			if (behind < SUM_BITS)
				break;
			ret->items[summed].sum =
				(uint32_t)(b->last >> (behind - SUM_BITS));
		}
	}
	int64_t behind = b->size * 8 - ret->end - MARK_BITS - SUM_BITS;
	ret->sum = behind >= 0 && behind < 8 ? (uint32_t)(b->last >> behind) : 0;
	if (behind < 0 || behind >= 8 || summed < ret->n ||
		ret->sum != bzip2_blocks_add_up(ret, 0, ret->n, 0))
		ret->end = 0;
	return 0;
}

/* Where bits go. Whole bytes are in `bytes`. */
struct bzip2_writer {
	struct buf bytes;
	uint64_t held; /* the last n bits, n < 8 */
	unsigned n;
};

static void bzip2_writer_put(struct bzip2_writer *w, uint64_t bits, unsigned n)
{
	w->held = w->held << n | bits;
	for (w->n += n; w->n >= 8; w->n -= 8)
		buf_addc(&w->bytes, (char)(w->held >> (w->n - 8)));
	w->held &= (1u << w->n) - 1;
}

/* Adds the bits from `from` to `to`. Flushes to `file` if there is one. */
static int bzip2_writer_copy(struct bzip2_bits *b, int64_t from, int64_t to,
	struct bzip2_writer *w, struct handle *file, struct err *e)
{
	unsigned char byte = 0;
	int rc = 0;

	b->at = from / 8;
	b->ready = span_of("", 0);
	for (int64_t at = from; !rc && at < to;) {
		unsigned skip = (unsigned)(at % 8), n = 8 - skip;
		rc = bzip2_bits_take(b, &byte, e);
		if ((int64_t)n > to - at)
			n = (unsigned)(to - at);
		bzip2_writer_put(w, (byte & (0xffu >> skip)) >> (8 - skip - n), n);
		at += n;
		if (!rc && file && w->bytes.size >= CHUNK) {
			rc = handle_append(file, buf_span(&w->bytes), e);
			w->bytes.size = 0;
		}
	}
	return w->bytes.failed ? err_memory(e) : rc;
}

static void bzip2_writer_end(struct bzip2_writer *w, uint32_t sum)
{
	bzip2_writer_put(w, END_MARK, MARK_BITS);
	bzip2_writer_put(w, sum, SUM_BITS);
	if (w->n)
		bzip2_writer_put(w, 0, 8 - w->n);
}

/* What is known of the old file and the new one. */
struct bzip2_splice {
	const struct region_parts *parts;
	struct bzip2_bits from, again; /* the old file; the new blocks */
	struct bzip2_blocks old, new;
	size_t first, behind; /* the blocks of the region */
	int64_t start;	      /* where the region starts, unpacked */
	struct buf block, region, made, packed;
	struct bzip2_writer w;
	char level;
};

static void bzip2_splice_free(struct bzip2_splice *s)
{
	free(s->old.items);
	free(s->new.items);
	buf_done(&s->block);
	buf_done(&s->region);
	buf_done(&s->made);
	buf_done(&s->packed);
	buf_done(&s->w.bytes);
	free(s);
}

/* Unpacks a stream in memory. Returns false if it cannot. */
static bool bzip2_splice_unpack_stream(struct span in, struct buf *ret)
{
	bz_stream z = {.next_in = (char *)in.data, .avail_in = (unsigned)in.size};
	int rc = BZ2_bzDecompressInit(&z, 0, 0);

	if (rc != BZ_OK)
		return false;
	while (rc == BZ_OK && buf_reserve(ret, CHUNK) && ret->size < MAX_REGION) {
		z.next_out = ret->data + ret->size;
		z.avail_out = (unsigned)CHUNK;
		rc = BZ2_bzDecompress(&z);
		ret->size += CHUNK - z.avail_out;
		if (z.avail_out == CHUNK && !z.avail_in && rc == BZ_OK)
			break;
	}
	BZ2_bzDecompressEnd(&z);
	return rc == BZ_STREAM_END;
}

/* Unpacks one block, as a stream of its own. */
static int bzip2_splice_unpack(
	struct bzip2_splice *s, size_t nth, bool *good, struct err *e)
{
	const struct bzip2_block *b = &s->old.items[nth];
	int64_t end = nth + 1 < s->old.n ? b[1].bit : s->old.end;
	struct bzip2_writer w = {0};

	buf_adds(&w.bytes, "BZh");
	buf_addc(&w.bytes, s->level);
	int rc = bzip2_writer_copy(&s->from, b->bit, end, &w, NULL, e);
	bzip2_writer_end(&w, b->sum);
	s->block.size = 0;
	*good = !rc && !w.bytes.failed &&
		bzip2_splice_unpack_stream(buf_span(&w.bytes), &s->block);
	buf_done(&w.bytes);
	return rc;
}

/* Makes the new content of the region, and its blocks. */
static int bzip2_splice_pack(struct bzip2_splice *s, bool *good, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int64_t ignored;
	int rc = region_make(s->from.x, buf_span(&s->region), s->start, s->parts,
		&s->made, &ignored, &why);
	unsigned size = (unsigned)(s->made.size + s->made.size / 100 + 600);

	*good = !rc;
	if (rc)
		return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
	if (!buf_reserve(&s->packed, size) ||
		BZ2_bzBuffToBuffCompress(s->packed.data, &size, s->made.data,
			(unsigned)s->made.size, s->level - '0', 0, 0) != BZ_OK)
		return err_memory(e);
	s->packed.size = size;
	s->again.memory = buf_span(&s->packed);
	s->again.size = (int64_t)size;
	rc = bzip2_blocks_find(&s->again, &s->new, e);
	*good = !rc && s->new.end;
	return rc;
}

/* Takes the content of a block that was unpacked. */
static int bzip2_splice_take(
	struct bzip2_splice *s, size_t nth, int64_t *out, bool *good, struct err *e)
{
	const struct region_parts *p = s->parts;
	int64_t from = p->items->from, to = p->items[p->n - 1].to;
	bool before = !s->region.size && *out + (int64_t)s->block.size <= from;
	int rc = 0;

	*out += (int64_t)s->block.size;
	if (before)
		return 0;
	if (!s->region.size) {
		s->first = nth;
		s->start = *out - (int64_t)s->block.size;
	}
	buf_add(&s->region, buf_span(&s->block));
	*good = s->region.size < MAX_REGION;
	if (*good && (*out >= to || nth + 1 == s->old.n)) {
		s->behind = nth + 1;
		rc = bzip2_splice_pack(s, good, e);
	}
	return s->region.failed ? err_memory(e) : rc;
}

/* Finds the region, and unpacks the blocks up to its end. Tells whether there is one. */
static int bzip2_splice_walk(struct bzip2_splice *s, bool *good, struct err *e)
{
	int64_t out = 0;
	int rc = bzip2_blocks_find(&s->from, &s->old, e);

	*good = s->old.end && s->old.n && s->old.items->bit == START_BITS;
	for (size_t i = 0; !rc && *good && !s->behind && i < s->old.n; i++) {
		rc = bzip2_splice_unpack(s, i, good, e);
		if (!rc && *good)
			rc = bzip2_splice_take(s, i, &out, good, e);
	}
	*good = *good && s->behind;
	return rc;
}

/* Returns the sum of the blocks before the region, the new ones, and those behind it. */
static uint32_t bzip2_splice_add_up(const struct bzip2_splice *s)
{
	uint32_t sum = bzip2_blocks_add_up(&s->old, 0, s->first, 0);

	sum = bzip2_blocks_add_up(&s->new, 0, s->new.n, sum);
	return bzip2_blocks_add_up(&s->old, s->behind, s->old.n, sum);
}

static int64_t bzip2_splice_get_behind(const struct bzip2_splice *s)
{
	return s->behind < s->old.n ? s->old.items[s->behind].bit : s->old.end;
}

static int bzip2_splice_put(struct bzip2_splice *s, struct handle *file, struct err *e)
{
	const struct bzip2_blocks *l = &s->old;
	int64_t behind = bzip2_splice_get_behind(s);
	int rc = bzip2_writer_copy(&s->from, 0, l->items[s->first].bit, &s->w, file, e);

	rc = rc ? rc
		: bzip2_writer_copy(&s->again, START_BITS, s->new.end, &s->w, file, e);
	rc = rc ? rc : bzip2_writer_copy(&s->from, behind, l->end, &s->w, file, e);
	bzip2_writer_end(&s->w, bzip2_splice_add_up(s));
	return rc ? rc : handle_append(file, buf_span(&s->w.bytes), e);
}

int bzip2_splice_write(const struct extent *old, const struct region_parts *parts,
	struct handle *file, struct seam *ret, struct err *e)
{
	struct bzip2_splice *s = calloc(1, sizeof *s);
	char start[4] = "";
	bool good = false;

	*ret = (struct seam){.codec = CODEC_BZIP2};
	int rc = s ? extent_get(old, 0, start, sizeof start, e) : err_memory(e);
	if (rc) {
		free(s);
		return rc;
	}
	s->parts = parts;
	s->level = start[3];
	s->from.x = s->again.x = old;
	s->from.size = old->size;
	if (s->level >= '1' && s->level <= '9')
		rc = bzip2_splice_walk(s, &good, e);
	if (!rc && good) {
		rc = bzip2_splice_put(s, file, e);
		ret->at = s->start + (int64_t)s->region.size;
		ret->start_bit = s->old.items[s->first].bit;
		ret->old_bit = bzip2_splice_get_behind(s);
		ret->new_bit = ret->start_bit + s->new.end - START_BITS;
	}
	bzip2_splice_free(s);
	return rc;
}

/* Compares `n` bits. Returns 1, 0 or an error. */
static int bzip2_bits_equal(struct bzip2_bits *a, int64_t at_a, struct bzip2_bits *b,
	int64_t at_b, int64_t n, struct err *e)
{
	bool same = n >= 0;
	int rc = 0;

	while (!rc && same && n > 0) {
		struct bzip2_writer x = {0}, y = {0};
		int64_t part = n < (int64_t)CHUNK * 8 ? n : (int64_t)CHUNK * 8;
		rc = bzip2_writer_copy(a, at_a, at_a + part, &x, NULL, e);
		rc = rc ? rc : bzip2_writer_copy(b, at_b, at_b + part, &y, NULL, e);
		same = x.held == y.held &&
		       span_equal(buf_span(&x.bytes), buf_span(&y.bytes));
		buf_done(&x.bytes);
		buf_done(&y.bytes);
		at_a += part;
		at_b += part;
		n -= part;
	}
	return rc ? rc : same;
}

int bzip2_splice_is_same(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct err *e)
{
	struct bzip2_bits *bits = calloc(2, sizeof *bits);
	struct bzip2_blocks a = {0}, b = {0};

	if (!bits)
		return err_memory(e);
	bits[0].x = old;
	bits[0].size = old->size;
	bits[1].x = new;
	bits[1].size = new->size;
	int rc = bzip2_blocks_find(&bits[0], &a, e);
	rc = rc ? rc : bzip2_blocks_find(&bits[1], &b, e);
	bool same =
		!rc && a.end && b.end && a.end - seam->old_bit == b.end - seam->new_bit;
	if (same)
		rc = bzip2_bits_equal(&bits[0], 0, &bits[1], 0, seam->start_bit, e);
	if (rc > 0)
		rc = bzip2_bits_equal(&bits[0], seam->old_bit, &bits[1], seam->new_bit,
			a.end - seam->old_bit, e);
	free(a.items);
	free(b.items);
	free(bits);
	return rc;
}
