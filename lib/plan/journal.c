/* SPDX-License-Identifier: MIT */
/* Writes the journal of a rewrite in place, and finishes the rewrite after a crash. */
#include "plan/journal.h"

#include "backup/backup.h"
#include "backup/pack.h"
#include "os/file.h"
#include "os/folder.h"
#include "os/handle.h"
#include "os/replace.h"
#include "os/root.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME "redo.tar"
#define TMP_NAME ".new-redo.tar"
#define PAGE ((size_t)512) /* bytes; a disk does not write less at once */

/* Saves the old bytes and then the new ones in an archive, both under the file's path. */
int journal_begin(const struct store *s, const struct backup_keep *keep,
	struct span bytes, struct err *e)
{
	const struct folder *f = &s->backups;
	struct pack_member members[2] = {keep->member, keep->member};
	HANDLE_AUTO struct handle *file = NULL;
	int rc = folder_create(f, TMP_NAME, s->path, "the archive", &file, e);

	members[1].bytes = bytes;
	rc = rc ? rc : pack_write(file, members, 2, e);
	rc = rc ? rc : folder_publish(f, file, TMP_NAME, NAME, e);
	rc = rc ? rc : folder_sync(f, s->path, "write the redo record", e);
	if (rc)
		folder_discard(f, TMP_NAME);
	return rc;
}

void journal_end(const struct store *s)
{
	folder_discard(&s->backups, NAME);
}

/* Tells whether `now` is a mix: each page is in its place in the old or the new bytes. */
static bool journal_is_torn(struct span now, struct span old, struct span new)
{
	size_t least = old.size < new.size ? old.size : new.size;

	if (now.size < least || now.size > old.size + new.size - least)
		return false;
	if (span_equal(now, old) || span_equal(now, new))
		return false;
	for (size_t at = 0; at < now.size; at += PAGE) {
		size_t n = now.size - at < PAGE ? now.size - at : PAGE;
		bool is_old =
			at + n <= old.size && !memcmp(now.data + at, old.data + at, n);
		size_t part = at >= new.size ? 0 : new.size - at < n ? new.size - at : n;
		/* a page may have the end of the new bytes, followed by old ones */
		bool is_new =
			part && !memcmp(now.data + at, new.data + at, part) &&
			(part == n || (at + n <= old.size &&
					      !memcmp(now.data + at + part,
						      old.data + at + part, n - part)));
		if (!is_old && !is_new)
			return false;
	}
	return true;
}

static int journal_finish_file(const struct root *root, const struct unpacked *old,
	const struct unpacked *new, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf now = {0};
	META_AUTO struct meta meta = {0};
	enum replace_way way;
	int rc = root_resolve(root, new->path, &place, e);

	rc = rc ? rc : file_read(&place, &now, &meta, e);
	if (rc || !journal_is_torn(
			  buf_span(&now), buf_span(&old->bytes), buf_span(&new->bytes)))
		return rc;
	rc = replace_check(&place, &way, e);
	if (rc || way != REPLACE_IN_PLACE)
		return rc;
	return replace_in_place(&(struct replacement){.place = &place,
					.old = &meta,
					.meta = &meta,
					.bytes = buf_span(&new->bytes)},
		e);
}

void journal_finish(const struct store *s, const struct root *root)
{
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked old = {0};
	UNPACKED_AUTO struct unpacked new = {0};
	struct pack *pack = NULL;
	HANDLE_AUTO struct handle *file = NULL;
	int rc;

	if (!folder_is_open(&s->backups) ||
		folder_open_file(&s->backups, NAME, s->path, "the archive", &file, &e))
		return;
	rc = pack_open(file, s->path, &pack, &e);
	rc = rc < 0 ? rc : pack_next(pack, &old, &e);
	rc = rc < 0 ? rc : pack_next(pack, &new, &e);
	if (rc == 1)
		rc = journal_finish_file(root, &old, &new, &e);
	pack_close(pack);
	if (rc >= 0)
		journal_end(s);
}
