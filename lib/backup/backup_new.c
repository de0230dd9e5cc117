/* SPDX-License-Identifier: MIT */
/* Writes a backup archive: the manifest, and equal bytes once. */
#include "backup/backup.h"

#include "version.h"

#include "archive/digest.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TMP_NAME FOLDER_NEW ARCHIVE_SUFFIX

/* Escapes a path for mtree: no blanks and no special characters. */
static void backup_add_path(const char *path, struct buf *out)
{
	buf_adds(out, "./");
	for (; *path; path++)
		if (*path > ' ' && *path < 0x7f && !strchr("#=\\", *path))
			buf_addc(out, *path);
		else
			buf_addf(out, "\\%03o", (unsigned char)*path);
}

void backup_add_line(const struct pack_member *m, const char *digest, struct buf *out)
{
	const struct file_info *info = &m->meta->info;

	backup_add_path(m->path, out);
	buf_addf(out, " time=%" PRId64 ".%09u mode=%o gid=%u uid=%u type=file",
		info->modified.seconds, info->modified.nanoseconds, info->permissions,
		info->owner.group, info->owner.user);
	buf_addf(out, " size=%" PRId64 " sha256digest=%s\n", pack_get_size(m), digest);
}

static int backup_make_manifest(const struct records *records,
	const struct backup_keep *files, size_t n, struct buf *out, struct err *e)
{
	records_write(records, VERSION, out);
	backup_add_seal(out);
	for (size_t i = 0; i < n; i++)
		backup_add_line(&files[i].member, files[i].was, out);
	return out->failed ? err_memory(e) : 0;
}

struct record backup_describe(const struct backup_keep *k)
{
	return (struct record){.file = (char *)k->file,
		.was = (char *)k->was,
		.written = (char *)k->written,
		.pristine = (char *)k->pristine,
		.home = (char *)k->home,
		.base = (char *)k->share.base};
}

static int backup_fill_records(struct records *r, const char *action, const char *when,
	const struct backup_keep *files, size_t n, struct err *e)
{
	int rc = 0;

	r->action = strdup(action);
	r->time = strdup(when);
	for (size_t i = 0; !rc && i < n; i++) {
		struct record it = backup_describe(&files[i]);
		r->linked = r->linked || files[i].share.number || files[i].share.base;
		char meta[DIGEST_SIZE];
		rc = backup_digest_meta(files[i].member.meta, meta, e);
		it.meta = meta;
		rc = rc || records_add(r, &it) ? err_memory(e) : 0;
	}
	return rc || !r->action || !r->time ? err_memory(e) : 0;
}

/* Packs the bytes of several files once, beside the places of all files. */
static int backup_pack_shared(
	struct packing *to, const char *stem, const struct backup_keep *k, struct err *e)
{
	struct pack_member m = k->member;
	BUF_AUTO struct buf name = {0};

	backup_add_shared_name(stem, k->share.number, &name);
	m.path = buf_str(&name);
	return name.failed ? err_memory(e) : pack_put(to, &m, e);
}

static int backup_pack_file(
	struct packing *to, const char *stem, const struct backup_keep *k, struct err *e)
{
	struct pack_member m = k->member;
	BUF_AUTO struct buf target = {0};
	int rc = 0;

	if (k->share.number && k->share.first)
		rc = backup_pack_shared(to, stem, k, e);
	backup_add_target(stem, k, &target);
	m.target = target.size ? buf_str(&target) : NULL;
	rc = !rc && target.failed ? err_memory(e) : rc;
	return rc ? rc : pack_put(to, &m, e);
}

/* Packs the manifest. Unpacking it under its name does no harm. */
static int backup_pack_manifest(struct packing *to, const char *state, const char *stem,
	struct span manifest, struct err *e)
{
	const struct meta meta = {.info = {.kind = FILE_REGULAR,
					  .permissions = 0600,
					  .modified = {.seconds = time(NULL)}}};
	BUF_AUTO struct buf name = {0};

	buf_addf(&name, "%s/backups/%s.mtree", state + strspn(state, "/"), stem);
	return name.failed ? err_memory(e)
			   : pack_put(to,
				     &(struct pack_member){.path = buf_str(&name),
					     .bytes = manifest,
					     .meta = &meta},
				     e);
}

static int backup_pack_all(struct handle *file, const char *state, const char *stem,
	const struct records *records, const struct backup_keep *files, size_t n,
	char digest[static DIGEST_SIZE], struct packed *ret, struct err *e)
{
	PACKING_AUTO struct packing to;
	BUF_AUTO struct buf manifest = {0};
	int rc = backup_make_manifest(records, files, n, &manifest, e);

	pack_begin(&to, file);
	rc = rc ? rc : backup_pack_manifest(&to, state, stem, buf_span(&manifest), e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = backup_pack_file(&to, stem, &files[i], e);
	return rc ? rc : pack_end(&to, digest, ret, e);
}

static void backup_put_time(const char *format, char *ret, size_t size)
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(ret, size, format, &tm);
}

void backup_format_time(char *ret, size_t size)
{
	backup_put_time("%Y-%m-%dT%H:%M:%SZ", ret, size);
}

/* The final name contains the digest. */
static int backup_name(const char *state, const char *stem, const char *digest,
	struct backup *ret, struct err *e)
{
	char id[96];

	snprintf(id, sizeof id, "%s-%.*s", stem, BACKUP_DIGEST_PART, digest);
	return backup_init(ret, state, id) ? err_memory(e) : 0;
}

int backup_publish(struct backup *b, const struct folder *dir, struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" ARCHIVE_SUFFIX, b->id);
	int rc = folder_publish(dir, b->unpublished, TMP_NAME, name, e);
	if (rc)
		return rc;
	handle_close(b->unpublished);
	b->unpublished = NULL;
	return 0;
}

int backup_delete(const struct backup *b, const struct folder *dir, struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" ARCHIVE_SUFFIX, b->id);
	return folder_remove(
		dir, b->unpublished ? TMP_NAME : name, b->path, "delete the backup", e);
}

void backup_remove(const struct backup *b, const struct folder *dir)
{
	ERR_AUTO struct err ignored = {0};

	backup_delete(b, dir, &ignored);
}

int backup_write(const struct folder *dir, const char *state, unsigned long number,
	const char *action, const struct backup_keep *files, size_t n, struct backup *ret,
	struct err *e)
{
	RECORDS_AUTO struct records records = {0};
	char stem[64], stamp[32], when[32], digest[DIGEST_SIZE];
	struct packed packed = {0};
	int rc;

	/* the number keeps the order even if the clock is set back */
	backup_put_time("%Y%m%dT%H%M%SZ", stamp, sizeof stamp);
	snprintf(stem, sizeof stem, "%06lu-%s", number, stamp);
	backup_format_time(when, sizeof when);
	rc = backup_fill_records(&records, action, when, files, n, e);
	if (rc)
		return rc;
	HANDLE_AUTO struct handle *file = NULL;
	rc = folder_create(dir, TMP_NAME, state, "the archive", &file, e);
	if (rc)
		return rc;
	rc = backup_pack_all(file, state, stem, &records, files, n, digest, &packed, e);
	rc = rc ? rc : backup_name(state, stem, digest, ret, e);
	if (rc) {
		buf_done(&packed.bytes);
		folder_discard(dir, TMP_NAME);
		return rc;
	}
	ret->unpublished = file;
	file = NULL;
	ret->sealed = true;
	ret->packed = packed;
	ret->records = records;
	records = (struct records){0};
	return 0;
}
