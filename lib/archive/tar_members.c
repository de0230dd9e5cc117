/* SPDX-License-Identifier: MIT */
/* Reads the members of a tar with libarchive, to the last byte. */
#include "archive/tar_members.h"

#include "archive/codec.h"
#include "archive/cursor.h"
#include "archive/extent.h"
#include "archive/tar_header.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

struct tar {
	struct archive *a;
	struct stream *stream;
	struct extent x;
	int64_t size;	/* bytes read */
	int64_t zeros;	/* zeros at their end */
	bool foreign;	/* the first bytes are not a tar header */
	struct err err; /* error of the callback */
};

/* Counts the bytes and, since a tar ends in zeros, the zeros at the end. */
static void tar_count_bytes(struct tar *t, struct span s)
{
	size_t n = s.size;

	while (n && !s.data[n - 1])
		n--;
	t->zeros = (int64_t)(s.size - n) + (n ? 0 : t->zeros);
	t->size += (int64_t)s.size;
}

static la_ssize_t tar_feed(struct archive *a, void *context, const void **ret)
{
	struct tar *t = context;
	struct span s = {0};
	int rc = stream_next(t->stream, &s, &t->err);

	(void)a;
	*ret = s.data;
	if (!t->size)
		t->foreign = s.size < TAR_BLOCK || !tar_header_may_be(s.data);
	tar_count_bytes(t, s);
	return rc < 0 ? -1 : (la_ssize_t)s.size;
}

/* Reads what is left. Returns 0 or a negative number. */
static la_ssize_t tar_read_rest(struct tar *t)
{
	const void *data;
	la_ssize_t n;

	while ((n = tar_feed(NULL, t, &data)) > 0)
		;
	return n;
}

/* First reads on to the compression's checksum: if that is wrong, it is the cause. */
static int tar_refuse_broken(struct tar *t, struct err *e)
{
	const char *why = t->a ? archive_error_string(t->a) : NULL;

	if (!err_public(&t->err) && codec_lacks_memory(t->a))
		return err_memory(e);
	if (err_public(&t->err) || tar_read_rest(t) < 0)
		return err_copy(e, &t->err.public);
	if (t->foreign)
		return extent_refuse(
			&t->x, "the compressed data is not a tar archive", e);
	return err_set(e, JSEC_BAD_ARCHIVE, t->x.path, 0,
		"it is damaged or cut short (%s); nothing was written",
		why ? why : "no reason given");
}

int tar_open(const struct extent *x, struct tar **ret, struct err *e)
{
	struct tar *t = calloc(1, sizeof *t);
	int rc = t ? stream_open(x, &t->stream, e) : err_memory(e);

	if (!rc) {
		t->x = *x;
		t->a = archive_read_new();
		if (!t->a || archive_read_support_format_tar(t->a) != ARCHIVE_OK ||
			archive_read_open(t->a, t, NULL, tar_feed, NULL) != ARCHIVE_OK)
			rc = tar_refuse_broken(t, e);
	}
	if (rc)
		tar_close(t);
	else
		*ret = t;
	return rc;
}

void tar_close(struct tar *t)
{
	if (!t)
		return;
	archive_read_free(t->a);
	stream_close(t->stream);
	err_done(&t->err);
	free(t);
}

/* Checks that after the last member only whole blocks follow, and zeros at the end. */
static int tar_read_end(struct tar *t, struct err *e)
{
	const int64_t block = (int64_t)TAR_BLOCK,
		      mark = archive_read_header_position(t->a);

	if (tar_read_rest(t) < 0)
		return tar_refuse_broken(t, e);
	return t->zeros >= block && t->size >= mark + block && t->size % block == 0
		       ? 0
		       : extent_refuse(&t->x,
				 "the tar archive has no proper end: it is cut short, or "
				 "has trailing data",
				 e);
}

static enum member_kind tar_get_kind(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry))
		return MEMBER_HARDLINK;
	return archive_entry_filetype(entry) == AE_IFREG   ? MEMBER_FILE
	       : archive_entry_filetype(entry) == AE_IFLNK ? MEMBER_SYMLINK
							   : MEMBER_OTHER;
}

int tar_next(struct tar *t, struct member *ret, struct err *e)
{
	struct archive_entry *entry;
	int rc = archive_read_next_header(t->a, &entry);

	if (rc == ARCHIVE_EOF)
		return tar_read_end(t, e);
	/* libarchive warns about names that the locale cannot represent. */
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return tar_refuse_broken(t, e);
	const char *path = archive_entry_pathname(entry);
	const char *hard = archive_entry_hardlink(entry),
		   *target = hard ? hard : archive_entry_symlink(entry);
	*ret = (struct member){
		.path = strdup(path ? path : ""),
		.kind = tar_get_kind(entry),
		.target = target ? strdup(target) : NULL,
		.at = archive_read_header_position(t->a),
		.size = archive_entry_size(entry),
		.fixed = archive_entry_sparse_count(entry)
				 ? "it is stored as a sparse file"
				 : NULL,
	};
	if (ret->path && (!target || ret->target))
		return 1;
	member_done(ret);
	return err_memory(e);
}

int tar_read(struct tar *t, size_t most, struct buf *ret, struct err *e)
{
	char chunk[16384];
	la_ssize_t n;

	while ((n = archive_read_data(t->a, chunk, sizeof chunk)) > 0) {
		buf_add(ret, span_of(chunk, (size_t)n));
		if (ret->failed)
			return err_memory(e);
		if (ret->size > most)
			return extent_refuse(
				&t->x, "a member is larger than its header says", e);
	}
	return n < 0 ? tar_refuse_broken(t, e) : 0;
}

bool tar_detect(struct span start)
{
	return start.size >= TAR_BLOCK && tar_header_is_valid(start.data);
}

int tar_find_data(const struct extent *x, int64_t at, int64_t *ret, struct err *e)
{
	char block[TAR_BLOCK];

	for (;;) {
		int rc = extent_get(x, at, block, sizeof block, e);
		if (rc)
			return rc;
		int64_t size = tar_header_get_size(block);
		if (!tar_header_is_valid(block) || size < 0)
			return extent_refuse(x, "a header is damaged", e);
		at += (int64_t)sizeof block;
		if (!tar_header_is_prefix(block))
			break;
		at += tar_header_pad(size);
	}
	*ret = at;
	return 0;
}
