/* SPDX-License-Identifier: MIT */
/* Reads the index of a zip, record by record. The format is in APPNOTE.TXT. */
#include "archive/zip_index.h"

#include "archive/extent.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define END_MARK 0x06054b50u
#define END64_MARK 0x07064b50u /* record that locates the end record of zip64 */
#define END64_SIZE 20
#define RECORD_MARK 0x02014b50u
#define HEADER_MARK 0x04034b50u
#define DESCRIPTOR_MARK 0x08074b50u
#define MAX_COMMENT 65535
#define UNIX 3
#define ANY32 0xffffffffu
#define STRONG 0x2040u /* encrypted in a way that also hides sizes */

unsigned zip_index_get2(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

uint32_t zip_index_get4(const unsigned char *at)
{
	return zip_index_get2(at) | (uint32_t)zip_index_get2(at + 2) << 16;
}

void zip_index_put4(unsigned char *at, uint32_t n)
{
	n = htole32(n);
	memcpy(at, &n, sizeof n);
}

void zip_record_done(struct zip_record *r)
{
	buf_done(&r->name);
}

/* Reads the end record if there is one at `p`. */
static bool zip_index_take_end(
	const struct extent *x, int64_t at, const unsigned char *p, struct zip_end *ret)
{
	int64_t size = zip_index_get4(p + 12), index = zip_index_get4(p + 16);

	if (zip_index_get4(p) != END_MARK ||
		at + ZIP_END + (int64_t)zip_index_get2(p + 20) != x->size)
		return false;
	*ret = (struct zip_end){.at = at,
		.index = at - size,
		.size = size,
		.base = at - size - index,
		.n = zip_index_get2(p + 10)};
	return true;
}

static int zip_index_check_end(const struct extent *x, const unsigned char *p,
	const struct zip_end *end, struct err *e)
{
	unsigned char before[END64_SIZE] = {0};
	int rc = end->at >= END64_SIZE
			 ? extent_get(x, end->at - END64_SIZE, before, sizeof before, e)
			 : 0;

	if (rc)
		return rc;
	if (zip_index_get4(before) == END64_MARK || end->n == 0xffff ||
		zip_index_get4(p + 12) == ANY32 ||
		zip_index_get4(p + ZIP_END_OFFSET) == ANY32)
		return extent_refuse(x, "zip64 archives are not supported", e);
	if (zip_index_get2(p + 4) || zip_index_get2(p + 6) ||
		zip_index_get2(p + 8) != end->n)
		return extent_refuse(x, "split zip archives are not supported", e);
	if (end->index < 0 || end->base < 0)
		return extent_refuse(x, "the zip index is damaged or cut short", e);
	return 0;
}

int zip_end_read(const struct extent *x, struct zip_end *ret, struct err *e)
{
	size_t want = ZIP_END + MAX_COMMENT, n = 0;
	int64_t from = x->size > (int64_t)want ? x->size - (int64_t)want : 0;
	unsigned char *tail = malloc(want);
	int rc = tail ? extent_read(x, from, tail, want, &n, e) : err_memory(e);
	size_t at = n < ZIP_END ? 0 : n - ZIP_END + 1;

	while (!rc && at-- > 0)
		if (zip_index_take_end(x, from + (int64_t)at, tail + at, ret)) {
			rc = zip_index_check_end(x, tail + at, ret, e);
			free(tail);
			return rc;
		}
	free(tail);
	return rc ? rc
		  : extent_refuse(x,
			    "the zip archive has no index at its end: it is cut short "
			    "or damaged, or has trailing data",
			    e);
}

static int zip_index_refuse_damaged(const struct extent *x, struct err *e)
{
	return extent_refuse(x, "the zip index is damaged", e);
}

/* S_IFLNK; only Unix programs store a mode. */
static bool zip_index_is_symlink(const unsigned char *p)
{
	return p[5] == UNIX && (zip_index_get2(p + 40) & 0170000) == 0120000;
}

/* Fills in the fields from the fixed part of the record. */
static void zip_record_take(struct zip_record *ret, const unsigned char *p,
	const struct zip_end *end, int64_t at)
{
	ret->at = at;
	ret->next = at + ZIP_RECORD + (int64_t)zip_index_get2(p + 28) +
		    (int64_t)zip_index_get2(p + 30) + (int64_t)zip_index_get2(p + 32);
	ret->flags = zip_index_get2(p + 8);
	ret->method = zip_index_get2(p + 10);
	ret->crc = zip_index_get4(p + ZIP_RECORD_CRC);
	ret->packed = zip_index_get4(p + ZIP_RECORD_CRC + 4);
	ret->size = zip_index_get4(p + ZIP_RECORD_CRC + 8);
	ret->header = end->base + (int64_t)zip_index_get4(p + ZIP_RECORD_OFFSET);
	ret->symlink = zip_index_is_symlink(p);
	ret->name.size = 0;
}

static int zip_record_check(const struct extent *x, const struct zip_record *r,
	const struct zip_end *end, bool far, struct err *e)
{
	int64_t name = (int64_t)r->name.size;

	if (r->packed == ANY32 || r->size == ANY32 || far)
		return extent_refuse(x, "zip64 archives are not supported", e);
	if (r->flags & STRONG)
		return extent_refuse(x, "it is encrypted", e);
	if (r->next > end->index + end->size || r->header < end->base ||
		r->header + ZIP_HEADER + name + (int64_t)r->packed > end->index)
		return zip_index_refuse_damaged(x, e);
	return 0;
}

int zip_record_read(const struct extent *x, const struct zip_end *end, int64_t at,
	struct zip_record *ret, struct err *e)
{
	unsigned char p[ZIP_RECORD];
	char name[65536];
	int rc = extent_get(x, at, p, sizeof p, e);

	if (rc)
		return rc;
	if (zip_index_get4(p) != RECORD_MARK)
		return zip_index_refuse_damaged(x, e);
	size_t n = zip_index_get2(p + 28);
	rc = extent_get(x, at + ZIP_RECORD, name, n, e);
	if (rc)
		return rc;
	zip_record_take(ret, p, end, at);
	buf_add(&ret->name, span_of(name, n));
	if (ret->name.failed)
		return err_memory(e);
	return zip_record_check(
		x, ret, end, zip_index_get4(p + ZIP_RECORD_OFFSET) == ANY32, e);
}

/* The descriptor after the data may start with a signature. */
static int zip_index_read_descriptor(const struct extent *x, const struct zip_record *r,
	struct zip_place *ret, struct err *e)
{
	unsigned char p[16];
	int rc = extent_get(x, ret->end, p, sizeof p, e);

	if (rc)
		return rc;
	ret->marked = zip_index_get4(p) == DESCRIPTOR_MARK;
	const unsigned char *at = ret->marked ? p + 4 : p;
	ret->descriptor = ret->marked ? 16 : 12;
	ret->end += (int64_t)ret->descriptor;
	if (zip_index_get4(at) != r->crc || zip_index_get4(at + 4) != r->packed ||
		zip_index_get4(at + 8) != r->size)
		return extent_refuse(
			x, "the data after a member does not match the index", e);
	return 0;
}

int zip_place_read(const struct extent *x, const struct zip_record *r,
	struct zip_place *ret, struct err *e)
{
	unsigned char p[ZIP_HEADER];
	int rc = extent_get(x, r->header, p, sizeof p, e);

	if (rc)
		return rc;
	if (zip_index_get4(p) != HEADER_MARK || zip_index_get2(p + 6) != r->flags ||
		zip_index_get2(p + 8) != r->method)
		return extent_refuse(x, "a member's header does not match the index", e);
	*ret = (struct zip_place){.data = r->header + ZIP_HEADER +
					  (int64_t)zip_index_get2(p + 26) +
					  (int64_t)zip_index_get2(p + 28)};
	ret->end = ret->data + (int64_t)r->packed;
	ret->in_header = zip_index_get4(p + ZIP_HEADER_CRC) == r->crc &&
			 zip_index_get4(p + ZIP_HEADER_CRC + 4) == r->packed &&
			 zip_index_get4(p + ZIP_HEADER_CRC + 8) == r->size;
	if (r->flags & ZIP_DESCRIPTOR)
		return zip_index_read_descriptor(x, r, ret, e);
	if (ret->in_header)
		return 0;
	return extent_refuse(x,
		"a member's header does not match the index, or is a zip64 "
		"header",
		e);
}
