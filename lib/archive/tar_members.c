/* SPDX-License-Identifier: MIT */
/* Reads the members of a tar, to the last byte. */
#include "archive/tar_members.h"

#include "archive/codec.h"
#include "archive/cursor.h"
#include "archive/extent.h"
#include "archive/pax.h"
#include "archive/tar_header.h"

#include <stdlib.h>

#define MAX_RECORDS ((int64_t)1 << 20)
#define SPARSE "it is stored as a sparse file"
#define CHUNK 16384

struct tar {
	struct extent x;
	struct cursor c;
	bool read_any; /* a valid header, so that this is a tar */
	bool pax;      /* it has pax headers */
	char block[TAR_BLOCK];
	int64_t size;	 /* bytes of the member that are left */
	int64_t padding; /* bytes after them */
};

/* First reads on to the compression's checksum: if that is wrong, it is the cause. */
static int tar_refuse(struct tar *t, const char *why, struct err *e)
{
	int rc = cursor_pass(&t->c, -1, NULL, e);

	if (rc)
		return rc;
	if (!t->read_any && !tar_header_may_be(t->block))
		return extent_refuse(
			&t->x, "the compressed data is not a tar archive", e);
	return err_set(e, JSEC_BAD_ARCHIVE, t->x.path, 0,
		"it is damaged or cut short (%s); nothing was written", why);
}

int tar_open(const struct extent *x, struct tar **ret, struct err *e)
{
	struct tar *t = calloc(1, sizeof *t);
	int rc = t ? stream_open(x, &t->c.stream, e) : err_memory(e);

	if (rc) {
		tar_close(t);
		return rc;
	}
	t->x = *x;
	t->c.x = &t->x;
	*ret = t;
	return 0;
}

void tar_watch(struct tar *t, struct xxh64 *sum)
{
	stream_watch(t->c.stream, sum);
}

void tar_close(struct tar *t)
{
	if (t)
		cursor_done(&t->c);
	free(t);
}

/* Gets how many bytes of a block there are. Without any, this is the end. */
static int tar_take_block(struct tar *t, size_t *ret, struct err *e)
{
	memset(t->block, 0, TAR_BLOCK);
	return cursor_take_some(&t->c, t->block, TAR_BLOCK, ret, e);
}

static int tar_refuse_end(const struct tar *t, struct err *e)
{
	return extent_refuse(&t->x,
		"the tar archive has no proper end: it is cut short, or has trailing data",
		e);
}

/* Checks that after the first block of zeros only such blocks follow. */
static int tar_read_end(struct tar *t, struct err *e)
{
	size_t n = TAR_BLOCK;
	int rc = 0;

	while (!rc && n == TAR_BLOCK && tar_header_is_end(t->block))
		rc = tar_take_block(t, &n, e);
	if (rc)
		return rc;
	return n ? tar_refuse_end(t, e) : 0;
}

/* What the headers of a member say, beside the last one. */
struct tar_heading {
	struct buf path, target; /* empty if they do not say it */
	int64_t size;		 /* or -1 */
	bool sparse;
};

static void tar_heading_done(struct tar_heading *h)
{
	buf_done(&h->path);
	buf_done(&h->target);
}

static void tar_set(struct buf *to, struct span value)
{
	to->size = 0;
	buf_add(to, value);
}

static int tar_apply_records(
	struct tar *t, struct span records, struct tar_heading *h, struct err *e)
{
	static const char sparse[] = "GNU.sparse.";
	struct pax_record r;

	while (pax_take(&records, &r)) {
		bool is_sparse = r.key.size >= sizeof sparse - 1 &&
				 !memcmp(r.key.data, sparse, sizeof sparse - 1);
		h->sparse = h->sparse || is_sparse;
		if (pax_key_is(&r, "GNU.sparse.name") ||
			(pax_key_is(&r, "path") && !h->sparse))
			tar_set(&h->path, r.value);
		else if (pax_key_is(&r, "linkpath"))
			tar_set(&h->target, r.value);
		else if (pax_key_is(&r, "size") &&
			 !pax_read_number(r.value, INT64_MAX / 10, &h->size))
			return tar_refuse(t, "a size in a pax header is bad", e);
	}
	return records.size ? tar_refuse(t, "a pax header is bad", e) : 0;
}

/* Reads what belongs to the next header. */
static int tar_take_prefix(struct tar *t, struct tar_heading *h, struct err *e)
{
	BUF_AUTO struct buf text = {0};
	int64_t size = tar_header_get_size(t->block);
	char type = tar_header_get_type(t->block);

	if (size > MAX_RECORDS)
		return tar_refuse(t, "a header is too large", e);
	if (!buf_reserve(&text, (size_t)size))
		return err_memory(e);
	text.size = (size_t)size;
	int rc = cursor_take(&t->c, text.data, text.size, e);
	rc = rc ? rc : cursor_pass(&t->c, tar_header_pad(size) - size, NULL, e);
	if (rc)
		return rc;
	t->pax = t->pax || type == 'x' || type == 'X' || type == 'g';
	if (type == 'x' || type == 'X')
		return tar_apply_records(t, buf_span(&text), h, e);
	if (type == 'L' || type == 'K')
		tar_set(type == 'L' ? &h->path : &h->target,
			span_of(text.data, strnlen(text.data, text.size)));
	return 0;
}

/* Passes the blocks of an old GNU header that go on with the map of a sparse file. */
static int tar_pass_map(struct tar *t, struct err *e)
{
	char block[TAR_BLOCK];
	bool more = tar_header_has_map(t->block);
	int rc = 0;

	while (!rc && more) {
		rc = cursor_take(&t->c, block, sizeof block, e);
		more = tar_header_has_more_map(block);
	}
	return rc;
}

/* Reads all headers of a member; the last one is in `block`. Returns 1, 0 or an error. */
static int tar_take_headers(struct tar *t, struct tar_heading *h, struct err *e)
{
	for (;;) {
		size_t n = 0;
		int rc = tar_take_block(t, &n, e);
		if (rc)
			return rc;
		if (n < TAR_BLOCK)
			return t->read_any ? tar_refuse_end(t, e)
					   : tar_refuse(t, "it has no header", e);
		if (tar_header_is_end(t->block))
			return tar_read_end(t, e);
		if (!tar_header_is_valid(t->block) || tar_header_get_size(t->block) < 0)
			return tar_refuse(t, "a header is bad", e);
		t->read_any = true;
		if (!tar_header_is_prefix(t->block))
			return 1;
		rc = tar_take_prefix(t, h, e);
		if (rc)
			return rc;
	}
}

static enum member_kind tar_get_kind(char type, const char *path)
{
	size_t n = strlen(path);

	if (type == '1')
		return MEMBER_HARDLINK;
	if (type == '2')
		return MEMBER_SYMLINK;
	/* before POSIX a directory was a file with such a name */
	return (type && strchr("3456DM", type)) || (n && path[n - 1] == '/')
		       ? MEMBER_OTHER
		       : MEMBER_FILE;
}

/* Only files have bytes, and in pax archives hard links. */
static int64_t tar_get_size(const struct tar *t, const struct tar_heading *h, char type)
{
	bool none = (type >= '2' && type <= '6') || (type == '1' && !t->pax);

	return none ? 0 : h->size >= 0 ? h->size : tar_header_get_size(t->block);
}

static int tar_make_member(
	struct tar *t, struct tar_heading *h, struct member *ret, struct err *e)
{
	char type = tar_header_get_type(t->block);

	if (!h->path.size)
		tar_header_add_name(t->block, &h->path);
	if (!h->target.size)
		tar_header_add_target(t->block, &h->target);
	bool links = h->target.size || h->target.failed;
	ret->path = buf_take(&h->path);
	ret->target = links ? buf_take(&h->target) : NULL;
	if (!ret->path || (links && !ret->target))
		return err_memory(e);
	ret->kind = tar_get_kind(type, ret->path);
	ret->size = t->size = tar_get_size(t, h, type);
	t->padding = tar_header_pad(t->size) - t->size;
	if (h->sparse || type == 'S')
		ret->unreadable = ret->fixed = SPARSE;
	return type == 'S' ? tar_pass_map(t, e) : 0;
}

int tar_next(struct tar *t, struct member *ret, struct err *e)
{
	__attribute__((cleanup(tar_heading_done))) struct tar_heading h = {.size = -1};
	int rc = cursor_pass(&t->c, t->size + t->padding, NULL, e);

	if (rc)
		return rc;
	t->size = t->padding = 0;
	*ret = (struct member){.at = t->c.at};
	rc = tar_take_headers(t, &h, e);
	if (rc <= 0)
		return rc;
	rc = tar_make_member(t, &h, ret, e);
	if (!rc)
		return 1;
	member_done(ret);
	return rc;
}

int tar_read(struct tar *t, size_t most, struct buf *ret, struct err *e)
{
	char chunk[CHUNK];

	while (t->size) {
		size_t n = t->size < CHUNK ? (size_t)t->size : CHUNK;
		int rc = cursor_take(&t->c, chunk, n, e);
		if (rc)
			return rc;
		t->size -= (int64_t)n;
		buf_add(ret, span_of(chunk, n));
		if (ret->failed)
			return err_memory(e);
		if (ret->size > most)
			return extent_refuse(
				&t->x, "a member is larger than its header says", e);
	}
	return 0;
}

bool tar_detect(struct span start)
{
	return start.size >= TAR_BLOCK && tar_header_is_valid(start.data);
}

int tar_find_data(const struct extent *x, int64_t at, int64_t *ret, struct err *e)
{
	char block[TAR_BLOCK];

	for (;;) {
		int rc = extent_get(x, at, block, sizeof block, e);
		if (rc)
			return rc;
		int64_t size = tar_header_get_size(block);
		if (!tar_header_is_valid(block) || size < 0)
			return extent_refuse(x, "a header is damaged", e);
		at += (int64_t)sizeof block;
		if (!tar_header_is_prefix(block))
			break;
		at += tar_header_pad(size);
	}
	*ret = at;
	return 0;
}
