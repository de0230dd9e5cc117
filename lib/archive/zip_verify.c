/* SPDX-License-Identifier: MIT */
/*
 * Checks that a zip is another one with new bytes for some members. It relies only on the
 * index of the new file, and on nothing that the writer remembers.
 */
#include "archive/extent.h"
#include "archive/member.h"
#include "archive/zip_index.h"
#include "archive/zip_members.h"

#include <stdlib.h>

/* A changed member in both files. */
struct zip_pair {
	int64_t at; /* of its record in the old file */
	struct span bytes;
	int64_t old, old_data, old_end, new, new_data, new_end;
	bool in_header;
	bool found;
};

struct zip_check {
	const struct extent *old, *new;
	struct zip_end old_end, new_end;
	struct zip_pair *pairs; /* sorted by record, then by place in the old file */
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

/* Checks that the member unpacks to the new bytes. */
static int zip_verify_check_bytes(
	struct zip_check *c, struct zip *z, const struct zip_pair *p)
{
	BUF_AUTO struct buf bytes = {0};
	int rc = zip_read(z, p->bytes.size, &bytes, c->e);

	if (rc)
		return rc;
	return span_equal(buf_span(&bytes), p->bytes)
		       ? 0
		       : extent_refuse_difference(c->new, c->e);
}

static int zip_verify_locate(struct zip_check *c, struct zip_pair *p,
	const struct zip_record *old, const struct zip_record *new)
{
	struct zip_place a, b;
	int rc = zip_place_read(c->old, old, &a, c->e);

	if (rc)
		return rc;
	rc = zip_place_read(c->new, new, &b, c->e);
	if (rc)
		return rc;
	p->old = old->header;
	p->old_data = a.data;
	p->old_end = a.end;
	p->new = new->header;
	p->new_data = b.data;
	p->new_end = b.end;
	p->in_header = a.in_header;
	p->found = true;
	return a.descriptor == b.descriptor && a.marked == b.marked &&
			       (!a.in_header || b.in_header)
		       ? 0
		       : extent_refuse_difference(c->new, c->e);
}

static struct zip_pair *zip_verify_find_pair(const struct zip_check *c, int64_t at)
{
	struct zip_pair key = {.at = at};

	return bsearch(&key, c->pairs, c->n, sizeof *c->pairs, zip_verify_compare_record);
}

/* The records of one member in both indexes, which are read in parallel. */
struct zip_records {
	struct zip_record old, new;
};

static struct zip_records zip_records_make(const struct zip_check *c)
{
	return (struct zip_records){
		{.next = c->old_end.index}, {.next = c->new_end.index}};
}

static void zip_records_done(struct zip_records *r)
{
	zip_record_done(&r->old);
	zip_record_done(&r->new);
}

#define RECORDS_AUTO __attribute__((cleanup(zip_records_done)))

static int zip_records_read_next(struct zip_records *r, const struct zip_check *c)
{
	int rc = zip_record_read(c->old, &c->old_end, r->old.next, &r->old, c->e);

	if (rc)
		return rc;
	return zip_record_read(c->new, &c->new_end, r->new.next, &r->new, c->e);
}

/*
 * Checks the header of the member whose records were read last. If it has changed, checks
 * its bytes, too.
 */
static int zip_verify_find_one(
	struct zip_check *c, struct zip *z, const struct zip_records *r)
{
	MEMBER_AUTO struct member m = {0};
	struct zip_pair *p = zip_verify_find_pair(c, r->old.at);
	struct zip_place ignored;

	if (zip_next(z, &m, c->e) < 0)
		return extent_refuse_difference(c->new, c->e);
	if (!p)
		return m.unreadable ? 0 : zip_place_read(c->new, &r->new, &ignored, c->e);
	int rc = zip_verify_locate(c, p, &r->old, &r->new);
	if (rc)
		return rc;
	return zip_verify_check_bytes(c, z, p);
}

/* Finds the changed members. Both indexes list the same members in the same order. */
static int zip_verify_find_pairs(struct zip_check *c, struct zip *z)
{
	RECORDS_AUTO struct zip_records r = zip_records_make(c);

	if (c->old_end.n != c->new_end.n)
		return extent_refuse_difference(c->new, c->e);
	for (unsigned i = 0; i < c->old_end.n; i++) {
		int rc = zip_records_read_next(&r, c);
		if (rc)
			return rc;
		rc = zip_verify_find_one(c, z, &r);
		if (rc)
			return rc;
	}
	for (size_t i = 0; i < c->n; i++)
		if (!c->pairs[i].found)
			return extent_refuse_difference(c->new, c->e);
	return 0;
}

static int zip_verify_compare_bytes(
	const struct zip_check *c, int64_t old, int64_t new, int64_t n)
{
	int rc = n < 0 ? 0 : extent_equal(c->old, old, c->new, new, n, c->e);

	if (rc < 0)
		return rc;
	return rc ? 0 : extent_refuse_difference(c->new, c->e);
}

/* Compares the bytes before a member, and its header without checksum and sizes. */
static int zip_verify_check_around(
	const struct zip_check *c, const struct zip_pair *p, int64_t old, int64_t new)
{
	const int64_t fields = ZIP_HEADER_CRC + 12;

	if (p->new - new != p->old - old)
		return extent_refuse_difference(c->new, c->e);
	int rc = zip_verify_compare_bytes(c, old, new, p->old - old);
	if (rc)
		return rc;
	rc = zip_verify_compare_bytes(
		c, p->old, p->new, p->in_header ? ZIP_HEADER_CRC : fields);
	if (rc)
		return rc;
	return zip_verify_compare_bytes(
		c, p->old + fields, p->new + fields, p->old_data - p->old - fields);
}

static int zip_verify_check_data(const struct zip_check *c)
{
	int64_t old = 0, new = 0;

	for (size_t i = 0; i < c->n; i++) {
		int rc = zip_verify_check_around(c, &c->pairs[i], old, new);
		if (rc)
			return rc;
		old = c->pairs[i].old_end;
		new = c->pairs[i].new_end;
	}
	if (c->old_end.index - old != c->new_end.index - new)
		return extent_refuse_difference(c->new, c->e);
	return zip_verify_compare_bytes(c, old, new, c->old_end.index - old);
}

/* Returns where a member must be now that was at `at`. */
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

static int zip_verify_check_record(const struct zip_check *c,
	const struct zip_record *old, const struct zip_record *new)
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
	int rc = zip_verify_compare_bytes(c, old->at, new->at, changes ? from : fields);
	if (rc)
		return rc;
	rc = zip_verify_compare_bytes(
		c, old->at + fields, new->at + fields, offset - fields);
	if (rc)
		return rc;
	return zip_verify_compare_bytes(
		c, old->at + offset + 4, new->at + offset + 4, size - offset - 4);
}

static int zip_verify_check_index(const struct zip_check *c)
{
	RECORDS_AUTO struct zip_records r = zip_records_make(c);

	for (unsigned i = 0; i < c->old_end.n; i++) {
		int rc = zip_records_read_next(&r, c);
		if (rc)
			return rc;
		rc = zip_verify_check_record(c, &r.old, &r.new);
		if (rc)
			return rc;
	}
	return 0;
}

/* Compares the end record, except the place of the index, and the comment. */
static int zip_verify_check_end(const struct zip_check *c)
{
	int64_t old = c->old_end.at, new = c->new_end.at;

	if (c->old->size - old != c->new->size - new ||
		c->old_end.base != c->new_end.base)
		return extent_refuse_difference(c->new, c->e);
	int rc = zip_verify_compare_bytes(c, old, new, ZIP_END_OFFSET);
	if (rc)
		return rc;
	return zip_verify_compare_bytes(c, old + ZIP_END_OFFSET + 4,
		new + ZIP_END_OFFSET + 4, c->old->size - old - ZIP_END_OFFSET - 4);
}

static int zip_verify_check_all(struct zip_check *c, struct zip *z)
{
	qsort(c->pairs, c->n, sizeof *c->pairs, zip_verify_compare_record);
	int rc = zip_verify_find_pairs(c, z);
	if (rc)
		return rc;
	qsort(c->pairs, c->n, sizeof *c->pairs, zip_verify_compare_place);
	rc = zip_verify_check_data(c);
	if (rc)
		return rc;
	rc = zip_verify_check_index(c);
	if (rc)
		return rc;
	return zip_verify_check_end(c);
}

int zip_verify_splice(const struct extent *old, const struct extent *new,
	const struct patch *patches, size_t n, struct err *e)
{
	struct zip_check c = {.old = old, .new = new, .n = n, .e = e};
	struct zip *z = NULL;
	int rc = zip_end_read(old, &c.old_end, e);

	if (rc)
		return rc;
	rc = zip_end_read(new, &c.new_end, e);
	if (rc)
		return rc;
	rc = zip_open(new, &z, e);
	if (rc)
		return rc;
	c.pairs = calloc(n + 1, sizeof *c.pairs);
	for (size_t i = 0; c.pairs && i < n; i++)
		c.pairs[i] =
			(struct zip_pair){.at = patches[i].at, .bytes = patches[i].bytes};
	rc = c.pairs ? zip_verify_check_all(&c, z) : err_memory(e);
	zip_close(z);
	free(c.pairs);
	return rc;
}
