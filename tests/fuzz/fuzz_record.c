/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a manifest. Writing and reading it again must not change it. */
#include "fuzz.h"

#include "text/manifest.h"

/* Values as jsecpatch writes them: a word, a time, a digest, an absolute path. */
static bool ours(const char *value)
{
	return !strchr("\t\f", *value) || !*value;
}

static void check_same(const struct records *a, const struct records *b)
{
	CHECK(!strcmp(a->action, b->action) && !strcmp(a->time, b->time) && a->n == b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct record *x = &a->items[i], *y = &b->items[i];

		CHECK(!strcmp(x->file, y->file) && !strcmp(x->was, y->was));
		CHECK(!strcmp(x->written, y->written) &&
			!strcmp(x->pristine, y->pristine));
	}
}

static bool all_ours(const struct records *r)
{
	bool all = ours(r->action) && ours(r->time);

	for (size_t i = 0; i < r->n; i++)
		all = all && ours(r->items[i].file) && ours(r->items[i].was) &&
		      ours(r->items[i].written) && ours(r->items[i].pristine);
	return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	RECORDS_AUTO struct records r = {0};
	RECORDS_AUTO struct records back = {0};
	BUF_AUTO struct buf written = {0};

	if (records_read(&r, span_of((const char *)data, size)) || !all_ours(&r))
		return 0;
	records_write(&r, "0", &written);
	CHECK(!written.failed && !records_read(&back, buf_span(&written)));
	check_same(&r, &back);
	return 0;
}
