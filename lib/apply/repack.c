/* SPDX-License-Identifier: MIT */
/*
 * Writes an archive with changed members beside the old one or to the output, checks it,
 * backs the old one up, and replaces it.
 */
#include "apply/repack.h"

#include "archive/digest.h"
#include "archive/extent.h"
#include "archive/gzip_splice.h"
#include "archive/member.h"
#include "archive/members.h"
#include "backup/backup.h"
#include "backup/store.h"
#include "jre/reading.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/system.h"
#include "os/temporary.h"
#include "os/workers.h"
#include "plan/archive_plan.h"
#include "plan/item.h"
#include "plan/request.h"
#include "plan/restore.h"
#include "plan/trust.h"
#include "search/archive_homes.h"

#include <stdlib.h>

/* An archive that is being written. */
struct repack_job {
	const struct jsec_plan *plan;
	struct item *items; /* the homes in the archive */
	size_t n;
	struct bundle *bundle;
	struct place place;  /* the archive */
	struct place output; /* where to write instead; see `elsewhere` */
	bool elsewhere;
	struct handle *file, *before; /* the archive; its backup, for a restore */
	struct extent old, back;
	struct meta meta;   /* of the archive */
	struct meta target; /* of the output file */
	struct patch *patches;
	size_t n_patches;
	struct seam seam;
	bool anew; /* compress everything again: reuse failed */
	char written[DIGEST_SIZE];
	struct source source;
	struct replacing *replacing;
	bool published; /* the new file is in its place */
	struct err err;
};

static void repack_job_done(struct repack_job *j)
{
	place_done(&j->place);
	place_done(&j->output);
	handle_close(j->file);
	handle_close(j->before);
	meta_done(&j->meta);
	meta_done(&j->target);
	free(j->patches);
	err_done(&j->err);
}

#define JOB_AUTO __attribute__((cleanup(repack_job_done)))

static bool repack_restores(const struct repack_job *j)
{
	return j->plan->request.action == JSEC_RESTORE;
}

static int repack_take_identity(
	const struct repack_job *j, struct identity *ret, struct err *e)
{
	return trust_take_identity(
		j->items, request_has(&j->plan->request, JSEC_FORCE), ret, e);
}

static int repack_write_bytes(struct repack_job *j, struct handle *to, struct err *e)
{
	const struct bundle *b = j->bundle;

	j->seam = (struct seam){0};
	if (repack_restores(j) && j->before)
		return extent_copy(&j->back, 0, j->back.size, to, e);
	if (!j->n_patches)
		return extent_copy(&j->old, 0, j->old.size, to, e);
	return members_write(&j->old, b->kind, j->patches, j->n_patches, to,
		j->anew ? NULL : &j->seam, e);
}

/* Writes the new archive. A full disk is an error of the output, not of the archive. */
static int repack_write_new(void *context, struct handle *file, struct err *e)
{
	struct repack_job *j = context;
	int rc = repack_write_bytes(j, file, e);

	if (rc != -JSEC_NO_SPACE || !j->elsewhere)
		return rc;
	err_done(e);
	return err_set(e, JSEC_NO_SPACE, j->output.path, 0,
		"cannot write the file: the disk or the quota is full");
}

/*
 * Checks the new archive. A copy must be equal; otherwise only the patched members may
 * differ.
 */
static int repack_compare(
	const struct repack_job *j, const struct extent *new, struct err *e)
{
	const struct bundle *b = j->bundle;
	const struct extent *from = repack_restores(j) && j->before ? &j->back : &j->old;

	if (j->n_patches)
		return members_check(
			&j->old, new, b->kind, j->patches, j->n_patches, &j->seam, e);
	int rc =
		new->size == from->size ? extent_equal(from, 0, new, 0, new->size, e) : 0;
	return rc < 0 ? rc
	       : rc   ? 0
		      : err_set(e, JSEC_IO, b->path, 0,
				"the new file reads back differently");
}

/* A new archive is compared with the old one while the digests of both are computed. */
enum repack_task { REPACK_COMPARE, REPACK_DIGEST_NEW, REPACK_DIGEST_OLD, REPACK_TASKS };

struct repack_checking {
	struct repack_job *job;
	struct extent new;
};

static int repack_run_task(void *data, size_t nth, struct err *e)
{
	struct repack_checking *c = data;
	struct repack_job *j = c->job;

	switch ((enum repack_task)nth) {
	case REPACK_COMPARE:
		return repack_compare(j, &c->new, e);
	case REPACK_DIGEST_NEW:
		return digest_compute_extent(&c->new, j->written, NULL, e);
	default:
		return *j->bundle->digest
			       ? 0
			       : digest_compute_extent(
					 &j->old, j->bundle->digest, &j->bundle->sum, e);
	}
}

static int repack_check_new(void *context, const struct handle *file, struct err *e)
{
	struct repack_checking c = {.job = context};
	size_t n = c.job->elsewhere ? 1 : REPACK_TASKS;
	int rc = extent_make(file, c.job->bundle->path, &c.new, e);

	return rc ? rc : crew_run_all(n, repack_run_task, &c, crew_count_processors(), e);
}

static int repack_compare_place(const void *a, const void *b)
{
	const struct patch *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static int repack_collect_patches(struct repack_job *j)
{
	j->patches = calloc(j->n + 1, sizeof *j->patches);
	if (!j->patches)
		return err_memory(&j->err);
	for (size_t i = 0; i < j->n; i++)
		if (j->items[i].out.public.would_change && !repack_restores(j))
			j->patches[j->n_patches++] = (struct patch){
				j->items[i].install->archive.member->at,
				(int64_t)reading_get_bytes(&j->items[i].read.file).size,
				reading_get_bytes(&j->items[i].edit.new)};
	if (j->n_patches)
		qsort(j->patches, j->n_patches, sizeof *j->patches, repack_compare_place);
	return 0;
}

/* Opens the backup whose bytes a restore puts back. */
static int repack_open_before(struct repack_job *j)
{
	const struct store *s = j->plan->store;
	const struct bundle *before = j->bundle->before;
	const struct backup *b =
		repack_restores(j) && before ? store_find_id(s, before->id) : NULL;
	int rc;

	if (!b)
		return 0;
	rc = store_open_bytes(s, b, before->path, before->digest, &j->before, &j->err);
	j->back = before->place;
	j->back.file = j->before;
	return rc;
}

/* Finds the output. An existing file keeps owner and mode; a new one is the caller's. */
static int repack_prepare_output(struct repack_job *j)
{
	struct meta *m = &j->target;
	int rc = archive_plan_get_output(
		j->plan->context, &j->plan->request, j->bundle, &j->output, &j->err);

	if (!rc)
		temporary_clean(&j->output, &j->items->out.notes);
	if (rc || !j->output.info.kind) {
		meta_own_as(m, &j->meta);
		return rc;
	}
	HANDLE_AUTO struct handle *file = NULL;
	rc = handle_open(&j->output, "the file", &file, &j->err);
	return rc ? rc : meta_read(file, m, j->output.path, &j->err);
}

static int repack_open_all(struct repack_job *j)
{
	const struct bundle *b = j->bundle;
	int rc = bundle_open(b, j->plan->context->root, &j->place, &j->file, &j->err);

	rc = rc ? rc : extent_make(j->file, b->path, &j->old, &j->err);
	rc = rc ? rc : meta_read(j->file, &j->meta, b->path, &j->err);
	if (!rc && repack_restores(j) && b->before)
		rc = restore_keep_rights(&j->plan->request, &b->before->meta, &j->meta,
			&j->items->out.notes, &j->err);
	rc = rc ? rc : repack_collect_patches(j);
	if (!rc && !j->elsewhere)
		temporary_clean(&j->place, &j->items->out.notes);
	return rc;
}

static int repack_begin(struct repack_job *j)
{
	const struct bundle *before = repack_restores(j) ? j->bundle->before : NULL;
	struct replacement r = {.place = &j->place,
		.old = &j->meta,
		.meta = before ? &before->meta : &j->meta,
		.source = &j->source,
		.keep_times = before != NULL,
		.notes = &j->items->out.notes};

	if (j->elsewhere) {
		r.place = &j->output;
		r.old = j->output.info.kind ? &j->target : NULL;
		r.meta = &j->target;
		r.keep_times = false;
	}
	int rc = replace_begin(&r, &j->replacing, &j->err);
	/* reusing compressed data did not work: compress everything again */
	if ((rc == -JSEC_NOT_PROVEN || rc == -JSEC_BAD_ARCHIVE) && j->seam.at) {
		err_done(&j->err);
		j->anew = true;
		rc = replace_begin(&r, &j->replacing, &j->err);
	}
	return rc;
}

/*
 * Opens, writes and checks. Unless there is an output, it uses the rights of the file's
 * owner.
 */
static int repack_make(struct repack_job *j)
{
	IDENTITY_AUTO struct identity identity = {0};
	int rc = repack_open_before(j);

	if (!rc && !j->elsewhere)
		rc = repack_take_identity(j, &identity, &j->err);
	rc = rc ? rc : repack_open_all(j);
	if (!rc && j->elsewhere)
		rc = repack_prepare_output(j);
	return rc ? rc : repack_begin(j);
}

static int repack_note_backup(struct repack_job *j, const struct backup *b)
{
	for (size_t i = 0; i < j->n; i++) {
		struct item *it = &j->items[i];
		if (!it->out.public.would_change)
			continue;
		it->out.backup = (struct jsec_backup){
			strdup(b->id), strdup(b->path), strdup(j->bundle->digest)};
		if (!it->out.backup.id || !it->out.backup.path || !it->out.backup.sha256)
			return err_memory(&j->err);
	}
	return 0;
}

/* Backs up the whole archive, unless a backup has it already. */
static int repack_back_up(struct repack_job *j)
{
	struct store *s = j->plan->store;
	struct bundle *b = j->bundle;
	const struct backup *saved = NULL, *kept;
	struct backup_keep keep = {.member = {.path = b->path + strspn(b->path, "/"),
					   .meta = &j->meta,
					   .extent = &j->old,
					   .sum = b->sum.known ? &b->sum : NULL},
		.file = b->path};
	int rc = 0;

	/* for a restore: bytes from elsewhere do not become the pristine ones */
	struct origin o = store_find_origin(
		s, b->path, repack_restores(j) ? j->written : b->digest);
	memcpy(keep.was, b->digest, DIGEST_SIZE);
	memcpy(keep.written, j->written, DIGEST_SIZE);
	memcpy(keep.pristine, o.known ? o.pristine : b->digest, DIGEST_SIZE);
	for (size_t i = 0; i < j->n; i++) {
		memcpy(j->items[i].edit.written, keep.written, DIGEST_SIZE);
		memcpy(j->items[i].read.pristine, keep.pristine, DIGEST_SIZE);
	}
	kept = store_find_kept(s, &keep);
	if (!kept)
		rc = store_save(s, request_get_name(&j->plan->request), &keep, 1, &saved,
			&j->err);
	rc = rc ? rc : store_confirm(s, saved, &keep, saved ? 1 : 0, &j->err);
	kept = kept ? kept : saved;
	return rc || !kept ? rc : repack_note_backup(j, kept);
}

static int repack_publish(struct repack_job *j)
{
	IDENTITY_AUTO struct identity identity = {0};
	int rc = j->elsewhere ? 0 : repack_take_identity(j, &identity, &j->err);

	if (rc)
		return rc;
	rc = replace_commit(j->replacing, &j->err);
	j->published = !rc || rc == -JSEC_NOT_DURABLE;
	return rc;
}

/* Checks that the path leads to the file just written. */
static int repack_look_again(struct repack_job *j)
{
	PLACE_AUTO struct place now = PLACE_NONE;
	const char *path = j->elsewhere ? j->output.path : j->bundle->path;
	ERR_AUTO struct err ignored = {0};
	struct file_info written;
	int rc = root_resolve(j->plan->context->root, path, &now, &j->err);

	if (rc)
		return rc;
	if (!handle_examine(replace_get_file(j->replacing), &written, &ignored) &&
		file_info_is_same(&written, &now.info))
		return 0;
	return err_set(&j->err, JSEC_CHANGED, path, 0,
		"was written, but another program changed it again");
}

static void repack_finish(struct repack_job *j, struct item *it, int rc)
{
	enum jsec_state state = repack_restores(j) ? JSEC_RESTORED : JSEC_PATCHED;
	bool changes = it->out.public.would_change;

	it->out.written = changes && j->published && !j->elsewhere;

	if (err_public(&it->out.err))
		return;
	it->out.public.would_change = 0;
	if (rc && (changes || j->elsewhere))
		err_copy(&it->out.err, &j->err.public);
	else if (changes && !j->elsewhere)
		it->out.public.patched = strcmp(it->edit.written, it->read.pristine) != 0;
	if (!rc && j->elsewhere)
		note_list_add(&it->out.notes, NOTE_WRITTEN_ELSEWHERE,
			changes ? "written to %s; the archive itself is unchanged"
				: "nothing to change in it; %s is a copy",
			j->output.path);
	item_publish(it, changes ? state : it->out.public.state);
}

/* Removes what a killed run left beside the archive. */
static void repack_clean_up(struct repack_job *j)
{
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err ignored = {0};

	if (!root_resolve(j->plan->context->root, j->bundle->path, &j->place, &ignored) &&
		!repack_take_identity(j, &identity, &ignored))
		temporary_clean(&j->place, &j->items->out.notes);
}

static void repack_write_one(struct jsec_plan *plan, size_t at, size_t n)
{
	JOB_AUTO struct repack_job j = {.plan = plan,
		.items = &plan->items[at],
		.n = n,
		.bundle = archive_plan_get_bundle(&plan->items[at]),
		.place = PLACE_NONE,
		.output = PLACE_NONE,
		.elsewhere = plan->request.output != NULL,
		.source = {repack_write_new, repack_check_new, &j}};
	bool wanted = false;

	for (size_t i = 0; i < n; i++)
		wanted = wanted || j.items[i].out.public.would_change ||
			 (j.elsewhere && !err_public(&j.items[i].out.err));
	if (!wanted) {
		repack_clean_up(&j);
		return;
	}
	int rc = repack_make(&j);
	if (!j.elsewhere)
		rc = rc ? rc : repack_back_up(&j);
	rc = rc ? rc : repack_publish(&j);
	rc = rc ? rc : repack_look_again(&j);
	for (size_t i = 0; i < n; i++)
		repack_finish(&j, &j.items[i], rc);
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err ignored = {0};
	if (!j.elsewhere)
		repack_take_identity(&j, &identity, &ignored);
	replace_end(j.replacing);
}

void repack_archive(struct jsec_plan *plan)
{
	for (size_t i = 0, n; i < plan->n; i += n) {
		const struct bundle *b = archive_plan_get_bundle(&plan->items[i]);
		for (n = 1; b && i + n < plan->n &&
			    archive_plan_get_bundle(&plan->items[i + n]) == b;)
			n++;
		if (b)
			repack_write_one(plan, i, n);
	}
}
