/* SPDX-License-Identifier: MIT */
/*
 * Checks that a zip is another one with other bytes for some members: by what it says itself
 * of where they are, not by how it was made.
 */
#include "archive/zip_data.h"
#include "archive/zip_members.h"

#include <stdlib.h>

/* A member in both. */
struct zip_pair {
	int64_t at; /* of its record in the old one */
	struct span bytes;
	int64_t old, old_data, old_end, new, new_data, new_end;
	bool told;
	bool found;
};

struct zip_check {
	const struct extent *old, *new;
	struct zip_end old_end, new_end;
	struct zip_pair *pairs; /* by their records, then by their places */
	size_t n;
	struct err *e;
};

static int zip_verify_compare_record(const void *a, const void *b)
{
	const struct zip_pair *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static int zip_verify_compare_place(const void *a, const void *b)
{
	const struct zip_pair *x = a, *y = b;

	return (x->old > y->old) - (x->old < y->old);
}

/* The member's bytes, as they are unpacked, must be those that were wanted. */
static int zip_verify_check_bytes(
	struct zip_check *c, struct zip *z, const struct zip_pair *p)
{
	BUF_AUTO struct buf bytes = {0};
	int rc = zip_read(z, p->bytes.size, &bytes, c->e);

	return rc || span_equal(buf_span(&bytes), p->bytes)
		       ? rc
		       : extent_refuse_difference(c->new, c->e);
}

static int zip_verify_locate(struct zip_check *c, struct zip_pair *p,
	const struct zip_record *old, const struct zip_record *new)
{
	struct zip_place a, b;
	int rc = zip_place_read(c->old, old, &a, c->e);

	rc = rc ? rc : zip_place_read(c->new, new, &b, c->e);
	if (rc)
		return rc;
	p->old = old->header;
	p->old_data = a.data;
	p->old_end = a.end;
	p->new = new->header;
	p->new_data = b.data;
	p->new_end = b.end;
	p->told = a.told;
	p->found = true;
	return a.descriptor == b.descriptor && a.marked == b.marked && (!a.told || b.told)
		       ? 0
		       : extent_refuse_difference(c->new, c->e);
}

static struct zip_pair *zip_verify_find_pair(const struct zip_check *c, int64_t at)
{
	struct zip_pair key = {.at = at};

	return bsearch(&key, c->pairs, c->n, sizeof *c->pairs, zip_verify_compare_record);
}

/* Finds the members that change in both indexes, which tell the same members in one order. */
static int zip_verify_find_pairs(struct zip_check *c, struct zip *z)
{
	ZIP_RECORD_AUTO struct zip_record old = {.next = c->old_end.index};
	ZIP_RECORD_AUTO struct zip_record new = {.next = c->new_end.index};
	int rc =
		c->old_end.n == c->new_end.n ? 0 : extent_refuse_difference(c->new, c->e);

	for (unsigned i = 0; !rc && i < c->old_end.n; i++) {
		struct member m = {0};
		rc = zip_record_read(c->old, &c->old_end, old.next, &old, c->e);
		rc = rc ? rc : zip_record_read(c->new, &c->new_end, new.next, &new, c->e);
		rc = rc				 ? rc
		     : zip_next(z, &m, c->e) < 0 ? extent_refuse_difference(c->new, c->e)
						 : 0;
		struct zip_pair *p = rc ? NULL : zip_verify_find_pair(c, old.at);
		if (p)
			rc = zip_verify_locate(c, p, &old, &new);
		if (p && !rc)
			rc = zip_verify_check_bytes(c, z, p);
		member_done(&m);
	}
	for (size_t i = 0; !rc && i < c->n; i++)
		if (!c->pairs[i].found)
			rc = extent_refuse_difference(c->new, c->e);
	return rc;
}

static int zip_verify_compare_bytes(
	struct zip_check *c, int64_t old, int64_t new, int64_t n)
{
	int rc = n < 0 ? 0 : extent_equal(c->old, old, c->new, new, n, c->e);

	return rc < 0 ? rc : rc ? 0 : extent_refuse_difference(c->new, c->e);
}

/* What stands before a member, and around its bytes; checksum and sizes if they are not there. */
static int zip_verify_check_around(
	struct zip_check *c, const struct zip_pair *p, int64_t old, int64_t new)
{
	const int64_t fields = ZIP_HEADER_CRC + 12;
	int rc = p->new - new == p->old - old
			 ? zip_verify_compare_bytes(c, old, new, p->old - old)
			 : extent_refuse_difference(c->new, c->e);

	rc = rc ? rc
		: zip_verify_compare_bytes(
			  c, p->old, p->new, p->told ? ZIP_HEADER_CRC : fields);
	return rc ? rc
		  : zip_verify_compare_bytes(c, p->old + fields, p->new + fields,
			    p->old_data - p->old - fields);
}

static int zip_verify_check_data(struct zip_check *c)
{
	int64_t old = 0, new = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < c->n; i++) {
		rc = zip_verify_check_around(c, &c->pairs[i], old, new);
		old = c->pairs[i].old_end;
		new = c->pairs[i].new_end;
	}
	if (!rc && c->old_end.index - old != c->new_end.index - new)
		rc = extent_refuse_difference(c->new, c->e);
	return rc ? rc : zip_verify_compare_bytes(c, old, new, c->old_end.index - old);
}

/* Where a member must be now that was at `at`. */
static int64_t zip_verify_get_moved(const struct zip_check *c, int64_t at)
{
	size_t from = 0, to = c->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (c->pairs[middle].old < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? at - c->pairs[from - 1].old_end + c->pairs[from - 1].new_end : at;
}

static int zip_verify_check_record(
	struct zip_check *c, const struct zip_record *old, const struct zip_record *new)
{
	const int64_t fields = ZIP_RECORD_CRC + 12, offset = ZIP_RECORD_OFFSET;
	int64_t size = old->next - old->at, from = ZIP_RECORD_CRC;
	const struct zip_pair key = {.old = old->header};
	const struct zip_pair *p =
		bsearch(&key, c->pairs, c->n, sizeof *c->pairs, zip_verify_compare_place);
	bool changes = p && p->at == old->at;

	if (size != new->next - new->at ||
		new->header != zip_verify_get_moved(c, old->header))
		return extent_refuse_difference(c->new, c->e);
	int rc = zip_verify_compare_bytes(c, old->at, new->at, from);
	if (!rc && !changes)
		rc = zip_verify_compare_bytes(
			c, old->at + from, new->at + from, fields - from);
	rc = rc ? rc
		: zip_verify_compare_bytes(
			  c, old->at + fields, new->at + fields, offset - fields);
	return rc ? rc
		  : zip_verify_compare_bytes(c, old->at + offset + 4,
			    new->at + offset + 4, size - offset - 4);
}

static int zip_verify_check_index(struct zip_check *c)
{
	ZIP_RECORD_AUTO struct zip_record old = {.next = c->old_end.index};
	ZIP_RECORD_AUTO struct zip_record new = {.next = c->new_end.index};
	int rc = 0;

	for (unsigned i = 0; !rc && i < c->old_end.n; i++) {
		rc = zip_record_read(c->old, &c->old_end, old.next, &old, c->e);
		rc = rc ? rc : zip_record_read(c->new, &c->new_end, new.next, &new, c->e);
		rc = rc ? rc : zip_verify_check_record(c, &old, &new);
	}
	return rc;
}

/* The end's record but for the place of the index, and the comment. */
static int zip_verify_check_end(struct zip_check *c)
{
	int64_t old = c->old_end.at, new = c->new_end.at;
	int rc = c->old->size - old == c->new->size - new
			 ? 0
			 : extent_refuse_difference(c->new, c->e);

	if (!rc && c->old_end.base != c->new_end.base)
		rc = extent_refuse_difference(c->new, c->e);
	rc = rc ? rc : zip_verify_compare_bytes(c, old, new, ZIP_END_OFFSET);
	return rc ? rc
		  : zip_verify_compare_bytes(c, old + ZIP_END_OFFSET + 4,
			    new + ZIP_END_OFFSET + 4,
			    c->old->size - old - ZIP_END_OFFSET - 4);
}

int zip_verify_splice(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, struct err *e)
{
	struct zip_check c = {.old = old, .new = new, .n = n, .e = e};
	struct zip *z = NULL;
	int rc = zip_end_read(old, &c.old_end, e);

	rc = rc ? rc : zip_end_read(new, &c.new_end, e);
	rc = rc ? rc : zip_open(new, &z, e);
	c.pairs = calloc(n + 1, sizeof *c.pairs);
	if (!rc && !c.pairs)
		rc = err_memory(e);
	for (size_t i = 0; !rc && i < n; i++)
		c.pairs[i] =
			(struct zip_pair){.at = patches[i].at, .bytes = patches[i].bytes};
	if (!rc)
		qsort(c.pairs, n, sizeof *c.pairs, zip_verify_compare_record);
	rc = rc ? rc : zip_verify_find_pairs(&c, z);
	if (!rc)
		qsort(c.pairs, n, sizeof *c.pairs, zip_verify_compare_place);
	rc = rc ? rc : zip_verify_check_data(&c);
	rc = rc ? rc : zip_verify_check_index(&c);
	rc = rc ? rc : zip_verify_check_end(&c);
	rc = rc ? rc : zip_data_test(new, &c.new_end, e);
	zip_close(z);
	free(c.pairs);
	return rc;
}
