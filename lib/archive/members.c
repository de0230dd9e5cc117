/* SPDX-License-Identifier: MIT */
/* Reads and changes archives, by the functions for tar or zip. */
#include "archive/members.h"

#include "archive/codec.h"
#include "archive/extent.h"
#include "archive/tar_header.h"
#include "archive/tar_members.h"
#include "archive/zip_members.h"
#include "os/handle.h"

#include <stdlib.h>

int members_kind_of(const struct extent *x, enum members_kind *ret, struct err *e)
{
	char start[TAR_BLOCK];
	size_t n = 0;
	bool zip = false;
	int rc = extent_read(x, 0, start, sizeof start, &n, e);
	struct span s = span_of(start, n);

	*ret = MEMBERS_NONE;
	if (rc)
		return rc;
	if (codec_detect(s) != CODEC_NONE || tar_detect(s)) {
		*ret = MEMBERS_TAR;
		return 0;
	}
	rc = zip_detect(x, &zip, e);
	if (zip)
		*ret = MEMBERS_ZIP;
	return rc;
}

/* One of the two is NULL. */
struct members {
	struct tar *tar;
	struct zip *zip;
};

int members_open(const struct extent *x, enum members_kind kind, struct members **ret,
	struct err *e)
{
	struct members *m = calloc(1, sizeof *m);
	int rc = !m		       ? err_memory(e)
		 : kind == MEMBERS_ZIP ? zip_open(x, &m->zip, e)
				       : tar_open(x, &m->tar, e);

	if (rc)
		free(m);
	else
		*ret = m;
	return rc;
}

int members_next(struct members *m, struct member *ret, struct err *e)
{
	return m->zip ? zip_next(m->zip, ret, e) : tar_next(m->tar, ret, e);
}

int members_read(struct members *m, size_t most, struct buf *ret, struct err *e)
{
	return m->zip ? zip_read(m->zip, most, ret, e) : tar_read(m->tar, most, ret, e);
}

void members_close(struct members *m)
{
	if (!m)
		return;
	tar_close(m->tar);
	zip_close(m->zip);
	free(m);
}

int members_write(const struct extent *old, enum members_kind kind,
	const struct patch *patches, size_t n, struct handle *file, struct seam *seam,
	struct err *e)
{
	return kind == MEMBERS_ZIP ? zip_splice_write(old, patches, n, file, e)
				   : tar_splice_write(old, patches, n, file, seam, e);
}

int members_check(const struct extent *old, const struct extent *new,
	enum members_kind kind, const struct patch *patches, size_t n,
	const struct seam *seam, struct err *e)
{
	return kind == MEMBERS_ZIP ? zip_verify_splice(old, new, patches, n, e)
				   : tar_splice_check(old, new, patches, n, seam, e);
}
