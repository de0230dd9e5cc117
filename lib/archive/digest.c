/* SPDX-License-Identifier: MIT */
/* Computes SHA-256 with libarchive, which writes a line of mtree with the digest. */
#include "archive/digest.h"

#include "os/handle.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)128 << 10)

struct digest {
	struct archive *a;
	struct buf mtree;
};

void digest_free(struct digest *d)
{
	if (!d)
		return;
	archive_free(d->a);
	buf_done(&d->mtree);
	free(d);
}

/* digest_end() reports a failure. libarchive would leak its buffer. */
static la_ssize_t digest_take_line(
	struct archive *a, void *data, const void *bytes, size_t size)
{
	struct digest *d = data;

	(void)a;
	buf_add(&d->mtree, span_of(bytes, size));
	return (la_ssize_t)size;
}

static int digest_open_mtree(struct digest *d)
{
	return !d->a || archive_write_set_format_mtree(d->a) != ARCHIVE_OK ||
	       archive_write_set_options(d->a, "!all,sha256") != ARCHIVE_OK ||
	       archive_write_set_bytes_per_block(d->a, 0) != ARCHIVE_OK ||
	       archive_write_open(d->a, d, NULL, digest_take_line, NULL) != ARCHIVE_OK;
}

/* libarchive does not change this name. */
static int digest_write_header(struct digest *d, int64_t size)
{
	struct archive_entry *entry = archive_entry_new();
	int rc = -1;

	if (entry) {
		archive_entry_set_pathname(entry, "x");
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_size(entry, size);
		rc = archive_write_header(d->a, entry);
	}
	archive_entry_free(entry);
	return rc != ARCHIVE_OK;
}

int digest_begin(int64_t size, struct digest **ret, struct err *e)
{
	DIGEST_AUTO struct digest *d = calloc(1, sizeof *d);

	if (!d)
		return err_memory(e);
	d->a = archive_write_new();
	if (digest_open_mtree(d) || digest_write_header(d, size))
		return err_memory(e);
	*ret = d;
	d = NULL;
	return 0;
}

int digest_add(struct digest *d, struct span bytes, struct err *e)
{
	la_ssize_t n = archive_write_data(d->a, bytes.data, bytes.size);

	return n == (la_ssize_t)bytes.size ? 0 : err_memory(e);
}

int digest_end(struct digest *d, char ret[static DIGEST_SIZE], struct err *e)
{
	static const char key[] = "sha256digest=";
	const char *at;

	if (archive_write_close(d->a) != ARCHIVE_OK || d->mtree.failed)
		return err_memory(e);
	at = strstr(buf_str(&d->mtree), key);
	if (!at)
		return err_memory(e);
	memcpy(ret, at + sizeof key - 1, DIGEST_SIZE - 1);
	ret[DIGEST_SIZE - 1] = 0;
	return 0;
}

int digest_compute(struct span bytes, char ret[static DIGEST_SIZE], struct err *e)
{
	DIGEST_AUTO struct digest *d = NULL;
	int rc = digest_begin((int64_t)bytes.size, &d, e);

	if (rc)
		return rc;
	rc = digest_add(d, bytes, e);
	if (rc)
		return rc;
	return digest_end(d, ret, e);
}

static int digest_add_extent(struct digest *d, const struct extent *x, struct err *e)
{
	char chunk[CHUNK];
	size_t n = 0;

	for (int64_t at = 0; at < x->size; at += (int64_t)n) {
		int rc = extent_read(x, at, chunk, sizeof chunk, &n, e);
		if (rc)
			return rc;
		rc = digest_add(d, span_of(chunk, n), e);
		if (rc)
			return rc;
	}
	return 0;
}

int digest_compute_extent(
	const struct extent *x, char ret[static DIGEST_SIZE], struct err *e)
{
	DIGEST_AUTO struct digest *d = NULL;
	int rc = digest_begin(x->size, &d, e);

	if (rc)
		return rc;
	rc = digest_add_extent(d, x, e);
	if (rc)
		return rc;
	return digest_end(d, ret, e);
}

int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e)
{
	struct extent x;
	int rc = extent_make(file, path, &x, e);

	if (rc)
		return rc;
	return digest_compute_extent(&x, ret, e);
}
