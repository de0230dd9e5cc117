/* SPDX-License-Identifier: MIT */
/* Reads the members of a zip, and unpacks them with zlib. */
#include "archive/zip_members.h"

#include "archive/extent.h"
#include "archive/member.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define CHUNK 65536
#define EARLY 16 /* members that zip_read_early() looks at */

/* What a member takes in the file, at least: header, name and packed bytes. */
struct zip_range {
	int64_t from, to;
};

struct zip {
	struct extent x;
	struct zip_end end;
	int64_t at; /* of the next record */
	unsigned n;
	struct zip_record record; /* the last record */
	struct zip_range *ranges; /* of all members so far */
	int64_t packed, unpacked; /* sums of their bytes */
};

int zip_open(const struct extent *x, struct zip **ret, struct err *e)
{
	struct zip *z = calloc(1, sizeof *z);
	int rc = z ? zip_end_read(x, &z->end, e) : err_memory(e);

	if (rc) {
		zip_close(z);
		return rc;
	}
	z->x = *x;
	z->at = z->end.index;
	z->ranges = calloc(z->end.n + 1, sizeof *z->ranges);
	if (!z->ranges) {
		zip_close(z);
		return err_memory(e);
	}
	*ret = z;
	return 0;
}

void zip_close(struct zip *z)
{
	if (!z)
		return;
	zip_record_done(&z->record);
	free(z->ranges);
	free(z);
}

/* Where unpacked bytes go. */
struct zip_sink {
	struct buf *to;
	int64_t size;
	uint32_t crc;
};

static void zip_sink_take(struct zip_sink *s, const void *bytes, size_t n)
{
	s->size += (int64_t)n;
	s->crc = (uint32_t)crc32_z(s->crc, bytes, n);
	buf_add(s->to, span_of(bytes, n));
}

static int zip_refuse_damaged(const struct extent *x, const struct zip_record *r,
	const char *how, struct err *e)
{
	BUF_AUTO struct buf why = {0};

	buf_addf(&why, "member %s is damaged: %s", buf_str(&r->name), how);
	return extent_refuse(x, buf_str(&why), e);
}

/* Returns NULL, or why the bytes cannot be read. */
static const char *zip_say_unreadable(const struct zip_record *r)
{
	if (r->flags & ZIP_ENCRYPTED)
		return "it is encrypted";
	return r->method == ZIP_STORED || r->method == ZIP_DEFLATED
		       ? NULL
		       : "its compression method is not supported";
}

static int zip_inflate(const struct extent *x, const struct zip_record *r, int64_t at,
	struct zip_sink *to, struct err *e)
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
		zip_sink_take(to, out, CHUNK - s.avail_out);
		if (to->size > r->size)
			status = Z_DATA_ERROR;
	}
	inflateEnd(&s);
	if (rc || status == Z_STREAM_END)
		return rc;
	return zip_refuse_damaged(x, r, "it has no compressed data", e);
}

static int zip_copy_stored(const struct extent *x, const struct zip_record *r, int64_t at,
	struct zip_sink *to, struct err *e)
{
	unsigned char chunk[CHUNK];

	if (r->packed != r->size)
		return zip_refuse_damaged(x, r, "its two size fields differ", e);
	for (int64_t left = r->size; left;) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;
		int rc = extent_get(x, at, chunk, n, e);
		if (rc)
			return rc;
		zip_sink_take(to, chunk, n);
		at += (int64_t)n;
		left -= (int64_t)n;
	}
	return 0;
}

/* Unpacks a member and checks its size and checksum. */
static int zip_unpack(
	const struct extent *x, const struct zip_record *r, struct buf *to, struct err *e)
{
	struct zip_sink sink = {.to = to};
	struct zip_place place;
	int rc = zip_place_read(x, r, &place, e);

	if (rc)
		return rc;
	rc = r->method == ZIP_STORED ? zip_copy_stored(x, r, place.data, &sink, e)
				     : zip_inflate(x, r, place.data, &sink, e);
	if (rc)
		return rc;
	if (to->failed)
		return err_memory(e);
	return sink.size == r->size && sink.crc == r->crc
		       ? 0
		       : zip_refuse_damaged(x, r, "its checksum does not match", e);
}

static int zip_read_target(struct zip *z, struct member *m, struct err *e)
{
	BUF_AUTO struct buf target = {0};
	int rc = zip_read(z, PATH_MAX, &target, e);

	buf_adds(&target, "");
	m->target = rc ? NULL : buf_take(&target);
	return rc || m->target ? rc : err_memory(e);
}

static int zip_refuse_overlap(const struct zip *z, struct err *e)
{
	return extent_refuse(&z->x, "members overlap", e);
}

/*
 * Adds the last record's member to what must not overlap. All members together are not
 * larger than the file: otherwise it would take too long to read those that overlap.
 */
static int zip_note_range(struct zip *z, struct err *e)
{
	const struct zip_record *r = &z->record;
	int64_t to = r->header + ZIP_HEADER + (int64_t)r->name.size + (int64_t)r->packed;

	z->ranges[z->n++] = (struct zip_range){r->header, to};
	z->packed += to - r->header;
	z->unpacked += (int64_t)r->size;
	if (z->packed > z->end.index - z->end.base)
		return zip_refuse_overlap(z, e);
	return extent_check_unpacked(&z->x, z->unpacked, e);
}

static int zip_compare_ranges(const void *a, const void *b)
{
	const struct zip_range *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* After the last member: returns 0 if this is the end, and no two members overlap. */
static int zip_check_end(struct zip *z, struct err *e)
{
	if (z->at != z->end.index + z->end.size)
		return extent_refuse(&z->x, "the zip index is damaged", e);
	qsort(z->ranges, z->n, sizeof *z->ranges, zip_compare_ranges);
	for (unsigned i = 1; i < z->n; i++)
		if (z->ranges[i].from < z->ranges[i - 1].to)
			return zip_refuse_overlap(z, e);
	return 0;
}

int zip_next(struct zip *z, struct member *ret, struct err *e)
{
	struct zip_record *r = &z->record;

	if (z->n == z->end.n)
		return zip_check_end(z, e);
	int rc = zip_record_read(&z->x, &z->end, z->at, r, e);
	rc = rc ? rc : zip_note_range(z, e);
	if (rc)
		return rc;
	z->at = r->next;
	size_t n = r->name.size;
	if (memchr(buf_str(&r->name), 0, n))
		return extent_refuse(&z->x, "a member's name contains a NUL byte", e);
	*ret = (struct member){
		.path = strndup(buf_str(&r->name), n),
		.kind = n && r->name.data[n - 1] == '/' ? MEMBER_OTHER : MEMBER_FILE,
		.at = r->at,
		.size = r->size,
		.unreadable = zip_say_unreadable(r),
	};
	rc = ret->path ? 0 : err_memory(e);
	if (!rc && r->symlink && !ret->unreadable && r->size < PATH_MAX) {
		ret->kind = MEMBER_SYMLINK;
		rc = zip_read_target(z, ret, e);
	}
	if (rc)
		member_done(ret);
	return rc ? rc : 1;
}

int zip_read(struct zip *z, size_t most, struct buf *ret, struct err *e)
{
	const struct zip_record *r = &z->record;
	const char *why = zip_say_unreadable(r);

	if (why || r->size > most)
		return extent_refuse(&z->x, why ? why : "a member is too large", e);
	return zip_unpack(&z->x, r, ret, e);
}

static int zip_find_early(
	struct zip *z, const char *name, size_t most, struct buf *ret, struct err *e)
{
	int more = 1;

	for (int i = 0; more > 0 && i < EARLY; i++) {
		struct member m = {0};
		more = zip_next(z, &m, e);
		bool found = more > 0 && m.path && !strcmp(m.path, name);
		member_done(&m);
		if (found)
			return zip_read(z, most, ret, e);
	}
	return more < 0 ? more : 0;
}

int zip_read_early(const struct extent *x, const char *name, size_t most, struct buf *ret,
	struct err *e)
{
	struct zip *z = NULL;
	int rc = zip_open(x, &z, e);

	rc = rc ? rc : zip_find_early(z, name, most, ret, e);
	zip_close(z);
	return rc;
}

int zip_detect(const struct extent *x, bool *ret, struct err *e)
{
	ERR_AUTO struct err ignored = {0};
	ZIP_RECORD_AUTO struct zip_record first = {0};
	struct zip_end end;
	unsigned char start[4] = {0};
	size_t n = 0;
	int rc = extent_read(x, 0, start, sizeof start, &n, e);

	*ret = !rc && n == sizeof start && !memcmp(start, "PK\3\4", 4);
	if (rc || *ret)
		return rc;
	/* a program may precede the archive, and the archive may be empty */
	rc = zip_end_read(x, &end, &ignored);
	if (!rc && end.n)
		rc = zip_record_read(x, &end, end.index, &first, &ignored);
	*ret = !rc;
	return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
}
