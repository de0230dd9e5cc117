/* SPDX-License-Identifier: MIT */
/*
 * Writes a tar with new bytes for some members, and checks that nothing else has changed.
 * All other decompressed bytes are copied.
 */
#include "archive/bzip2_splice.h"
#include "archive/codec.h"
#include "archive/cursor.h"
#include "archive/extent.h"
#include "archive/gzip.h"
#include "archive/gzip_splice.h"
#include "archive/member.h"
#include "archive/pax.h"
#include "archive/tar_header.h"
#include "archive/tar_members.h"
#include "archive/xxh64.h"
#include "archive/zstd_splice.h"
#include "os/handle.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_PAX ((int64_t)1 << 20)
#define MAX_HEAD ((int64_t)1 << 16) /* usual limit for all headers of a member */

/* The last header of a member. A pax record may have its size instead. */
struct tar_head {
	char block[TAR_BLOCK];
	int64_t size;
	bool in_pax;
};

static int tar_splice_refuse_misread(const struct cursor *c, struct err *e)
{
	return extent_refuse(c->x, "a member's header is not where it should be", e);
}

/* Returns the digits of the size in pax records, or nothing if no record has a size. */
static struct span tar_splice_get_pax_size(struct span records)
{
	struct pax_record r;

	while (pax_take(&records, &r))
		if (pax_key_is(&r, "size"))
			return r.value;
	return span_of(NULL, 0);
}

/* Replaces the digits by another size, with leading zeros. Returns false if too long. */
static bool tar_splice_set_pax_size(struct span digits, int64_t size)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%0*lld", (int)digits.size, (long long)size);

	if (digits.size >= sizeof text || n != (int)digits.size)
		return false;
	memcpy((char *)digits.data, text, digits.size);
	return true;
}

static int tar_splice_read_block(
	struct cursor *c, char block[TAR_BLOCK], int64_t *size, struct err *e)
{
	int rc = cursor_take(c, block, TAR_BLOCK, e);

	if (rc)
		return rc;
	*size = tar_header_get_size(block);
	return tar_header_is_valid(block) && *size >= 0 ? 0
							: tar_splice_refuse_misread(c, e);
}

/* Reads the records of a pax header and the padding after them. */
static int tar_splice_take_pax(
	struct cursor *c, int64_t size, struct buf *ret, struct err *e)
{
	char chunk[TAR_BLOCK];

	if (size > MAX_PAX)
		return tar_splice_refuse_misread(c, e);
	for (int64_t left = tar_header_pad(size); left; left -= (int64_t)sizeof chunk) {
		int rc = cursor_take(c, chunk, sizeof chunk, e);
		if (rc)
			return rc;
		buf_add(ret, span_of(chunk, sizeof chunk));
	}
	return ret->failed ? err_memory(e) : 0;
}

/* Reads the records, and puts the new size into them if they have one. */
static int tar_splice_change_pax(struct cursor *c, int64_t size, int64_t new_size,
	struct tar_head *h, struct buf *ret, struct err *e)
{
	int rc = tar_splice_take_pax(c, size, ret, e);

	if (rc)
		return rc;
	struct span digits = tar_splice_get_pax_size(span_of(ret->data, (size_t)size));
	if (!digits.size)
		return 0;
	h->in_pax = true;
	h->size = strtoll(digits.data, NULL, 10);
	if (tar_splice_set_pax_size(digits, new_size))
		return 0;
	return err_set(e, JSEC_BAD_ARCHIVE, c->x->path, 0,
		"the pax record with a member's size has no room for the "
		"new size; nothing was written");
}

static int tar_splice_change_block(struct cursor *c, struct tar_head *h, int64_t size,
	int64_t new_size, struct err *e)
{
	h->size = h->in_pax ? h->size : size;
	if (!tar_header_is_file(h->block))
		return tar_splice_refuse_misread(c, e);
	if (!tar_header_set_size(h->block, new_size))
		return extent_refuse(c->x, "a header has no room for a member's size", e);
	return 0;
}

/* Writes a header that belongs to the next one, and what follows it. */
static int tar_splice_write_prefix(struct cursor *c, struct tar_head *h, int64_t size,
	int64_t new_size, struct sink *to, struct err *e)
{
	BUF_AUTO struct buf records = {0};
	int rc = 0;

	if (tar_header_is_pax(h->block))
		rc = tar_splice_change_pax(c, size, new_size, h, &records, e);
	if (rc)
		return rc;
	rc = sink_write(to, span_of(h->block, TAR_BLOCK), e);
	if (rc)
		return rc;
	if (records.size)
		return sink_write(to, buf_span(&records), e);
	return cursor_pass(c, tar_header_pad(size), to, e);
}

/* Writes all headers of a member, with its new size. */
static int tar_splice_write_head(struct cursor *c, int64_t new_size, struct sink *to,
	int64_t *old_size, struct err *e)
{
	struct tar_head h = {.in_pax = false};
	int64_t size = 0;

	for (;;) {
		int rc = tar_splice_read_block(c, h.block, &size, e);
		if (rc)
			return rc;
		if (!tar_header_is_prefix(h.block))
			break;
		rc = tar_splice_write_prefix(c, &h, size, new_size, to, e);
		if (rc)
			return rc;
	}
	int rc = tar_splice_change_block(c, &h, size, new_size, e);
	if (rc)
		return rc;
	*old_size = h.size;
	return sink_write(to, span_of(h.block, TAR_BLOCK), e);
}

static int tar_splice_write_member(
	struct cursor *c, struct span bytes, struct sink *to, struct err *e)
{
	static const char zeros[TAR_BLOCK];
	int64_t old_size = 0, size = (int64_t)bytes.size;
	size_t padding = (size_t)(tar_header_pad(size) - size);
	int rc = tar_splice_write_head(c, size, to, &old_size, e);

	if (rc)
		return rc;
	rc = sink_write(to, bytes, e);
	if (rc)
		return rc;
	rc = padding ? sink_write(to, span_of(zeros, padding), e) : 0;
	if (rc)
		return rc;
	return cursor_pass(c, tar_header_pad(old_size), NULL, e);
}

/* Decompresses everything and compresses it again. */
static int tar_splice_write_anew(const struct extent *old, const struct patch *patches,
	size_t n, struct handle *file, struct err *e)
{
	CURSOR_AUTO struct cursor c = {.x = old};
	SINK_AUTO struct sink *to = NULL;
	int rc = stream_open(old, &c.stream, e);

	if (rc)
		return rc;
	rc = sink_open(old, file, &to, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		rc = cursor_pass(&c, patches[i].at - c.at, to, e);
		if (rc)
			return rc;
		rc = tar_splice_write_member(&c, patches[i].bytes, to, e);
		if (rc)
			return rc;
	}
	rc = cursor_pass(&c, -1, to, e);
	if (rc)
		return rc;
	return sink_finish(to, e);
}

static int tar_splice_replace_part(
	void *context, size_t i, struct cursor *from, struct sink *to, struct err *e)
{
	const struct patch *patches = context;

	return tar_splice_write_member(from, patches[i].bytes, to, e);
}

/* Copies the compressed bits around the changes. If it cannot, there is no seam. */
static int tar_splice_write_around(enum codec codec, const struct extent *old,
	const struct patch *patches, size_t n, struct handle *file, struct seam *seam,
	struct err *e)
{
	const struct replacer how = {tar_splice_replace_part, (void *)patches};
	struct region_part *parts = calloc(n + 1, sizeof *parts);

	if (!parts)
		return err_memory(e);
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct region_part){patches[i].at,
			patches[i].at + MAX_HEAD + tar_header_pad(patches[i].size)};
	const struct region_parts region = {parts, n, &how};
	int rc = codec == CODEC_GZIP   ? gzip_splice_write(old, &region, file, seam, e)
		 : codec == CODEC_ZSTD ? zstd_splice_write(old, &region, file, seam, e)
				       : bzip2_splice_write(old, &region, file, seam, e);
	free(parts);
	if (rc || seam->at)
		return rc;
	return handle_cut(file, 0, e);
}

int tar_splice_write(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct seam *seam, struct err *e)
{
	enum codec codec;
	int rc = codec_read(old, &codec, e);

	if (rc)
		return rc;
	if (seam && codec != CODEC_NONE && codec != CODEC_XZ) {
		rc = tar_splice_write_around(codec, old, patches, n, file, seam, e);
		if (rc || seam->at)
			return rc;
	}
	return tar_splice_write_anew(old, patches, n, file, e);
}

/* Checks that the next `n` bytes of both are equal. n < 0 means all that is left. */
static int tar_splice_match(
	struct cursor *old, struct cursor *new, int64_t n, struct err *e)
{
	int rc = cursor_equal(old, new, n, e);

	if (rc < 0)
		return rc;
	return rc ? 0 : extent_refuse_difference(new->x, e);
}

/* Checks that pax records are equal except for the new size. */
static int tar_splice_check_pax(struct cursor *old, struct cursor *new, int64_t size,
	int64_t new_size, struct tar_head *h, struct err *e)
{
	BUF_AUTO struct buf was = {0};
	BUF_AUTO struct buf is = {0};
	int rc = tar_splice_change_pax(old, size, new_size, h, &was, e);

	if (rc)
		return rc;
	rc = tar_splice_take_pax(new, size, &is, e);
	if (rc)
		return rc;
	return span_equal(buf_span(&was), buf_span(&is))
		       ? 0
		       : extent_refuse_difference(new->x, e);
}

/* Checks that the headers of a member are equal except for its size. */
static int tar_splice_check_head(struct cursor *old, struct cursor *new, int64_t new_size,
	int64_t *old_size, struct err *e)
{
	struct tar_head h = {.in_pax = false};
	char block[TAR_BLOCK];
	int64_t size = 0, now = 0;

	for (;;) {
		int rc = tar_splice_read_block(old, h.block, &size, e);
		if (rc)
			return rc;
		rc = tar_splice_read_block(new, block, &now, e);
		if (rc)
			return rc;
		if (!tar_header_is_prefix(h.block))
			break;
		if (memcmp(block, h.block, TAR_BLOCK) != 0)
			return extent_refuse_difference(new->x, e);
		rc = tar_header_is_pax(block)
			     ? tar_splice_check_pax(old, new, size, new_size, &h, e)
			     : tar_splice_match(old, new, tar_header_pad(size), e);
		if (rc)
			return rc;
	}
	*old_size = h.in_pax ? h.size : size;
	return now == new_size && tar_header_is_same(h.block, block)
		       ? 0
		       : extent_refuse_difference(new->x, e);
}

/* Checks that the next bytes are `bytes`, then zeros up to the end of the block. */
static int tar_splice_check_bytes(struct cursor *c, struct span bytes, struct err *e)
{
	char chunk[TAR_BLOCK], want[TAR_BLOCK];

	for (size_t at = 0; at < bytes.size; at += TAR_BLOCK) {
		size_t part = bytes.size - at < TAR_BLOCK ? bytes.size - at : TAR_BLOCK;
		int rc = cursor_take(c, chunk, sizeof chunk, e);
		if (rc)
			return rc;
		memset(want, 0, sizeof want);
		memcpy(want, bytes.data + at, part);
		if (memcmp(chunk, want, sizeof want) != 0)
			return extent_refuse_difference(c->x, e);
	}
	return 0;
}

static int tar_splice_check_member(
	struct cursor *old, struct cursor *new, struct span bytes, struct err *e)
{
	int64_t old_size = 0;
	int rc = tar_splice_check_head(old, new, (int64_t)bytes.size, &old_size, e);

	if (rc)
		return rc;
	rc = tar_splice_check_bytes(new, bytes, e);
	if (rc)
		return rc;
	return cursor_pass(old, tar_header_pad(old_size), NULL, e);
}

/* Compares what follows the last changed member, up to the seam if there is one. */
static int tar_splice_check_rest(
	struct cursor *old, struct cursor *new, const struct seam *seam, struct err *e)
{
	if (!seam)
		return tar_splice_match(old, new, -1, e);
	if (seam->at < old->at)
		return extent_refuse_difference(new->x, e);
	return tar_splice_match(old, new, seam->at - old->at, e);
}

/* Opens both at the start or, of gzip with a seam, where the equal compressed bits end. */
static int tar_splice_open_both(
	struct cursor *old, struct cursor *new, const struct seam *seam, struct err *e)
{
	int rc = !seam ? 1
		 : seam->codec == CODEC_GZIP
			 ? gzip_splice_is_same(old->x, new->x, seam, e)
		 : seam->codec == CODEC_BZIP2
			 ? bzip2_splice_is_same(old->x, new->x, seam, e)
			 : 1;
	seam = seam && seam->codec == CODEC_GZIP ? seam : NULL;

	if (rc < 0)
		return rc;
	if (!rc)
		return extent_refuse_difference(new->x, e);
	rc = seam ? gzip_splice_resume(old, seam, e)
		  : stream_open(old->x, &old->stream, e);
	if (rc)
		return rc;
	return seam ? gzip_splice_resume(new, seam, e)
		    : stream_open(new->x, &new->stream, e);
}

/* Compares all bytes of both. `at` gets the places of the members in the new one. */
static int tar_splice_check_streams(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, int64_t *at,
	struct err *e)
{
	CURSOR_AUTO struct cursor a = {.x = old};
	CURSOR_AUTO struct cursor b = {.x = new};
	int rc = tar_splice_open_both(&a, &b, seam, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		rc = tar_splice_match(&a, &b, patches[i].at - a.at, e);
		if (rc)
			return rc;
		at[i] = b.at;
		rc = tar_splice_check_member(&a, &b, patches[i].bytes, e);
		if (rc)
			return rc;
	}
	return tar_splice_check_rest(&a, &b, seam, e);
}

/* Checks that the last member has the bytes `want`. */
static int tar_splice_check_found(
	const struct extent *new, struct tar *t, struct span want, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	int rc = tar_read(t, want.size, &bytes, e);

	if (rc)
		return rc;
	return span_equal(buf_span(&bytes), want) ? 0 : extent_refuse_difference(new, e);
}

/*
 * Checks that the reader of members finds the new bytes at these places. With a seam of
 * zstd, also checks the sum of all that is decompressed: equal blocks do not mean equal bytes
 * there, because blocks depend on those before them. It reads to the end, also with a seam of
 * bzip2: a mark of a block may stand inside of another block, and the sum at the end does not
 * count it.
 */
static int tar_splice_check_members(const struct extent *new, const struct patch *patches,
	size_t n, const struct seam *seam, const int64_t *at, struct err *e)
{
	TAR_AUTO struct tar *t = NULL;
	struct xxh64 sum;
	size_t found = 0;
	int rc = tar_open(new, &t, e), more = 1;

	xxh64_begin(&sum);
	if (!rc)
		tar_watch(t, &sum);
	while (!rc && more) {
		MEMBER_AUTO struct member m = {0};
		more = tar_next(t, &m, e);
		if (more < 0)
			return more;
		if (more && found < n && m.at == at[found])
			rc = tar_splice_check_found(new, t, patches[found++].bytes, e);
	}
	if (rc)
		return rc;
	if (seam && seam->codec == CODEC_ZSTD && seam->sum != xxh64_end(&sum))
		return extent_refuse_difference(new, e);
	return found == n ? 0 : extent_refuse_difference(new, e);
}

/* Checks that both have the same compression and, for gzip, the same header. */
static int tar_splice_check_codec(
	const struct extent *old, const struct extent *new, struct err *e)
{
	int64_t a = 0, b = 0;
	enum codec was, is;
	int rc = codec_read(old, &was, e);

	if (rc)
		return rc;
	rc = codec_read(new, &is, e);
	if (rc)
		return rc;
	if (was != is)
		return extent_refuse_difference(new, e);
	if (was != CODEC_GZIP)
		return 0;
	rc = gzip_measure_header(old, &a, e);
	if (rc)
		return rc;
	rc = gzip_measure_header(new, &b, e);
	if (rc)
		return rc;
	rc = a == b ? extent_equal(old, 0, new, 0, a, e) : 0;
	if (rc < 0)
		return rc;
	return rc ? 0 : extent_refuse_difference(new, e);
}

int tar_splice_check(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, struct err *e)
{
	int rc = tar_splice_check_codec(old, new, e);
	int64_t *at;

	if (rc)
		return rc;
	at = calloc(n + 1, sizeof *at);
	if (!at)
		return err_memory(e);
	seam = seam && seam->at ? seam : NULL;
	rc = tar_splice_check_streams(old, new, patches, n, seam, at, e);
	if (!rc)
		rc = tar_splice_check_members(new, patches, n, seam, at, e);
	free(at);
	return rc;
}
