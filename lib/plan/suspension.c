/* SPDX-License-Identifier: MIT */
/* Loads and saves the list of suspended installs. */
#include "plan/suspension.h"

#include "backup/sealed.h"
#include "version.h"

#include <stdlib.h>

static const struct sealed suspended = {"suspended",
	"then suspended changes that are not in the policy must be made again"};

void suspension_done(struct suspension *s)
{
	records_done(&s->records);
}

static int suspension_compare_files(const void *a, const void *b)
{
	return strcmp(((const struct record *)a)->file, ((const struct record *)b)->file);
}

int suspension_load(const struct store *store, struct suspension *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	struct records *r = &ret->records;

	*ret = (struct suspension){0};
	int rc = sealed_get(store, &suspended, &bytes, e);
	if (rc || !bytes.size)
		return rc;
	rc = records_read(r, buf_span(&bytes));
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	if (rc) /* also a newer format: then the whole record would have one */
		return sealed_refuse(store, &suspended, "it is not understood", e);
	if (r->n)
		qsort(r->items, r->n, sizeof *r->items, suspension_compare_files);
	return 0;
}

const struct record *suspension_find(
	const struct suspension *s, const char *file, const char *digest)
{
	const struct record key = {.file = (char *)file}, *end = NULL;
	const struct record *r = s->records.n
					 ? bsearch(&key, s->records.items, s->records.n,
						   sizeof key, suspension_compare_files)
					 : NULL;

	if (!r)
		return NULL;
	end = s->records.items + s->records.n;
	while (r > s->records.items && !suspension_compare_files(r - 1, &key))
		r--;
	for (; r < end && !suspension_compare_files(r, &key); r++)
		if (!strcmp(r->written, digest))
			return r;
	return NULL;
}

static int suspension_compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void suspension_sift(struct suspension *s, const char **files, size_t n, bool keep)
{
	struct records *r = &s->records;
	size_t left = 0;

	qsort(files, n, sizeof *files, suspension_compare_strings);
	for (size_t i = 0; i < r->n; i++) {
		const char *file = r->items[i].file;
		bool found = bsearch(
			&file, files, n, sizeof *files, suspension_compare_strings);
		if (found == keep)
			r->items[left++] = r->items[i];
		else
			record_done(&r->items[i]);
	}
	r->n = left;
}

int suspension_save(const struct store *store, const struct suspension *s, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};

	if (s->records.n)
		records_write(&s->records, VERSION, &bytes);
	return sealed_put(store, &suspended, &bytes, e);
}
