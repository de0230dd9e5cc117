/* SPDX-License-Identifier: MIT */
/* Reads the members of a zip. */
#include "archive/zip_members.h"

#include "archive/zip_data.h"

#include <limits.h>
#include <stdlib.h>

struct zip {
	struct extent x;
	struct zip_end end;
	int64_t at; /* of the next record */
	unsigned n;
	struct zip_record record; /* of the last one */
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
	*ret = z;
	return 0;
}

void zip_close(struct zip *z)
{
	if (z)
		zip_record_done(&z->record);
	free(z);
}

static int zip_read_target(struct zip *z, struct member *m, struct err *e)
{
	BUF_AUTO struct buf target = {0};
	int rc = zip_read(z, PATH_MAX, &target, e);

	buf_adds(&target, "");
	m->target = rc ? NULL : buf_take(&target);
	return rc || m->target ? rc : err_memory(e);
}

int zip_next(struct zip *z, struct member *ret, struct err *e)
{
	struct zip_record *r = &z->record;

	if (z->n == z->end.n) {
		if (z->at == z->end.index + z->end.size)
			return 0;
		return extent_refuse(&z->x, "its index is damaged", e);
	}
	int rc = zip_record_read(&z->x, &z->end, z->at, r, e);
	if (rc)
		return rc;
	z->n++;
	z->at = r->next;
	size_t n = r->name.size;
	if (memchr(buf_str(&r->name), 0, n))
		return extent_refuse(&z->x, "a member's name has a NUL in it", e);
	*ret = (struct member){
		.path = strndup(buf_str(&r->name), n),
		.kind = n && r->name.data[n - 1] == '/' ? MEMBER_OTHER : MEMBER_FILE,
		.at = r->at,
		.size = r->size,
		.unreadable = zip_data_say_unreadable(r),
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
	const char *why = zip_data_say_unreadable(r);

	if (why || r->size > most)
		return extent_refuse(&z->x, why ? why : "a member is too large", e);
	return zip_data_unpack(&z->x, r, ret, e);
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
	/* a program may stand before the archive, or nothing be in it */
	rc = zip_end_read(x, &end, &ignored);
	if (!rc && end.n)
		rc = zip_record_read(x, &end, end.index, &first, &ignored);
	*ret = !rc;
	return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
}
