/* SPDX-License-Identifier: MIT */
/* Writes a zip with new bytes for some members, and copies the others as packed. */
#include "archive/extent.h"
#include "archive/member.h"
#include "archive/zip_index.h"
#include "archive/zip_members.h"
#include "os/handle.h"

#include <stdlib.h>
#include <zlib.h>

#define INDEX_CHUNK 65536 /* about so many bytes of records are written at once */

/* A member that changes. */
struct zip_change {
	int64_t record;		   /* in the index */
	int64_t header, data, end; /* places in the old file */
	size_t descriptor;
	bool marked, in_header;
	uint32_t crc, size, packed_size;
	struct span bytes; /* packed bytes */
	struct buf packed; /* holds these bytes, unless the member is stored */
	int64_t shift;	   /* how far what follows it moves */
};

/* All members that change, sorted by their places in the file. */
struct zip_changes {
	struct zip_change *items;
	size_t n;
};

static void zip_changes_done(struct zip_changes *c)
{
	for (size_t i = 0; i < c->n; i++)
		buf_done(&c->items[i].packed);
	free(c->items);
}

#define CHANGES_AUTO __attribute__((cleanup(zip_changes_done)))

static int zip_splice_compare_header(const void *a, const void *b)
{
	const struct zip_change *x = a, *y = b;

	return (x->header > y->header) - (x->header < y->header);
}

static int zip_splice_compress_bytes(struct span bytes, struct buf *ret, struct err *e)
{
	char chunk[16384];
	z_stream s = {0};
	int status = deflateInit2(
		&s, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);

	s.next_in = (Bytef *)bytes.data;
	s.avail_in = (unsigned)bytes.size;
	while (status == Z_OK) {
		s.next_out = (Bytef *)chunk;
		s.avail_out = sizeof chunk;
		status = deflate(&s, Z_FINISH);
		buf_add(ret, span_of(chunk, sizeof chunk - s.avail_out));
	}
	deflateEnd(&s);
	return status == Z_STREAM_END && !ret->failed ? 0 : err_memory(e);
}

static int zip_splice_prepare(const struct extent *x, const struct zip_end *end,
	const struct patch *patch, struct zip_change *c, struct err *e)
{
	ZIP_RECORD_AUTO struct zip_record r = {0};
	struct zip_place place;
	int rc = zip_record_read(x, end, patch->at, &r, e);

	if (rc)
		return rc;
	rc = zip_place_read(x, &r, &place, e);
	if (rc)
		return rc;
	*c = (struct zip_change){.record = patch->at,
		.header = r.header,
		.data = place.data,
		.end = place.end,
		.descriptor = place.descriptor,
		.marked = place.marked,
		.in_header = place.in_header,
		.crc = (uint32_t)crc32_z(
			0, (const Bytef *)patch->bytes.data, patch->bytes.size),
		.size = (uint32_t)patch->bytes.size,
		.bytes = patch->bytes};
	if (r.method == ZIP_DEFLATED) {
		rc = zip_splice_compress_bytes(patch->bytes, &c->packed, e);
		c->bytes = buf_span(&c->packed);
	}
	c->packed_size = (uint32_t)c->bytes.size;
	return rc;
}

/* Sorts the changes, refuses overlapping ones, and sums up how far each one shifts. */
static int zip_splice_prepare_all(const struct extent *x, const struct zip_end *end,
	const struct patch *patches, size_t n, struct zip_changes *ret, struct err *e)
{
	ret->items = calloc(n + 1, sizeof *ret->items);
	if (!ret->items)
		return err_memory(e);
	while (ret->n < n) {
		const struct patch *patch = &patches[ret->n];
		int rc = zip_splice_prepare(x, end, patch, &ret->items[ret->n++], e);
		if (rc)
			return rc;
	}
	qsort(ret->items, n, sizeof *ret->items, zip_splice_compare_header);
	int64_t shift = 0, before = 0;
	for (size_t i = 0; i < n; i++) {
		struct zip_change *c = &ret->items[i];
		if (c->header < before)
			return extent_refuse(x, "members overlap", e);
		before = c->end;
		shift += (int64_t)c->bytes.size - (c->end - c->data) +
			 (int64_t)c->descriptor;
		c->shift = shift;
	}
	if (end->at + shift < UINT32_MAX)
		return 0;
	return extent_refuse(
		x, "the new archive would be larger than a zip archive can be", e);
}

/* Returns the last change whose member starts before `at`, or NULL. */
static const struct zip_change *zip_splice_find_before(
	const struct zip_changes *l, int64_t at)
{
	size_t from = 0, to = l->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (l->items[middle].header < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? &l->items[from - 1] : NULL;
}

/* Returns how far the bytes at `at` in the old file move. */
static int64_t zip_splice_get_shift(const struct zip_changes *l, int64_t at)
{
	const struct zip_change *c = zip_splice_find_before(l, at);

	return c ? c->shift : 0;
}

/* Returns the change of the record's member, or NULL. */
static const struct zip_change *zip_splice_find_change(
	const struct zip_changes *l, const struct zip_record *r)
{
	const struct zip_change key = {.header = r->header};

	return bsearch(&key, l->items, l->n, sizeof *l->items, zip_splice_compare_header);
}

static void zip_splice_put_sizes(unsigned char *at, const struct zip_change *c)
{
	zip_index_put4(at, c->crc);
	zip_index_put4(at + 4, c->packed_size);
	zip_index_put4(at + 8, c->size);
}

/* Writes the descriptor after the data, which repeats the sizes. */
static int zip_splice_write_descriptor(const struct extent *x, const struct zip_change *c,
	struct handle *file, struct err *e)
{
	unsigned char behind[16];
	int rc = extent_get(x, c->end - (int64_t)c->descriptor, behind, c->descriptor, e);

	if (rc)
		return rc;
	zip_splice_put_sizes(behind + (c->marked ? 4 : 0), c);
	return handle_append(file, span_of((const char *)behind, c->descriptor), e);
}

/* Keeps the member's name and extra fields. */
static int zip_splice_write_member(const struct extent *x, const struct zip_change *c,
	struct handle *file, struct err *e)
{
	unsigned char head[ZIP_HEADER];
	int rc = extent_get(x, c->header, head, sizeof head, e);

	if (rc)
		return rc;
	if (c->in_header)
		zip_splice_put_sizes(head + ZIP_HEADER_CRC, c);
	rc = handle_append(file, span_of((const char *)head, sizeof head), e);
	if (rc)
		return rc;
	rc = extent_copy(
		x, c->header + ZIP_HEADER, c->data - c->header - ZIP_HEADER, file, e);
	if (rc)
		return rc;
	rc = handle_append(file, c->bytes, e);
	if (rc || !c->descriptor)
		return rc;
	return zip_splice_write_descriptor(x, c, file, e);
}

/* Adds the record with its new offset. If the member changes, adds new sizes, too. */
static int zip_splice_make_record(const struct extent *x, const struct zip_changes *l,
	const struct zip_end *end, const struct zip_record *r, struct buf *ret,
	struct err *e)
{
	unsigned char p[3 * 65536 + ZIP_RECORD];
	const struct zip_change *c = zip_splice_find_change(l, r),
				*before = zip_splice_find_before(l, r->header);
	size_t n = (size_t)(r->next - r->at);
	int rc = extent_get(x, r->at, p, n, e);

	if (rc)
		return rc;
	if (before && r->header < before->end)
		return extent_refuse(x, "members overlap", e);
	if (c)
		zip_splice_put_sizes(p + ZIP_RECORD_CRC, c);
	zip_index_put4(p + ZIP_RECORD_OFFSET,
		(uint32_t)(r->header - end->base + zip_splice_get_shift(l, r->header)));
	buf_add(ret, span_of((char *)p, n));
	return ret->failed ? err_memory(e) : 0;
}

static int zip_splice_write_index(const struct extent *x, const struct zip_changes *l,
	const struct zip_end *end, struct handle *file, struct err *e)
{
	ZIP_RECORD_AUTO struct zip_record r = {.next = end->index};
	BUF_AUTO struct buf out = {0};

	for (unsigned i = 0; i < end->n; i++) {
		int rc = zip_record_read(x, end, r.next, &r, e);
		if (rc)
			return rc;
		rc = zip_splice_make_record(x, l, end, &r, &out, e);
		if (rc)
			return rc;
		if (out.size < INDEX_CHUNK && i + 1 < end->n)
			continue;
		rc = handle_append(file, buf_span(&out), e);
		if (rc)
			return rc;
		out.size = 0;
	}
	return 0;
}

static int zip_splice_write_end(const struct extent *x, const struct zip_changes *l,
	const struct zip_end *end, struct handle *file, struct err *e)
{
	unsigned char p[ZIP_END];
	int rc = extent_get(x, end->at, p, sizeof p, e);

	if (rc)
		return rc;
	zip_index_put4(p + ZIP_END_OFFSET,
		(uint32_t)(end->index - end->base + zip_splice_get_shift(l, end->index)));
	rc = handle_append(file, span_of((const char *)p, sizeof p), e);
	if (rc)
		return rc;
	return extent_copy(x, end->at + ZIP_END, x->size - end->at - ZIP_END, file, e);
}

/* Writes all before the index: changed members, and what is between them. */
static int zip_splice_write_members(const struct extent *x, const struct zip_changes *l,
	const struct zip_end *end, struct handle *file, struct err *e)
{
	int64_t at = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct zip_change *c = &l->items[i];
		int rc = extent_copy(x, at, c->header - at, file, e);
		if (rc)
			return rc;
		rc = zip_splice_write_member(x, c, file, e);
		if (rc)
			return rc;
		at = c->end;
	}
	return extent_copy(x, at, end->index - at, file, e);
}

int zip_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct err *e)
{
	CHANGES_AUTO struct zip_changes l = {0};
	struct zip_end end;
	int rc = zip_end_read(old, &end, e);

	if (rc)
		return rc;
	rc = zip_splice_prepare_all(old, &end, patches, n, &l, e);
	if (rc)
		return rc;
	rc = zip_splice_write_members(old, &l, &end, file, e);
	if (rc)
		return rc;
	rc = zip_splice_write_index(old, &l, &end, file, e);
	if (rc)
		return rc;
	return zip_splice_write_end(old, &l, &end, file, e);
}
