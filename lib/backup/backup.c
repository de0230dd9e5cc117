/* SPDX-License-Identifier: MIT */
/* Reads and verifies one backup archive. */
#include "backup/backup.h"

#include "archive/digest.h"
#include "archive/extent.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/place.h"
#include "os/workers.h"
#include "text/properties.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SEAL "# sha256="	 /* of the manifest before it */
#define LARGE ((int64_t)4 << 20) /* bytes of an archive that is worth a thread */

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
	for (size_t i = 0; b->contents && i < b->records.n; i++)
		meta_done(&b->contents[i].meta);
	free(b->contents);
	b->contents = NULL;
}

void backup_done(struct backup *b)
{
	backup_contents_done(b);
	free(b->id);
	free(b->path);
	records_done(&b->records);
	buf_done(&b->packed.bytes);
	handle_close(b->unpublished);
	err_done(&b->err);
	*b = (struct backup){0};
}

int backup_refuse_damaged(const struct backup *b, const char *why, struct err *e)
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

void backup_add_seal(struct buf *manifest)
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

int backup_digest_meta(const struct meta *m, char ret[static DIGEST_SIZE], struct err *e)
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

/* Reads what this run keeps of the archive. If it has another size, `ret` stays empty. */
static int backup_read_bytes(
	const struct extent *x, const struct packed *kept, struct buf *ret, struct err *e)
{
	size_t n = kept->bytes.size, before = kept->gap_size ? (size_t)kept->gap : n;

	if (x->size - kept->gap_size != (int64_t)n)
		return 0;
	if (!buf_reserve(ret, n))
		return err_memory(e);
	ret->size = n;
	int rc = extent_get(x, 0, ret->data, before, e);
	return rc ? rc
		  : extent_get(x, (int64_t)before + kept->gap_size, ret->data + before,
			    n - before, e);
}

static bool backup_names_digest(const struct backup *b, const char *digest)
{
	const char *part = strrchr(b->id, '-');

	return part && strlen(part + 1) == BACKUP_DIGEST_PART &&
	       !strncmp(part + 1, digest, BACKUP_DIGEST_PART);
}

/*
 * If the bytes are in memory, comparing them replaces computing the digest. Those that are
 * not are compared with their sum; see backup_has_bytes().
 */
static int backup_check_digest(
	const struct backup_reading *r, const struct backup *b, struct err *e)
{
	BUF_AUTO struct buf now = {0};
	char digest[DIGEST_SIZE];
	struct extent x;
	bool kept = b->packed.bytes.size > 0, same;
	int rc = extent_make(r->file, b->path, &x, e);

	if (!rc && kept)
		rc = backup_read_bytes(&x, &b->packed, &now, e);
	else if (!rc)
		rc = digest_compute_extent(&x, digest, NULL, e);
	if (rc)
		return rc;
	same = kept ? span_equal(buf_span(&now), buf_span(&b->packed.bytes))
		    : backup_names_digest(b, digest);
	return same ? 0
		    : backup_refuse_damaged(b,
			      "the checksum does not match the file name (damaged)", e);
}

/* Adds what the names of shared bytes start with: the archive's name without digest. */
static void backup_add_prefix(const struct backup *b, struct buf *out)
{
	const char *dash = strrchr(b->id, '-');

	buf_add(out, span_of(b->id, dash ? (size_t)(dash - b->id) : strlen(b->id)));
	buf_addc(out, '/');
}

/* A name below the archive's own is not the path of any file that was saved. */
void backup_add_shared_name(const char *stem, size_t number, struct buf *out)
{
	buf_addf(out, "%s/%zu", stem, number);
}

void backup_add_target(const char *stem, const struct backup_keep *k, struct buf *out)
{
	if (k->share.base)
		buf_addf(out, "%s%s", k->share.base, k->share.file);
	else if (k->share.number)
		backup_add_shared_name(stem, k->share.number, out);
}

/* Bytes that several files of the archive have. */
struct backup_shared {
	struct backup_content content;
	char digest[DIGEST_SIZE];
};

/* An archive that is being verified. */
struct backup_look {
	const struct backup *backup;
	const struct backup_bases *bases; /* NULL: only its own bytes */
	const struct backup_keep *kept; /* the files that the members must be, or NULL */
	size_t n_kept;
	struct backup_content *contents; /* is filled, or NULL */
	struct buf prefix;		 /* of the names of shared bytes */
	struct backup_shared *shared;
	size_t n_shared, n; /* members until now: shared bytes and files */
	struct err lack;    /* why a base does not have its bytes */
};

static void backup_look_done(struct backup_look *l)
{
	for (size_t i = 0; i < l->n_shared; i++)
		meta_done(&l->shared[i].content.meta);
	free(l->shared);
	buf_done(&l->prefix);
	err_done(&l->lack);
}

#define BACKUP_LOOK_AUTO __attribute__((cleanup(backup_look_done)))

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

static int backup_reads_differently(const struct backup *b, struct err *e)
{
	return err_set(e, JSEC_BACKUP_FAILED, b->path, 0,
		"the backup reads back differently; nothing was changed");
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

/* Tells whether the member has the bytes of this file. `digest` gets theirs. */
static bool backup_has_bytes(const struct unpacked *u, const struct backup_keep *k,
	char digest[static DIGEST_SIZE])
{
	const struct pack_member *m = k ? &k->member : NULL;

	if (m && !m->extent && !m->source) { /* at hand: no need to compute it */
		memcpy(digest, k->was, DIGEST_SIZE);
		return span_equal(buf_span(&u->bytes), m->bytes);
	}
	if (m && m->sum) {
		memcpy(digest, k->was, DIGEST_SIZE);
		return unpacked_get_sum(u) == m->sum->xxh64;
	}
	unpacked_get_digest(u, digest);
	return !k || !strcmp(digest, k->was);
}

/* Moves the metadata out of `u`. */
static struct backup_content backup_take_content(struct unpacked *u)
{
	const struct backup_content c = {u->meta, BACKUP_OWN, u->at, u->data};

	u->meta = (struct meta){0};
	return c;
}

/* Returns the number of the shared bytes that a path names, or 0. */
static size_t backup_get_number(const struct backup_look *l, const char *path)
{
	size_t n = l->prefix.size;

	return !strncmp(path, buf_str(&l->prefix), n) ? strtoul(path + n, NULL, 10) : 0;
}

static int backup_look_at_shared(struct backup_look *l, struct unpacked *u, struct err *e)
{
	const struct backup_keep *k = l->kept && l->n < l->n_kept ? &l->kept[l->n] : NULL;
	struct backup_shared *shared =
		memory_grow(l->shared, l->n_shared, sizeof *shared);

	if (!shared)
		return err_memory(e);
	l->shared = shared;
	shared += l->n_shared;
	if (u->target || backup_get_number(l, u->path) != l->n_shared + 1)
		return backup_differs(l->backup, e);
	if (!backup_has_bytes(u, k, shared->digest) ||
		(l->kept && (!k || !meta_equal(&u->meta, k->member.meta))))
		return backup_reads_differently(l->backup, e);
	shared->content = backup_take_content(u);
	l->n_shared++;
	return 0;
}

/* Checks where a file without bytes has them, and who. Returns them in `ret`. */
static int backup_follow(struct backup_look *l, const struct record *r,
	const struct unpacked *u, struct backup_content *ret, struct err *e)
{
	size_t n = backup_get_number(l, u->target), base = r->base ? strlen(r->base) : 0;

	*ret = (struct backup_content){.base = BACKUP_OWN};
	if (!r->base) {
		const struct backup_shared *shared =
			n && n <= l->n_shared ? &l->shared[n - 1] : NULL;
		if (!shared || strcmp(shared->digest, r->was) != 0 ||
			!meta_equal(&shared->content.meta, &u->meta))
			return backup_differs(l->backup, e);
		*ret = shared->content;
		return 0;
	}
	if (strncmp(u->target, r->base, base) != 0 || u->target[base] != '/')
		return backup_differs(l->backup, e);
	ERR_AUTO struct err why = {0};
	int rc = l->bases ? l->bases->find(l->bases->data, l->backup, r, u->target + base,
				    ret, &why)
			  : 0;
	if (rc == -JSEC_BACKUP_DAMAGED) { /* the archive's own bytes may be good */
		err_move(&l->lack, &why);
		return 0;
	}
	return rc ? err_copy(e, &why.public) : 0;
}

/* Compares a member with the file that was to be saved. */
static int backup_compare_member(
	const struct backup_look *l, const struct unpacked *u, struct err *e)
{
	const struct backup_keep *k = l->n < l->n_kept ? &l->kept[l->n] : NULL;
	BUF_AUTO struct buf target = {0};
	char digest[DIGEST_SIZE];

	if (!k || strcmp(u->path, k->member.path) != 0 ||
		!meta_equal(&u->meta, k->member.meta))
		return backup_reads_differently(l->backup, e);
	buf_add(&target, span_cut(buf_span(&l->prefix), 0, l->prefix.size - 1));
	const char *stem = buf_str(&target);
	BUF_AUTO struct buf wanted = {0};
	backup_add_target(stem, k, &wanted);
	if (target.failed || wanted.failed)
		return err_memory(e);
	bool same = u->target ? !strcmp(u->target, buf_str(&wanted))
			      : !wanted.size && backup_has_bytes(u, k, digest);
	return same ? 0 : backup_reads_differently(l->backup, e);
}

static int backup_check_content(const struct backup_look *l, const struct record *r,
	const struct unpacked *u, struct err *e)
{
	char digest[DIGEST_SIZE];

	unpacked_get_digest(u, digest);
	return r->base || strcmp(digest, r->was) ? backup_differs(l->backup, e) : 0;
}

static int backup_look_at_file(struct backup_look *l, struct unpacked *u, struct err *e)
{
	const struct record *r = backup_make_record(l->backup, l->n, u);
	int rc = l->kept ? backup_compare_member(l, u, e) : 0;
	struct backup_content c = {0};

	if (rc)
		return rc;
	if (!r)
		return backup_differs(l->backup, e);
	rc = backup_check_meta(l->backup, r, u, e);
	if (!rc && u->target)
		rc = backup_follow(l, r, u, &c, e);
	else if (!rc && !l->kept)
		rc = backup_check_content(l, r, u, e);
	if (rc || !l->contents)
		return rc;
	const struct backup_content own = backup_take_content(u);
	l->contents[l->n] = own;
	if (u->target) {
		l->contents[l->n].base = c.base;
		l->contents[l->n].at = c.at;
		l->contents[l->n].data = c.data;
		l->contents[l->n].meta.info.size = c.meta.info.size;
	}
	return 0;
}

static int backup_look_at(struct backup_look *l, struct unpacked *u, struct err *e)
{
	if (l->backup->records.linked && backup_get_number(l, u->path))
		return backup_look_at_shared(l, u, e);
	int rc = backup_look_at_file(l, u, e);
	l->n++;
	return rc;
}

/* Reads the members of an open archive. */
static int backup_walk(struct backup_look *l, struct backup_reading *r, struct err *e)
{
	const struct backup *b = l->backup;
	int rc = backup_read_manifest(r, b, e), more = 1;

	if (!rc && l->n_kept && l->kept->member.sum)
		pack_use_sums(r->pack);
	while (!rc && more) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(r->pack, &u, e);
		rc = more < 0 ? more : more ? backup_look_at(l, &u, e) : 0;
	}
	return !rc && l->n != b->records.n ? backup_differs(b, e) : rc;
}

/* A large archive: its digest is computed during the walk. */
struct backup_verifying {
	struct backup_look *look;
	struct backup_reading *reading;
};

static int backup_do_half(void *data, size_t nth, struct err *e)
{
	const struct backup_verifying *v = data;

	return nth ? backup_walk(v->look, v->reading, e)
		   : backup_check_digest(v->reading, v->look->backup, e);
}

static int backup_verify_all(
	struct backup_look *l, const struct folder *dir, struct err *e)
{
	BACKUP_READING_AUTO struct backup_reading r = {0};
	const struct backup *b = l->backup;
	struct extent x;
	int rc = backup_open(b, dir, &r.file, e);

	backup_add_prefix(b, &l->prefix);
	rc = !rc && l->prefix.failed ? err_memory(e) : rc;
	rc = rc ? rc : extent_make(r.file, b->path, &x, e);
	if (!rc && x.size > LARGE)
		return crew_run_all(
			2, backup_do_half, &(struct backup_verifying){l, &r}, 2, e);
	rc = rc ? rc : backup_check_digest(&r, b, e);
	return rc ? rc : backup_walk(l, &r, e);
}

/*
 * Tells whether manifest and members name the same files, even if bytes are damaged.
 * Damage that hides a file in one of them does not hide it in the other.
 */
static bool backup_names_all(const struct backup *b, const struct folder *dir)
{
	BACKUP_READING_AUTO struct backup_reading r = {0};
	BACKUP_LOOK_AUTO struct backup_look l = {.backup = b};
	ERR_AUTO struct err ignored = {0};
	bool same = !backup_open(b, dir, &r.file, &ignored) &&
		    !backup_read_manifest(&r, b, &ignored);
	int more = 1;

	backup_add_prefix(b, &l.prefix);
	while (same && more > 0) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(r.pack, &u, &ignored);
		if (more > 0 && b->records.linked && backup_get_number(&l, u.path))
			continue;
		same = more >= 0 && (!more || backup_make_record(b, l.n++, &u));
	}
	return same && l.n == b->records.n;
}

/* Only damage belongs to the backup: lack of memory says nothing about the archive. */
static int backup_judge(struct backup *b, const struct backup_look *l,
	const struct folder *dir, int rc, struct err *why, struct err *e)
{
	b->verified = b->verified || (!rc && (l->bases || !b->records.linked));
	if (rc)
		err_copy(e, &why->public);
	if (rc == -JSEC_BACKUP_DAMAGED) {
		err_move(&b->err, why);
		b->names_all = backup_names_all(b, dir);
	}
	return rc;
}

/*
 * Tells whether the answer is known; `why` gets what is wrong. Only a missing or damaged
 * base makes an archive damaged whose own bytes are good.
 */
static bool backup_knows(const struct backup *b, const struct backup_bases *bases,
	const struct jsec_error **why)
{
	*why = bases || !b->intact ? err_public(&b->err) : NULL;
	return *why || (bases ? b->verified : b->intact);
}

static int backup_look_once(struct backup *b, const struct folder *dir,
	struct backup_look *look, struct err *e)
{
	ERR_AUTO struct err why = {0};

	look->backup = b;
	int rc = backup_verify_all(look, dir, &why);
	b->intact = b->intact || !rc;
	if (!rc && err_public(&look->lack)) {
		err_move(&why, &look->lack);
		rc = -JSEC_BACKUP_DAMAGED;
	}
	rc = backup_judge(b, look, dir, rc, &why, e);
	backup_look_done(look);
	return rc;
}

int backup_verify(struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, struct err *e)
{
	const struct jsec_error *why;

	if (backup_knows(b, bases, &why))
		return why ? err_copy(e, why) : 0;
	backup_contents_done(b); /* the archive may have changed since */
	return backup_look_once(b, dir, &(struct backup_look){.bases = bases}, e);
}

int backup_read(struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, struct err *e)
{
	const struct jsec_error *why;

	if (backup_knows(b, bases, &why) &&
		(why || (b->contents && (b->followed || !bases))))
		return why ? err_copy(e, why) : 0;
	backup_contents_done(b);
	b->contents = calloc(b->records.n + 1, sizeof *b->contents);
	if (!b->contents)
		return err_memory(e);
	b->followed = bases || !b->records.linked;
	int rc = backup_look_once(b, dir,
		&(struct backup_look){.bases = bases, .contents = b->contents}, e);
	if (rc)
		backup_contents_done(b);
	return rc;
}

int backup_compare(const struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, const struct backup_keep *files, size_t n,
	struct err *e)
{
	BACKUP_LOOK_AUTO struct backup_look l = {
		.backup = b, .bases = bases, .kept = files, .n_kept = n};

	int rc = backup_verify_all(&l, dir, e);
	return !rc && err_public(&l.lack) ? err_copy(e, &l.lack.public) : rc;
}
