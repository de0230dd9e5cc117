/* SPDX-License-Identifier: MIT */
/*
 * Writes a tar again with other bytes for some members, and checks that nothing else became
 * different: the decompressed bytes are passed on as they are.
 */
#include "archive/cursor.h"
#include "archive/gzip.h"
#include "archive/tar_header.h"
#include "archive/tar_members.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_PAX ((int64_t)1 << 20)
#define MAX_HEAD ((int64_t)1 << 16) /* as a rule: with the records before it */

/* The header of a member: its last block, and what a pax record says of the size. */
struct head {
	char block[TAR_BLOCK];
	int64_t size;
	bool in_pax;
};

static int tar_splice_refuse_misread(const struct cursor *c, struct err *e)
{
	return extent_refuse(c->x, "a member's header is not where it should be", e);
}

/* The digits of the size among pax records, which are "LENGTH KEY=VALUE\n"; or none. */
static struct span tar_splice_get_pax_size(struct span records)
{
	static const char key[] = " size=";
	const char *at = records.data, *end = at + records.size;

	while (at < end) {
		char *rest;
		unsigned long n = strtoul(at, &rest, 10);
		if (!n || n > (size_t)(end - at) || rest >= at + n || at[n - 1] != '\n')
			break;
		size_t prefix = (size_t)(rest - at) + sizeof key - 1;
		if (n > prefix && !strncmp(rest, key, sizeof key - 1))
			return span_of(at + prefix, n - prefix - 1);
		at += n;
	}
	return span_of(end, 0);
}

/* Puts another size into the records, with zeros before it; false where it is too long. */
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

	*size = rc ? 0 : tar_header_get_size(block);
	return rc || (tar_header_is_valid(block) && *size >= 0)
		       ? rc
		       : tar_splice_refuse_misread(c, e);
}

/* The records behind a pax header, and what fills up their last block. */
static int tar_splice_take_pax(
	struct cursor *c, int64_t size, struct buf *ret, struct err *e)
{
	char chunk[TAR_BLOCK];
	int rc = size > MAX_PAX ? tar_splice_refuse_misread(c, e) : 0;

	for (int64_t left = tar_header_pad(size); !rc && left;
		left -= (int64_t)sizeof chunk) {
		rc = cursor_take(c, chunk, sizeof chunk, e);
		buf_add(ret, span_of(chunk, sizeof chunk));
	}
	return rc || !ret->failed ? rc : err_memory(e);
}

/* Takes the old records, with the new size in them if they have one. */
static int tar_splice_change_pax(struct cursor *c, int64_t size, int64_t new_size,
	struct head *h, struct buf *ret, struct err *e)
{
	int rc = tar_splice_take_pax(c, size, ret, e);
	struct span digits =
		rc ? span_of("", 0)
		   : tar_splice_get_pax_size(span_of(ret->data, (size_t)size));

	if (rc || !digits.size)
		return rc;
	h->in_pax = true;
	h->size = strtoll(digits.data, NULL, 10);
	if (tar_splice_set_pax_size(digits, new_size))
		return 0;
	return err_set(e, JSEC_BAD_ARCHIVE, c->x->path, 0,
		"the size of a member is in a pax record that is too short for the new one; "
		"nothing is written");
}

static int tar_splice_change_block(
	struct cursor *c, struct head *h, int64_t size, int64_t new_size, struct err *e)
{
	h->size = h->in_pax ? h->size : size;
	if (!tar_header_is_file(h->block))
		return tar_splice_refuse_misread(c, e);
	if (!tar_header_set_size(h->block, new_size))
		return extent_refuse(c->x, "a header has no room for a member's size", e);
	return 0;
}

/* Passes on what stands before a member, with its new size. */
static int tar_splice_write_head(struct cursor *c, int64_t new_size, struct sink *to,
	int64_t *old_size, struct err *e)
{
	struct head h = {.in_pax = false};
	int64_t size = 0;
	int rc = tar_splice_read_block(c, h.block, &size, e);

	while (!rc && tar_header_is_prefix(h.block)) {
		BUF_AUTO struct buf records = {0};
		if (tar_header_is_pax(h.block))
			rc = tar_splice_change_pax(c, size, new_size, &h, &records, e);
		rc = rc ? rc : sink_write(to, span_of(h.block, TAR_BLOCK), e);
		if (!rc && records.size)
			rc = sink_write(to, buf_span(&records), e);
		else if (!rc)
			rc = cursor_pass(c, tar_header_pad(size), to, e);
		rc = rc ? rc : tar_splice_read_block(c, h.block, &size, e);
	}
	rc = rc ? rc : tar_splice_change_block(c, &h, size, new_size, e);
	*old_size = h.size;
	return rc ? rc : sink_write(to, span_of(h.block, TAR_BLOCK), e);
}

static int tar_splice_write_member(
	struct cursor *c, struct span bytes, struct sink *to, struct err *e)
{
	static const char zeros[TAR_BLOCK];
	int64_t old_size = 0, size = (int64_t)bytes.size;
	size_t padding = (size_t)(tar_header_pad(size) - size);
	int rc = tar_splice_write_head(c, size, to, &old_size, e);

	rc = rc ? rc : sink_write(to, bytes, e);
	if (!rc && padding)
		rc = sink_write(to, span_of(zeros, padding), e);
	return rc ? rc : cursor_pass(c, tar_header_pad(old_size), NULL, e);
}

/* Decompresses all, and compresses it again. */
static int tar_splice_write_anew(const struct extent *old, const struct patch *patches,
	size_t n, struct handle *file, struct err *e)
{
	struct cursor c = {.x = old};
	struct sink *to = NULL;
	int rc = stream_open(old, &c.stream, e);

	rc = rc ? rc : sink_open(old, file, &to, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = cursor_pass(&c, patches[i].at - c.at, to, e);
		rc = rc ? rc : tar_splice_write_member(&c, patches[i].bytes, to, e);
	}
	rc = rc ? rc : cursor_pass(&c, -1, to, e);
	rc = rc ? rc : sink_finish(to, e);
	sink_close(to);
	stream_close(c.stream);
	return rc;
}

static int tar_splice_replace_part(
	void *context, size_t i, struct cursor *from, struct sink *to, struct err *e)
{
	const struct patch *patches = context;

	return tar_splice_write_member(from, patches[i].bytes, to, e);
}

/* Keeps what is compressed and stays; without a seam that could not be done. */
static int tar_splice_run(const struct extent *old, const struct patch *patches, size_t n,
	struct handle *file, struct seam *seam, struct err *e)
{
	const struct replacer how = {tar_splice_replace_part, (void *)patches};
	struct part *parts = calloc(n + 1, sizeof *parts);

	if (!parts)
		return err_memory(e);
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct part){patches[i].at,
			patches[i].at + MAX_HEAD + tar_header_pad(patches[i].size)};
	int rc = gzip_splice_write(old, parts, n, &how, file, seam, e);
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

	if (!rc && seam && codec == CODEC_GZIP) {
		rc = tar_splice_run(old, patches, n, file, seam, e);
		if (rc || seam->at)
			return rc;
	}
	return rc ? rc : tar_splice_write_anew(old, patches, n, file, e);
}

/* What stands before a member must be the same but for its size. */
static int tar_splice_check_head(struct cursor *old, struct cursor *new, int64_t new_size,
	int64_t *old_size, struct err *e)
{
	struct head h = {.in_pax = false};
	char block[TAR_BLOCK];
	int64_t size = 0, now = 0;
	int rc = tar_splice_read_block(old, h.block, &size, e);

	rc = rc ? rc : tar_splice_read_block(new, block, &now, e);
	while (!rc && tar_header_is_prefix(h.block)) {
		BUF_AUTO struct buf was = {0};
		BUF_AUTO struct buf is = {0};
		if (memcmp(block, h.block, TAR_BLOCK) != 0)
			return extent_refuse_difference(new->x, e);
		if (tar_header_is_pax(block)) {
			rc = tar_splice_change_pax(old, size, new_size, &h, &was, e);
			rc = rc ? rc : tar_splice_take_pax(new, size, &is, e);
			if (!rc && !span_equal(buf_span(&was), buf_span(&is)))
				rc = extent_refuse_difference(new->x, e);
		} else {
			rc = cursor_equal(old, new, tar_header_pad(size), e);
			rc = rc == 0  ? extent_refuse_difference(new->x, e)
			     : rc > 0 ? 0
				      : rc;
		}
		rc = rc ? rc : tar_splice_read_block(old, h.block, &size, e);
		rc = rc ? rc : tar_splice_read_block(new, block, &now, e);
	}
	*old_size = h.in_pax ? h.size : size;
	if (!rc && (now != new_size || !tar_header_is_same(h.block, block)))
		rc = extent_refuse_difference(new->x, e);
	return rc;
}

/* Whether the next bytes are these, and zeros up to the end of a block. */
static int tar_splice_check_bytes(struct cursor *c, struct span bytes, struct err *e)
{
	char chunk[TAR_BLOCK], want[TAR_BLOCK];

	for (size_t at = 0; at < bytes.size; at += TAR_BLOCK) {
		size_t part = bytes.size - at < TAR_BLOCK ? bytes.size - at : TAR_BLOCK;
		int rc = cursor_take(c, chunk, sizeof chunk, e);
		memset(want, 0, sizeof want);
		memcpy(want, bytes.data + at, part);
		if (rc || memcmp(chunk, want, sizeof want) != 0)
			return rc ? rc : extent_refuse_difference(c->x, e);
	}
	return 0;
}

static int tar_splice_check_member(
	struct cursor *old, struct cursor *new, struct span bytes, struct err *e)
{
	int64_t old_size = 0;
	int rc = tar_splice_check_head(old, new, (int64_t)bytes.size, &old_size, e);

	rc = rc ? rc : tar_splice_check_bytes(new, bytes, e);
	return rc ? rc : cursor_pass(old, tar_header_pad(old_size), NULL, e);
}

/* What comes behind the last member that changed. */
static int tar_splice_check_rest(
	struct cursor *old, struct cursor *new, const struct seam *seam, struct err *e)
{
	if (!seam)
		return cursor_equal(old, new, -1, e);
	return seam->at < old->at ? 0 : cursor_equal(old, new, seam->at - old->at, e);
}

/* From the start, or where that is the same as it is compressed, from its end. */
static int tar_splice_open_both(const struct extent *old, const struct extent *new,
	const struct seam *seam, struct cursor *a, struct cursor *b, struct err *e)
{
	int rc;

	if (seam) {
		rc = gzip_splice_is_same(old, new, seam, e);
		rc = rc == 1 ? gzip_splice_resume(old, seam, a, e)
		     : rc    ? rc
			     : extent_refuse_difference(new, e);
		return rc ? rc : gzip_splice_resume(new, seam, b, e);
	}
	rc = stream_open(old, &a->stream, e);
	return rc ? rc : stream_open(new, &b->stream, e);
}

/* All bytes of both, beside each other. `at` gets where the members are in the new one. */
static int tar_splice_check_streams(struct cursor *old, struct cursor *new,
	const struct patch *patches, size_t n, int64_t *at, struct err *e)
{
	int rc = 1;

	for (size_t i = 0; rc == 1 && i < n; i++) {
		rc = cursor_equal(old, new, patches[i].at - old->at, e);
		at[i] = new->at;
		if (rc == 1) {
			rc = tar_splice_check_member(old, new, patches[i].bytes, e);
			rc = rc ? rc : 1;
		}
	}
	return rc;
}

/* What libarchive finds at these places must be the new bytes. */
static int tar_splice_check_members(const struct extent *new, const struct patch *patches,
	size_t n, const int64_t *at, struct err *e)
{
	struct tar *t = NULL;
	size_t found = 0;
	int rc = tar_open(new, &t, e), more = 1;

	while (!rc && more) {
		struct member m = {0};
		BUF_AUTO struct buf bytes = {0};
		more = tar_next(t, &m, e);
		rc = more < 0 ? more : 0;
		if (more == 1 && found < n && m.at == at[found]) {
			rc = tar_read(t, patches[found].bytes.size, &bytes, e);
			if (!rc && !span_equal(buf_span(&bytes), patches[found++].bytes))
				rc = extent_refuse_difference(new, e);
		}
		member_done(&m);
	}
	tar_close(t);
	return rc || found == n ? rc : extent_refuse_difference(new, e);
}

/* The same compression, and of gzip the same header, with its name and time. */
static int tar_splice_check_codec(
	const struct extent *old, const struct extent *new, struct err *e)
{
	int64_t a = 0, b = 0;
	enum codec was, is;
	int rc = codec_read(old, &was, e);

	rc = rc ? rc : codec_read(new, &is, e);
	if (rc || was != is)
		return rc ? rc : extent_refuse_difference(new, e);
	if (was != CODEC_GZIP)
		return 0;
	rc = gzip_header(old, &a, e);
	rc = rc ? rc : gzip_header(new, &b, e);
	if (rc || a != b)
		return rc ? rc : extent_refuse_difference(new, e);
	rc = extent_equal(old, 0, new, 0, a, e);
	return rc == 1 ? 0 : rc ? rc : extent_refuse_difference(new, e);
}

int tar_splice_check(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, const struct seam *seam, struct err *e)
{
	struct cursor a = {.x = old}, b = {.x = new};
	int64_t *at = calloc(n + 1, sizeof *at);
	int rc = at ? tar_splice_check_codec(old, new, e) : err_memory(e);

	seam = seam && seam->at ? seam : NULL;
	rc = rc ? rc : tar_splice_open_both(old, new, seam, &a, &b, e);
	rc = rc ? rc : tar_splice_check_streams(&a, &b, patches, n, at, e);
	if (rc == 1)
		rc = tar_splice_check_rest(&a, &b, seam, e);
	rc = rc == 1 ? 0 : rc ? rc : extent_refuse_difference(new, e);
	stream_close(a.stream);
	stream_close(b.stream);
	rc = rc ? rc : tar_splice_check_members(new, patches, n, at, e);
	free(at);
	return rc;
}
