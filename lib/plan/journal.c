/* SPDX-License-Identifier: MIT */
/* Records a rewrite in place, and finishes it after a crash. */
#include "plan/journal.h"

#include "archive/digest.h"
#include "backup/backup.h"
#include "backup/pack.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/folder.h"
#include "os/handle.h"
#include "os/identity.h"
#include "os/overwrite.h"
#include "os/root.h"
#include "os/system.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME "redo.tar"
#define TMP_NAME FOLDER_NEW "-" NAME
#define SECTOR ((size_t)512) /* bytes; a disk does not write less at once */
#define MAX_SIZE (3 * (size_t)FILE_MAX_SIZE)
#define LOOKS 30
#define PAUSE_MS 10
#define CHANGED "somebody else has changed it since"

/* The record's last line, behind the zeros at the end of the tar: format and digest. */
#define SEAL_NAME "jsecpatch-redo "
#define SEAL SEAL_NAME "1 "
#define SEAL_SIZE (sizeof SEAL - 1 + DIGEST_SIZE) /* with the newline */

static int journal_add_seal(struct handle *file, const char *path, struct err *e)
{
	char digest[DIGEST_SIZE], seal[SEAL_SIZE + 1];
	int rc = digest_compute_file(file, path, digest, e);

	if (rc)
		return rc;
	snprintf(seal, sizeof seal, SEAL "%s\n", digest);
	return handle_append(file, span_str(seal), e);
}

int journal_end(const struct store *s, struct err *e)
{
	static const char doing[] = "remove the redo record";
	int rc = folder_remove(&s->backups, NAME, s->path, doing, e);

	return rc ? rc : folder_sync(&s->backups, s->path, doing, e);
}

/* A record that was read. */
struct redo {
	struct store *store;
	const struct root *root;
	struct unpacked old, new;
	struct place place; /* of the file */
	struct meta now;
	struct buf bytes;
};

static void redo_done(struct redo *r)
{
	unpacked_done(&r->old);
	unpacked_done(&r->new);
	place_done(&r->place);
	meta_done(&r->now);
	buf_done(&r->bytes);
}

#define REDO_AUTO __attribute__((cleanup(redo_done)))

/* What a file is now. */
enum redo_state {
	REDO_WHOLE, /* completely the old or the new one */
	REDO_MIXED, /* to be finished */
	REDO_BACK,  /* the old bytes were put back, but not all metadata */
	REDO_OTHER, /* somebody else changed it */
};

/* Tells what is left to do, and what the user can do. */
static int redo_refuse(const struct redo *r, const char *why, struct err *e)
{
	struct store *s = r->store;
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf file = {0};

	if (!r->new.path)
		return err_set(e, JSEC_UNFINISHED, s->path, 0,
			"a run was interrupted while it overwrote a file: %s; remove "
			"backups/" NAME ", and restore that file from its backup",
			why);
	buf_addf(&file, "/%s", r->new.path);
	if (file.failed)
		return err_memory(e);
	store_load(s, &ignored);
	const struct backup *b = store_find_earlier(s, buf_str(&file), s->n);
	return err_set(e, JSEC_UNFINISHED, buf_str(&file), 0,
		"a run was interrupted while it overwrote this file, and this cannot be "
		"finished: %s; restore its backup%s%s, or remove %s/backups/" NAME
		" if the file is right as it is",
		why, b ? " " : "", b ? b->id : "", s->path);
}

/* Checks the whole record. Returns NULL, or what is wrong with it. */
static const char *redo_find_fault(struct span bytes)
{
	const char *end = memrchr(bytes.data, 0, bytes.size);
	size_t at = end ? (size_t)(end + 1 - bytes.data) : 0;
	const struct span seal = span_cut(bytes, at, bytes.size);
	char digest[DIGEST_SIZE], want[SEAL_SIZE + 1];

	digest_compute(span_cut(bytes, 0, at), digest);
	snprintf(want, sizeof want, SEAL "%s\n", digest);
	if (span_equal(seal, span_str(want)))
		return NULL;
	return seal.size > sizeof SEAL &&
			       !memcmp(seal.data, SEAL_NAME, strlen(SEAL_NAME)) &&
			       memcmp(seal.data, SEAL, strlen(SEAL)) != 0
		       ? "its record is of a newer jsecpatch"
		       : "its record is damaged";
}

static int redo_read(struct redo *r, const struct handle *file, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err damage = {0};
	struct pack *pack = NULL;
	int rc = handle_read_all(file, MAX_SIZE, &bytes, e);

	if (rc)
		return rc;
	const char *fault = redo_find_fault(buf_span(&bytes));
	rc = pack_open(file, r->store->path, &pack, &damage);
	rc = rc < 0 ? rc : pack_next(pack, &r->old, &damage);
	rc = rc < 0 ? rc : pack_next(pack, &r->new, &damage);
	pack_close(pack);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	if (!fault && rc == 1)
		return 0;
	return redo_refuse(r, fault ? fault : "its record is damaged", e);
}

static int journal_write(const struct store *s, const struct backup_keep *keep,
	struct span bytes, const struct meta *meta, struct err *e)
{
	const struct folder *f = &s->backups;
	struct pack_member members[2] = {keep->member, keep->member};
	HANDLE_AUTO struct handle *file = NULL;
	int rc = folder_create(f, TMP_NAME, s->path, "the redo record", &file, e);

	if (rc)
		return rc;
	members[1].bytes = bytes;
	members[1].meta = meta;
	rc = pack_write(file, members, 2, e);
	rc = rc ? rc : journal_add_seal(file, s->path, e);
	rc = rc ? rc : folder_publish(f, file, TMP_NAME, NAME, e);
	rc = rc ? rc : folder_sync(f, s->path, "write the redo record", e);
	if (rc)
		folder_discard(f, TMP_NAME);
	return rc;
}

/* The record of another file must stay until that file is whole. */
static int journal_check_other(struct store *s, const char *path, struct err *e)
{
	HANDLE_AUTO struct handle *file = NULL;
	ERR_AUTO struct err why = {0};
	REDO_AUTO struct redo r = {.store = s, .place = PLACE_NONE};
	int rc = store_open_backup_file(s, NAME, &file, &why);

	if (!rc)
		rc = redo_read(&r, file, &why);
	if (rc == -JSEC_NOT_FOUND || (r.new.path && !strcmp(r.new.path, path)))
		return 0;
	if (!rc)
		return err_set(e, JSEC_UNFINISHED, s->path, 0,
			"/%s has to be finished first", r.new.path);
	err_move(e, &why);
	return rc;
}

int journal_begin(struct store *s, const struct backup_keep *keep, struct span bytes,
	const struct meta *meta, struct err *e)
{
	int rc = journal_check_other(s, keep->member.path, e);

	return rc ? rc : journal_write(s, keep, bytes, meta, e);
}

/* What a byte of the file can be a part of. */
enum { OF_OLD = 1, OF_NEW = 2, OF_NOTHING = 4 };

static unsigned redo_find_origin(char byte, size_t at, struct span old, struct span new)
{
	return (at < old.size && byte == old.data[at] ? OF_OLD : 0u) |
	       (at < new.size &&byte == new.data[at] ? OF_NEW : 0u) |
	       (byte == 0 ? OF_NOTHING : 0u);
}

/*
 * Tells whether `now` is what a kill or a power cut leaves. Each sector is old, or new, or
 * was never written and is zero; within a sector this changes at most once, where the new
 * bytes end or a write ended.
 */
static bool redo_is_mixed(struct span now, struct span old, struct span new)
{
	size_t least = old.size < new.size ? old.size : new.size;
	unsigned of = 0, changes = 0;

	if (now.size < least || now.size > old.size + new.size - least)
		return false;
	for (size_t at = 0; at < now.size; at++) {
		unsigned byte_of = redo_find_origin(now.data[at], at, old, new);
		if (!byte_of)
			return false;
		if (at % SECTOR == 0) {
			of = byte_of;
			changes = 0;
		} else if (of & byte_of) {
			of &= byte_of;
		} else {
			of = byte_of;
			if (++changes > 1)
				return false;
		}
	}
	return true;
}

/* An edit has no time of its own in the record, but the old file's. */
static bool redo_has_time(const struct redo *r)
{
	return !file_time_equal(r->new.meta.info.modified, r->old.meta.info.modified);
}

static bool redo_has_meta(const struct redo *r, const struct meta *m, bool time)
{
	return meta_equal(&r->now, m) &&
	       (!time || file_time_equal(r->now.info.modified, m->info.modified));
}

static enum redo_state redo_judge(const struct redo *r)
{
	const struct span now = buf_span(&r->bytes), old = buf_span(&r->old.bytes),
			  new = buf_span(&r->new.bytes);

	if (span_equal(now, new))
		return redo_has_meta(r, &r->new.meta, redo_has_time(r)) ? REDO_WHOLE
									: REDO_MIXED;
	if (span_equal(now, old))
		return redo_has_meta(r, &r->old.meta, true) ? REDO_WHOLE : REDO_BACK;
	return redo_is_mixed(now, old, new) ? REDO_MIXED : REDO_OTHER;
}

/* Reads the record and the file. Returns 0 if there is no record, 1, or an error. */
static int redo_open(
	struct redo *r, struct store *s, const struct root *root, struct err *e)
{
	ERR_AUTO struct err why = {0};
	HANDLE_AUTO struct handle *file = NULL;

	*r = (struct redo){.store = s, .root = root, .place = PLACE_NONE};
	int rc = store_open_backup_file(s, NAME, &file, &why);
	if (rc == -JSEC_NOT_FOUND)
		return 0;
	if (rc) {
		err_move(e, &why);
		return rc;
	}
	rc = redo_read(r, file, e);
	if (rc)
		return rc;
	rc = root_resolve(root, r->new.path, &r->place, &why);
	rc = rc ? rc : file_read(&r->place, &r->bytes, &r->now, &why);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	return rc ? redo_refuse(r, why.public.message, e) : 1;
}

/* Root writes with the owner's rights where others can change the path. */
static int redo_take_identity(const struct redo *r, struct identity *ret, struct err *e)
{
	const struct place *p = &r->place;

	if (!identity_is_root() || !p->distrust)
		return 0;
	if (owner_is_root(p->info.owner))
		return err_set(e, JSEC_UNTRUSTED, p->path, 0, "%s is writable by others",
			p->distrust);
	return identity_take(p->info.owner, ret, e);
}

static int redo_write(const struct redo *r, bool back, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	const struct replacement new = {.place = &r->place,
		.old = &r->now,
		.meta = &r->new.meta,
		.bytes = buf_span(&r->new.bytes),
		.keep_times = redo_has_time(r)},
				 old = {.place = &r->place,
					 .old = &r->now,
					 .meta = &r->old.meta,
					 .bytes = buf_span(&r->old.bytes),
					 .keep_times = true};
	int rc = redo_take_identity(r, &identity, e);

	return rc ? rc : overwrite_file(back ? &old : &new, &old, e);
}

/* Makes the file the new or, if `back`, the old one. Returns 1 if it is one of them. */
static int redo_finish(struct store *s, const struct root *root, bool back, struct err *e)
{
	ERR_AUTO struct err why = {0};
	REDO_AUTO struct redo r;
	int rc = redo_open(&r, s, root, e);

	if (rc <= 0)
		return rc;
	enum redo_state state = redo_judge(&r);
	if (state == REDO_OTHER)
		return redo_refuse(&r, CHANGED, e);
	rc = state == REDO_WHOLE ? overwrite_sync(&r.place, &why)
				 : redo_write(&r, back || state == REDO_BACK, &why);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	return rc ? redo_refuse(&r, why.public.message, e) : 1;
}

int journal_finish(struct store *s, const struct root *root, struct err *e)
{
	ERR_AUTO struct err first = {0};
	ERR_AUTO struct err second = {0};
	int rc = redo_finish(s, root, false, &first);

	if (rc < 0) {
		/* the new bytes may need room that the old ones have */
		int again = redo_finish(s, root, true, &second);
		rc = again < 0 ? err_copy(e, &first.public) : again;
	}
	return rc > 0 ? journal_end(s, e) : rc;
}

static int journal_look_once(struct store *s, const struct root *root, struct err *e)
{
	REDO_AUTO struct redo r;
	int rc = redo_open(&r, s, root, e);
	enum redo_state state = rc > 0 ? redo_judge(&r) : REDO_WHOLE;

	if (state == REDO_WHOLE)
		return rc < 0 ? rc : 0;
	if (state == REDO_OTHER)
		return redo_refuse(&r, CHANGED, e);
	return err_set(e, JSEC_UNFINISHED, r.place.path, 0,
		"a run was interrupted while it overwrote this file; the next run that "
		"changes something finishes this");
}

int journal_look(struct store *s, const struct root *root, struct err *e)
{
	int rc = journal_look_once(s, root, e);

	for (int i = 0; rc == -JSEC_UNFINISHED && i < LOOKS; i++) {
		system_pause(PAUSE_MS);
		err_done(e);
		rc = journal_look_once(s, root, e);
	}
	if (rc != -JSEC_DENIED && rc != -JSEC_UNTRUSTED)
		return rc;
	err_done(e); /* without backups, too, an install can be listed */
	return 0;
}
