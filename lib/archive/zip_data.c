/* SPDX-License-Identifier: MIT */
/* Unpacks members of a zip with zlib. */
#include "archive/zip_data.h"

#include "os/workers.h"

#include <stdlib.h>
#include <zlib.h>

#define CHUNK 65536

/* Where unpacked bytes go. */
struct zip_sink {
	struct buf *to; /* NULL: they are only looked at */
	int64_t size;
	uint32_t crc;
};

static void zip_data_take(struct zip_sink *s, const void *bytes, size_t n)
{
	s->size += (int64_t)n;
	s->crc = (uint32_t)crc32_z(s->crc, bytes, n);
	if (s->to)
		buf_add(s->to, span_of(bytes, n));
}

static int zip_data_refuse_damaged(const struct extent *x, const struct zip_record *r,
	const char *how, struct err *e)
{
	BUF_AUTO struct buf why = {0};

	buf_addf(&why, "its member %s is damaged: %s", buf_str(&r->name), how);
	return extent_refuse(x, buf_str(&why), e);
}

const char *zip_data_say_unreadable(const struct zip_record *r)
{
	if (r->flags & ZIP_ENCRYPTED)
		return "it is encrypted";
	return r->method == ZIP_STORED || r->method == ZIP_DEFLATED
		       ? NULL
		       : "it is compressed in a way that jsecpatch does not know";
}

static int zip_data_inflate_all(const struct extent *x, const struct zip_record *r,
	int64_t at, struct zip_sink *to, struct err *e)
{
	unsigned char in[CHUNK], out[CHUNK];
	z_stream s = {0};
	int rc = 0, status = inflateInit2(&s, -MAX_WBITS);

	if (status != Z_OK)
		return err_memory(e);
	for (int64_t left = r->packed; !rc && status == Z_OK;) {
		if (!s.avail_in && left) {
			size_t n = left < CHUNK ? (size_t)left : CHUNK;
			rc = extent_get(x, at, in, n, e);
			at += (int64_t)n;
			left -= (int64_t)n;
			s.next_in = in;
			s.avail_in = (unsigned)n;
		}
		s.next_out = out;
		s.avail_out = CHUNK;
		status = rc ? Z_DATA_ERROR : inflate(&s, Z_NO_FLUSH);
		zip_data_take(to, out, CHUNK - s.avail_out);
		if (to->size > r->size)
			status = Z_DATA_ERROR;
	}
	inflateEnd(&s);
	return rc || status == Z_STREAM_END ? rc
					    : zip_data_refuse_damaged(x, r,
						      "its compressed bytes are none", e);
}

static int zip_data_take_stored(const struct extent *x, const struct zip_record *r,
	int64_t at, struct zip_sink *to, struct err *e)
{
	unsigned char chunk[CHUNK];
	int rc = r->packed == r->size
			 ? 0
			 : zip_data_refuse_damaged(x, r, "it has two sizes", e);

	for (int64_t left = r->size; !rc && left;) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;
		rc = extent_get(x, at, chunk, n, e);
		if (!rc)
			zip_data_take(to, chunk, n);
		at += (int64_t)n;
		left -= (int64_t)n;
	}
	return rc;
}

int zip_data_unpack(
	const struct extent *x, const struct zip_record *r, struct buf *to, struct err *e)
{
	struct zip_sink sink = {.to = to};
	struct zip_place place;
	int rc = zip_place_read(x, r, &place, e);

	if (!rc)
		rc = (r->method == ZIP_STORED
				? zip_data_take_stored
				: zip_data_inflate_all)(x, r, place.data, &sink, e);
	if (rc || (to && to->failed))
		return rc ? rc : err_memory(e);
	return sink.size == r->size && sink.crc == r->crc
		       ? 0
		       : zip_data_refuse_damaged(x, r, "its checksum is wrong", e);
}

/* The test of all members. */
struct zip_test {
	const struct extent *x;
	const struct zip_end *end;
	int64_t *places; /* of their records */
	int *codes;
};

static int zip_data_test_member(const struct zip_test *t, size_t nth, struct err *e)
{
	ZIP_RECORD_AUTO struct zip_record r = {0};
	int rc = zip_record_read(t->x, t->end, t->places[nth], &r, e);

	return rc || zip_data_say_unreadable(&r) ? rc
						 : zip_data_unpack(t->x, &r, NULL, e);
}

static void zip_data_test_one(void *data, size_t nth, unsigned thread)
{
	const struct zip_test *t = data;
	ERR_AUTO struct err again = {0}; /* what there is to say is said in order */

	(void)thread;
	t->codes[nth] = zip_data_test_member(t, nth, &again);
}

static int zip_data_list_places(struct zip_test *t, struct err *e)
{
	ZIP_RECORD_AUTO struct zip_record r = {.next = t->end->index};
	int rc = 0;

	for (unsigned i = 0; !rc && i < t->end->n; i++) {
		rc = zip_record_read(t->x, t->end, r.next, &r, e);
		t->places[i] = r.at;
	}
	return rc;
}

int zip_data_test(const struct extent *x, const struct zip_end *end, struct err *e)
{
	struct zip_test t = {.x = x,
		.end = end,
		.places = calloc(end->n + 1, sizeof *t.places),
		.codes = calloc(end->n + 1, sizeof *t.codes)};
	int rc = t.places && t.codes ? zip_data_list_places(&t, e) : err_memory(e);

	if (!rc)
		crew_run(
			&(struct crew){
				.n = end->n, .work = zip_data_test_one, .data = &t},
			crew_count_processors());
	for (unsigned i = 0; !rc && i < end->n; i++)
		if (t.codes[i])
			rc = zip_data_test_member(&t, i, e);
	free(t.places);
	free(t.codes);
	return rc;
}
