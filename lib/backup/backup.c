/* SPDX-License-Identifier: MIT */
/* Writes, reads and verifies one backup archive. */
#include "backup/backup.h"

#include "version.h"

#include "archive/digest.h"
#include "archive/extent.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "text/properties.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TMP_NAME FOLDER_NEW ARCHIVE_SUFFIX
#define DIGEST_PART 16	 /* digits of the digest in the name */
#define SEAL "# sha256=" /* of the manifest before it */
#define MAX_KEPT ((int64_t)1 << 20)

int backup_init(struct backup *b, const char *state, const char *id)
{
	*b = (struct backup){.id = strdup(id)};
	if (asprintf(&b->path, "%s/backups/%s" ARCHIVE_SUFFIX, state, id) < 0)
		b->path = NULL;
	if (b->id && b->path)
		return 0;
	backup_done(b);
	return -1;
}

static void backup_contents_done(struct backup *b)
{
	for (size_t i = 0; b->contents && i < b->records.n; i++) {
		meta_done(&b->contents[i].meta);
		blob_drop(b->contents[i].blob);
	}
	free(b->contents);
	b->contents = NULL;
}

void backup_done(struct backup *b)
{
	backup_contents_done(b);
	free(b->id);
	free(b->path);
	records_done(&b->records);
	buf_done(&b->bytes);
	err_done(&b->err);
	*b = (struct backup){0};
}

static int backup_refuse_damaged(const struct backup *b, const char *why, struct err *e)
{
	return err_set(
		e, JSEC_BACKUP_DAMAGED, b->path, 0, "%s; this backup is not used", why);
}

/* An archive that is being read. A zeroed struct has nothing open. */
struct backup_reading {
	struct handle *file;
	struct pack *pack;
	struct unpacked manifest;
};

static void backup_reading_done(struct backup_reading *r)
{
	pack_close(r->pack);
	handle_close(r->file);
	unpacked_done(&r->manifest);
}

#define BACKUP_READING_AUTO __attribute__((cleanup(backup_reading_done)))

int backup_open(const struct backup *b, const struct folder *dir, struct handle **ret,
	struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" ARCHIVE_SUFFIX, b->id);
	return folder_open_file(dir, name, b->path, "the archive", ret, e);
}

/* Reads the first member. */
static int backup_read_manifest(
	struct backup_reading *r, const struct backup *b, struct err *e)
{
	int rc = pack_open(r->file, b->path, &r->pack, e);

	rc = rc ? rc : pack_next(r->pack, &r->manifest, e);
	return rc == 0	? backup_refuse_damaged(b, "the archive is empty", e)
	       : rc < 0 ? rc
			: 0;
}

static void backup_add_seal(struct buf *manifest)
{
	char digest[DIGEST_SIZE];

	digest_compute(buf_span(manifest), digest);
	buf_addf(manifest, SEAL "%s\n", digest);
}

static bool backup_check_seal(struct span manifest)
{
	const char *at = memmem(manifest.data, manifest.size, "\n" SEAL, sizeof SEAL);
	size_t n = at ? (size_t)(at + 1 - manifest.data) : 0, seal = sizeof SEAL - 1;
	char digest[DIGEST_SIZE];

	if (!at || manifest.size - n < seal + DIGEST_SIZE)
		return false;
	digest_compute(span_of(manifest.data, n), digest);
	digest[DIGEST_SIZE - 1] = '\n';
	return !memcmp(manifest.data + n + seal, digest, DIGEST_SIZE);
}

void backup_load(struct backup *b, const struct folder *dir)
{
	BACKUP_READING_AUTO struct backup_reading r = {0};

	if (backup_open(b, dir, &r.file, &b->err) || backup_read_manifest(&r, b, &b->err))
		return;
	int rc = records_read(&b->records, buf_span(&r.manifest.bytes));
	if (rc == -JSEC_NO_MEMORY)
		err_set_memory(&b->err);
	else if (rc == -JSEC_NEWER_FORMAT)
		err_set(&b->err, JSEC_NEWER_FORMAT, b->path, 0,
			"a newer version of jsecpatch wrote this backup; use that version");
	else if (rc)
		backup_refuse_damaged(b, "the manifest cannot be read", &b->err);
	else
		b->sealed = backup_check_seal(buf_span(&r.manifest.bytes));
}

static int backup_compare_xattrs(const void *a, const void *b)
{
	return strcmp((*(const struct xattr *const *)a)->name,
		(*(const struct xattr *const *)b)->name);
}

/* Adds the extended attributes, sorted by name. */
static void backup_add_xattrs(const struct meta *m, struct buf *out)
{
	const struct xattr **sorted = calloc(m->n_xattrs + 1, sizeof *sorted);

	out->failed = out->failed || !sorted;
	for (size_t i = 0; sorted && i < m->n_xattrs; i++)
		sorted[i] = &m->xattrs[i];
	if (sorted && m->n_xattrs)
		qsort(sorted, m->n_xattrs, sizeof *sorted, backup_compare_xattrs);
	for (size_t i = 0; sorted && i < m->n_xattrs; i++) {
		buf_addf(out, "%zu %s=%zu ", strlen(sorted[i]->name), sorted[i]->name,
			sorted[i]->value.size);
		buf_add(out, buf_span(&sorted[i]->value));
	}
	free(sorted);
}

/*
 * Computes the digest of owner, mode, modification time and extended attributes, to which
 * ACLs and security labels belong. A library that loses one of them is noticed.
 */
static int backup_digest_meta(
	const struct meta *m, char ret[static DIGEST_SIZE], struct err *e)
{
	const struct file_info *info = &m->info;
	BUF_AUTO struct buf text = {0};

	buf_addf(&text, "%u:%u %o %" PRId64 ".%09u\n", info->owner.user,
		info->owner.group, info->permissions, info->modified.seconds,
		info->modified.nanoseconds);
	backup_add_xattrs(m, &text);
	digest_compute(buf_span(&text), ret);
	return text.failed ? err_memory(e) : 0;
}

/* Tells whether the member is this file with its metadata. */
static bool backup_has_same_member(const struct unpacked *u, const struct backup_keep *k)
{
	const struct pack_member *m = &k->member;
	bool at_hand = !m->extent && !m->source;
	char digest[DIGEST_SIZE] = "";

	if (!at_hand)
		unpacked_get_digest(u, digest);
	bool same = at_hand ? span_equal(buf_span(&u->bytes), m->bytes)
			    : !strcmp(digest, k->was);
	return same && !strcmp(u->path, m->path) && meta_equal(&u->meta, m->meta);
}

/* Reads the whole archive into memory if it is small. Otherwise `ret` stays empty. */
static int backup_read_bytes(const struct extent *x, struct buf *ret, struct err *e)
{
	if (x->size > MAX_KEPT)
		return 0;
	if (!buf_reserve(ret, (size_t)x->size))
		return err_memory(e);
	ret->size = (size_t)x->size;
	return extent_get(x, 0, ret->data, ret->size, e);
}

static bool backup_names_digest(const struct backup *b, const char *digest)
{
	const char *part = strrchr(b->id, '-');

	return part && strlen(part + 1) == DIGEST_PART &&
	       !strncmp(part + 1, digest, DIGEST_PART);
}

/* If the bytes are in memory, comparing them replaces computing the digest. */
static int backup_check_digest(
	const struct backup_reading *r, const struct backup *b, struct err *e)
{
	BUF_AUTO struct buf now = {0};
	char digest[DIGEST_SIZE];
	struct extent x;
	bool same;
	int rc = extent_make(r->file, b->path, &x, e);

	if (!rc && b->bytes.size)
		rc = backup_read_bytes(&x, &now, e);
	else if (!rc)
		rc = digest_compute_extent(&x, digest, e);
	if (rc)
		return rc;
	same = b->bytes.size ? span_equal(buf_span(&now), buf_span(&b->bytes))
			     : backup_names_digest(b, digest);
	return same ? 0
		    : backup_refuse_damaged(b,
			      "the checksum does not match the file name (damaged)", e);
}

/* What to do with the members of an archive while it is verified. */
struct backup_look {
	const struct backup_keep *kept; /* the files that the members must be, or NULL */
	size_t n_kept;
	struct pool *pool; /* gets their bytes, and `contents` the rest; or NULL */
	struct backup_content *contents;
};

/* Returns the record of member number n if it is about this file, else NULL. */
static const struct record *backup_make_record(
	const struct backup *b, size_t n, const struct unpacked *u)
{
	const struct record *r = n < b->records.n ? &b->records.items[n] : NULL;

	return r && !strcmp(u->path, r->file + strspn(r->file, "/")) ? r : NULL;
}

static int backup_differs(const struct backup *b, struct err *e)
{
	return backup_refuse_damaged(b, "its files do not match its manifest", e);
}

static int backup_check_meta(const struct backup *b, const struct record *r,
	const struct unpacked *u, struct err *e)
{
	char digest[DIGEST_SIZE];
	int rc = backup_digest_meta(&u->meta, digest, e);

	if (rc)
		return rc;
	return r->meta && !strcmp(r->meta, digest)
		       ? 0
		       : backup_refuse_damaged(b,
				 "owner, mode or attributes of a file do not match its "
				 "manifest",
				 e);
}

static int backup_check_content(const struct backup *b, const struct record *r,
	const struct unpacked *u, struct err *e)
{
	char digest[DIGEST_SIZE];

	unpacked_get_digest(u, digest);
	return strcmp(digest, r->was) ? backup_differs(b, e) : 0;
}

/* Checks member number n. */
static int backup_look_at(const struct backup *b, const struct backup_look *l, size_t n,
	struct unpacked *u, struct err *e)
{
	const struct record *r = backup_make_record(b, n, u);
	struct backup_content *c;
	int rc;

	if (l->kept && (n >= l->n_kept || !backup_has_same_member(u, &l->kept[n])))
		return err_set(e, JSEC_BACKUP_FAILED, b->path, 0,
			"the backup reads back differently; nothing was changed");
	if (!r)
		return backup_differs(b, e);
	rc = backup_check_meta(b, r, u, e);
	if (rc || l->kept)
		return rc;
	if (!l->pool)
		return backup_check_content(b, r, u, e);
	c = &l->contents[n];
	c->at = u->at;
	rc = *u->digest ? 0 : pool_add(l->pool, &u->bytes, &c->blob, e);
	if (rc)
		return rc;
	c->meta = u->meta;
	u->meta = (struct meta){0};
	const char *digest = c->blob ? blob_get_digest(c->blob) : u->digest;
	return strcmp(digest, r->was) ? backup_differs(b, e) : 0;
}

static int backup_verify_all(const struct backup *b, const struct folder *dir,
	const struct backup_look *l, struct err *e)
{
	BACKUP_READING_AUTO struct backup_reading r = {0};
	int rc = backup_open(b, dir, &r.file, e), more = 1;
	size_t n = 0;

	rc = rc ? rc : backup_check_digest(&r, b, e);
	rc = rc ? rc : backup_read_manifest(&r, b, e);
	while (!rc && more) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(r.pack, &u, e);
		rc = more < 0 ? more : more ? backup_look_at(b, l, n++, &u, e) : 0;
	}
	return !rc && n != b->records.n ? backup_differs(b, e) : rc;
}

/*
 * Tells whether manifest and members name the same files, even if bytes are damaged.
 * Damage that hides a file in one of them does not hide it in the other.
 */
static bool backup_names_all(const struct backup *b, const struct folder *dir)
{
	BACKUP_READING_AUTO struct backup_reading r = {0};
	ERR_AUTO struct err ignored = {0};
	bool same = !backup_open(b, dir, &r.file, &ignored) &&
		    !backup_read_manifest(&r, b, &ignored);
	int more = 1;
	size_t n = 0;

	while (same && more > 0) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(r.pack, &u, &ignored);
		same = more >= 0 && (!more || backup_make_record(b, n++, &u));
	}
	return same && n == b->records.n;
}

/* Only damage belongs to the backup: lack of memory says nothing about the archive. */
static int backup_judge(struct backup *b, const struct folder *dir, int rc,
	struct err *why, struct err *e)
{
	b->verified = !rc;
	if (rc)
		err_copy(e, &why->public);
	if (rc == -JSEC_BACKUP_DAMAGED) {
		err_move(&b->err, why);
		b->names_all = backup_names_all(b, dir);
	}
	return rc;
}

int backup_verify(struct backup *b, const struct folder *dir, struct err *e)
{
	const struct jsec_error *known = err_public(&b->err);
	ERR_AUTO struct err why = {0};

	if (known || b->verified)
		return known ? err_copy(e, known) : 0;
	return backup_judge(b, dir,
		backup_verify_all(b, dir, &(struct backup_look){0}, &why), &why, e);
}

int backup_read(
	struct backup *b, const struct folder *dir, struct pool *pool, struct err *e)
{
	const struct jsec_error *known = err_public(&b->err);
	ERR_AUTO struct err why = {0};

	if (known || b->contents)
		return known ? err_copy(e, known) : 0;
	b->contents = calloc(b->records.n + 1, sizeof *b->contents);
	if (!b->contents)
		return err_memory(e);
	const struct backup_look look = {.pool = pool, .contents = b->contents};
	int rc = backup_judge(b, dir, backup_verify_all(b, dir, &look, &why), &why, e);
	if (rc)
		backup_contents_done(b);
	return rc;
}

int backup_compare(const struct backup *b, const struct folder *dir,
	const struct backup_keep *files, size_t n, struct err *e)
{
	return backup_verify_all(
		b, dir, &(struct backup_look){.kept = files, .n_kept = n}, e);
}

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
		.home = (char *)k->home};
}

static int backup_fill_records(struct records *r, const char *action, const char *when,
	const struct backup_keep *files, size_t n, struct err *e)
{
	int rc = 0;

	r->action = strdup(action);
	r->time = strdup(when);
	for (size_t i = 0; !rc && i < n; i++) {
		struct record it = backup_describe(&files[i]);
		char meta[DIGEST_SIZE];
		rc = backup_digest_meta(files[i].member.meta, meta, e);
		it.meta = meta;
		rc = rc || records_add(r, &it) ? err_memory(e) : 0;
	}
	return rc || !r->action || !r->time ? err_memory(e) : 0;
}

/* Packs manifest and files. Unpacking the manifest under its name does no harm. */
static int backup_pack_all(struct handle *file, const char *state, const char *stem,
	const struct records *records, const struct backup_keep *files, size_t n,
	struct err *e)
{
	struct pack_member *all = calloc(n + 1, sizeof *all);
	struct meta meta = {.info = {.kind = FILE_REGULAR,
				    .permissions = 0600,
				    .modified = {.seconds = time(NULL)}}};
	BUF_AUTO struct buf manifest = {0};
	BUF_AUTO struct buf name = {0};
	int rc;

	if (!all)
		return err_memory(e);
	for (size_t i = 0; i < n; i++)
		all[i + 1] = files[i].member;
	rc = backup_make_manifest(records, files, n, &manifest, e);
	buf_addf(&name, "%s/backups/%s.mtree", state + strspn(state, "/"), stem);
	rc = !rc && name.failed ? err_memory(e) : rc;
	all[0] = (struct pack_member){
		buf_str(&name), buf_span(&manifest), &meta, NULL, NULL};
	rc = rc ? rc : pack_write(file, all, n + 1, e);
	free(all);
	return rc;
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

/* Computes the digest of what is on the disk. Keeps the bytes if they are few. */
static int backup_read_back(const struct handle *file, const char *path,
	struct buf *bytes, char digest[static DIGEST_SIZE], struct err *e)
{
	struct extent x;
	int rc = extent_make(file, path, &x, e);

	if (rc)
		return rc;
	rc = backup_read_bytes(&x, bytes, e);
	if (rc)
		return rc;
	if (!bytes->size)
		return digest_compute_extent(&x, digest, e);
	digest_compute(buf_span(bytes), digest);
	return 0;
}

/* Renames the archive to its final name, which contains its digest. */
static int backup_publish(const struct folder *dir, const struct handle *file,
	const char *state, const char *stem, struct backup *ret, struct err *e)
{
	char digest[DIGEST_SIZE], id[96], name[128];
	BUF_AUTO struct buf bytes = {0};
	int rc = backup_read_back(file, state, &bytes, digest, e);

	if (rc)
		return rc;
	snprintf(id, sizeof id, "%s-%.*s", stem, DIGEST_PART, digest);
	snprintf(name, sizeof name, "%s" ARCHIVE_SUFFIX, id);
	if (backup_init(ret, state, id))
		return err_memory(e);
	rc = folder_publish(dir, file, TMP_NAME, name, e);
	if (rc) {
		backup_done(ret);
		return rc;
	}
	ret->bytes = bytes;
	bytes = (struct buf){0};
	return 0;
}

int backup_write(const struct folder *dir, const char *state, unsigned long number,
	const char *action, const struct backup_keep *files, size_t n, struct backup *ret,
	struct err *e)
{
	RECORDS_AUTO struct records records = {0};
	char stem[64], stamp[32], when[32];
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
	rc = backup_pack_all(file, state, stem, &records, files, n, e);
	rc = rc ? rc : backup_publish(dir, file, state, stem, ret, e);
	if (rc) {
		folder_discard(dir, TMP_NAME);
		return rc;
	}
	ret->sealed = true;
	ret->records = records;
	records = (struct records){0};
	return 0;
}

int backup_delete(const struct backup *b, const struct folder *dir, struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" ARCHIVE_SUFFIX, b->id);
	return folder_remove(dir, name, b->path, "delete the backup", e);
}

void backup_remove(const struct backup *b, const struct folder *dir)
{
	ERR_AUTO struct err ignored = {0};

	backup_delete(b, dir, &ignored);
}
