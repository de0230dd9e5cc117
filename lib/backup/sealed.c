/* SPDX-License-Identifier: MIT */
/* Reads and writes records. Line 1: "# jsecpatch NAME, format NUMBER, sha256 DIGEST". */
#include "backup/sealed.h"

#include <stdio.h>
#include <stdlib.h>

#define FORMAT 1

int sealed_refuse(
	const struct store *s, const struct sealed *what, const char *why, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	buf_addf(&path, "%s/%s", s->path, what->name);
	return err_set(e, JSEC_RECORD_DAMAGED, buf_str(&path), 0,
		"the record is damaged (%s); restore it from a copy, or delete it: %s",
		why, what->loss);
}

static void sealed_add_start(const struct sealed *what, struct buf *out)
{
	buf_addf(out, "# jsecpatch %s, format ", what->name);
}

static void sealed_add_line(
	const struct sealed *what, const char *digest, struct buf *out)
{
	sealed_add_start(what, out);
	buf_addf(out, "%d, sha256 %s\n", FORMAT, digest);
}

/* Returns the number of a format that is newer than FORMAT, else 0. */
static unsigned long sealed_find_newer(const struct sealed *what, const struct buf *all)
{
	BUF_AUTO struct buf start = {0};
	unsigned long format;

	sealed_add_start(what, &start);
	if (all->size < start.size || memcmp(all->data, buf_str(&start), start.size))
		return 0;
	format = strtoul(all->data + start.size, NULL, 10);
	return format > FORMAT ? format : 0;
}

static int sealed_refuse_newer(
	const struct store *s, const struct sealed *what, unsigned long n, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	buf_addf(&path, "%s/%s", s->path, what->name);
	return err_set(e, JSEC_NEWER_FORMAT, buf_str(&path), 0,
		"a newer version of jsecpatch wrote this record (format %lu); use that version",
		n);
}

/* Compares the first line with the one that the rest of the record must have. */
static int sealed_check(const struct store *s, const struct sealed *what,
	const struct buf *all, struct span text, struct err *e)
{
	BUF_AUTO struct buf line = {0};
	char digest[DIGEST_SIZE];
	unsigned long newer = sealed_find_newer(what, all);

	if (newer)
		return sealed_refuse_newer(s, what, newer, e);
	digest_compute(text, digest);
	sealed_add_line(what, digest, &line);
	if (line.failed)
		return err_memory(e);
	if (all->size - text.size != line.size ||
		memcmp(all->data, line.data, line.size) != 0)
		return sealed_refuse(s, what, "checksum mismatch", e);
	return 0;
}

int sealed_get(
	const struct store *s, const struct sealed *what, struct buf *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	BUF_AUTO struct buf all = {0};
	int rc = store_get(s, what->name, &all, &why);

	if (rc == -JSEC_NOT_FOUND)
		return 0;
	if (rc) {
		err_move(e, &why);
		return rc;
	}
	const char *eol = all.size ? memchr(all.data, '\n', all.size) : NULL;
	if (!eol)
		return sealed_refuse(s, what, "it is cut off", e);
	const struct span text =
		span_cut(buf_span(&all), (size_t)(eol + 1 - all.data), all.size);
	rc = sealed_check(s, what, &all, text, e);
	if (!rc)
		buf_add(ret, text);
	return rc ? rc : ret->failed ? err_memory(e) : 0;
}

int sealed_put(const struct store *s, const struct sealed *what, const struct buf *text,
	struct err *e)
{
	BUF_AUTO struct buf all = {0};
	char digest[DIGEST_SIZE];

	if (text->failed)
		return err_memory(e);
	digest_compute(buf_span(text), digest);
	if (text->size) {
		sealed_add_line(what, digest, &all);
		buf_add(&all, buf_span(text));
	}
	return all.failed ? err_memory(e) : store_put(s, what->name, buf_span(&all), e);
}
