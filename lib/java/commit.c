/* SPDX-License-Identifier: MIT */
/* Backs up all files of a plan, then replaces each of them and reads it back. */
#include "java/commit.h"

#include "java/redo.h"
#include "sys/replace.h"

#include <stdlib.h>

/* An item that is being written. */
struct job {
	struct item *item;
	struct place place;
	enum replace_way way;
	char *member_path;
	struct keep keep;
	bool kept;		     /* its backup is there */
	struct replacing *replacing; /* NULL before it began, or in place */
};

static int job_identity(
	const struct jsec_plan *plan, const struct job *j, struct identity *ret)
{
	return item_identity(j->item, plan->request.force, ret, &j->item->err);
}

static int changed(struct item *it)
{
	return err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
		"changed since the plan was made; left as it is, try again");
}

/* Finds the file again, which must still be what the plan was made for. */
static int open_job(struct jsec *session, const struct jsec_plan *plan, struct job *j)
{
	IDENTITY_AUTO struct identity identity = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	struct item *it = j->item;
	int rc = root_resolve(
		&session->root, it->install->opened, geteuid(), &j->place, &it->err);

	rc = rc ? rc : job_identity(plan, j, &identity);
	rc = rc ? rc : file_read(&j->place, &bytes, &meta, &it->err);
	if (rc)
		return rc;
	replace_clean(j->place.dir);
	if (!same_identity(&meta.st, &it->old_meta.st) ||
		!meta_equal(&meta, &it->old_meta) ||
		!span_equal(buf_span(&bytes), buf_span(&it->old)) ||
		strcmp(j->place.path, it->install->file))
		return changed(it);
	return replace_check(&j->place, &j->way, &it->err);
}

static int fill_keep(struct job *j)
{
	struct item *it = j->item;

	j->member_path = strdup(it->install->file + strspn(it->install->file, "/"));
	if (!j->member_path)
		return err_memory(&it->err);
	j->keep = (struct keep){
		.member = {j->member_path, buf_span(&it->old), &it->old_meta},
		.file = it->install->file,
	};
	memcpy(j->keep.was, it->was, DIGEST_SIZE);
	memcpy(j->keep.written, it->written, DIGEST_SIZE);
	memcpy(j->keep.pristine, it->pristine, DIGEST_SIZE);
	return 0;
}

static int note_backup(struct job *j, const struct backup *b)
{
	struct item *it = j->item;

	it->backup =
		(struct jsec_backup){strdup(b->id), strdup(b->path), strdup(it->was)};
	j->kept = it->backup.id && it->backup.path && it->backup.sha256;
	return j->kept ? 0 : err_memory(&it->err);
}

/* Files that are backed up and written together. */
struct batch {
	struct job *jobs;
	size_t n;
	struct keep *keeps; /* those that no archive has yet */
	size_t n_keeps;
	const struct backup *saved; /* the archive that has them now; NULL for none */
	struct err err;		    /* of the backup: then nothing is written */
};

/* One archive for all that no archive has yet. */
static int save_batch(struct jsec *session, const char *action, struct batch *b)
{
	int rc = 0;

	b->keeps = calloc(b->n, sizeof *b->keeps);
	if (!b->keeps)
		return err_memory(&b->err);
	for (size_t i = 0; !rc && i < b->n; i++) {
		const struct backup *before =
			store_kept(&session->store, &b->jobs[i].keep);
		if (before)
			rc = note_backup(&b->jobs[i], before);
		else
			b->keeps[b->n_keeps++] = b->jobs[i].keep;
	}
	if (rc)
		return err_memory(&b->err);
	if (b->n_keeps)
		rc = store_save(&session->store, action, b->keeps, b->n_keeps, &b->saved,
			&b->err);
	for (size_t i = 0; !rc && i < b->n; i++)
		if (!b->jobs[i].kept)
			note_backup(&b->jobs[i], b->saved);
	return rc;
}

/* Opens the file as a JVM will, and compares it with what was to be written. */
static int read_back(struct jsec *session, const struct job *j, const struct meta *meta)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta now = {0};
	struct item *it = j->item;
	int rc = root_resolve(
		&session->root, it->install->opened, geteuid(), &place, &it->err);

	rc = rc ? rc : file_read(&place, &bytes, &now, &it->err);
	if (!rc && (!span_equal(buf_span(&bytes), buf_span(&it->new)) ||
			   !meta_equal(&now, meta)))
		rc = err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
			"was written, but is different now: something else changes it too");
	return rc;
}

static const struct meta *meta_to_write(const struct item *it)
{
	return it->restores ? &it->new_meta : &it->old_meta;
}

static struct replacement make_replacement(const struct job *j)
{
	const struct item *it = j->item;

	return (struct replacement){
		.place = &j->place,
		.old = &it->old_meta,
		.meta = meta_to_write(it),
		.bytes = buf_span(&it->new),
		.keep_times = it->restores,
	};
}

/* Makes the new file, while the backup still settles. */
static int begin_job(const struct jsec_plan *plan, struct job *j)
{
	IDENTITY_AUTO struct identity identity = {0};
	struct replacement r = make_replacement(j);
	int rc = job_identity(plan, j, &identity);

	if (rc || j->way != REPLACE_ATOMIC)
		return rc;
	return replace_begin(&r, &j->replacing, &j->item->err);
}

/*
 * In place the backup is not enough, since a kill half-way leaves neither the old nor the
 * new file: the new bytes are kept, too.
 */
static int write_job(struct jsec *session, const struct jsec_plan *plan, struct job *j)
{
	struct identity identity = {0};
	struct item *it = j->item;
	struct replacement r = make_replacement(j);
	bool in_place = !j->replacing;
	int rc = in_place ? redo_begin(&session->store, &j->keep, r.bytes, &it->err) : 0;

	rc = rc ? rc : job_identity(plan, j, &identity);
	if (!rc)
		rc = in_place ? replace_in_place(&r, &it->err)
			      : replace_commit(j->replacing, &it->err);
	identity_restore(&identity);
	if (rc)
		return rc;
	if (in_place) {
		redo_end(&session->store);
		strv_adds(&it->notes,
			"it is a mount point, as in containers: overwritten in place, which is "
			"not atomic (had it been interrupted, the next run would finish it)");
	}
	return read_back(session, j, meta_to_write(it));
}

static void finish(const struct jsec_plan *plan, struct item *it)
{
	bool restored = plan->request.action == JSEC_RESTORE;

	it->public.would_change = 0;
	if (it->err.public.code == JSEC_OK)
		it->public.patched = strcmp(it->written, it->pristine) != 0;
	item_publish(it, restored ? JSEC_RESTORED : JSEC_PATCHED);
}

/* What an earlier run left when it was killed goes, also where nothing is to be done. */
static void clean_up(
	struct jsec *session, const struct jsec_plan *plan, const struct item *it)
{
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (it->install->opened &&
		!root_resolve(&session->root, it->install->opened, geteuid(), &place,
			&ignored) &&
		!item_identity(it, plan->request.force, &identity, &ignored))
		replace_clean(place.dir);
}

/* The backup comes first, but is waited for last: what it needs synced is fewer then. */
static void write_batch(struct jsec *session, struct jsec_plan *plan, struct batch *b)
{
	int rc = save_batch(session, request_name(&plan->request), b);

	for (size_t i = 0; !rc && i < b->n; i++)
		begin_job(plan, &b->jobs[i]);
	rc = rc ? rc
		: store_confirm(&session->store, b->saved, b->keeps, b->n_keeps, &b->err);
	for (size_t i = 0; i < b->n; i++) {
		struct job *j = &b->jobs[i];

		if (rc)
			err_copy(&j->item->err, &b->err.public);
		else if (j->item->err.public.code == JSEC_OK && j->kept)
			write_job(session, plan, j);
	}
}

static void batch_done(const struct jsec_plan *plan, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct job *j = &b->jobs[i];
		IDENTITY_AUTO struct identity identity = {0};
		ERR_AUTO struct err ignored = {0};

		finish(plan, j->item);
		item_identity(j->item, plan->request.force, &identity, &ignored);
		replace_end(j->replacing);
		place_done(&j->place);
		free(j->member_path);
	}
	free(b->jobs);
	free(b->keeps);
	err_done(&b->err);
}

void commit(struct jsec *session, struct jsec_plan *plan)
{
	struct batch b = {.jobs = calloc(plan->n + 1, sizeof *b.jobs)};

	for (size_t i = 0; i < plan->n; i++) {
		struct item *it = &plan->items[i];
		if (!it->public.would_change) {
			clean_up(session, plan, it);
			continue;
		}
		if (!b.jobs) {
			err_memory(&it->err);
			finish(plan, it);
			continue;
		}
		struct job *j = &b.jobs[b.n];
		*j = (struct job){.item = it, .place = PLACE_NONE};
		if (!open_job(session, plan, j) && !fill_keep(j)) {
			b.n++;
			continue;
		}
		place_done(&j->place);
		finish(plan, it);
	}
	if (b.n)
		write_batch(session, plan, &b);
	batch_done(plan, &b);
	store_prune(&session->store);
}
