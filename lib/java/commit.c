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
	bool kept; /* its backup is there */
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

	it->backup = (struct jsec_backup){strdup(b->id), strdup(b->path), strdup(it->was)};
	j->kept = it->backup.id && it->backup.path && it->backup.sha256;
	return j->kept ? 0 : err_memory(&it->err);
}

/* One archive for all that no archive has yet. Where it fails, nothing goes on. */
static void back_up(struct jsec *session, const char *action, struct job *jobs, size_t n)
{
	struct keep *keeps = calloc(n, sizeof *keeps);
	const struct backup *b = NULL;
	ERR_AUTO struct err why = {0};
	size_t n_keeps = 0;
	int rc = keeps ? 0 : err_memory(&why);

	for (size_t i = 0; !rc && i < n; i++) {
		const struct backup *before = store_kept(&session->store, &jobs[i].keep);
		if (before)
			rc = note_backup(&jobs[i], before);
		else
			keeps[n_keeps++] = jobs[i].keep;
	}
	if (!rc && n_keeps)
		rc = store_save(&session->store, action, keeps, n_keeps, &b, &why);
	for (size_t i = 0; i < n; i++) {
		if (rc && why.public.code != JSEC_OK)
			err_copy(&jobs[i].item->err, &why.public);
		else if (rc)
			err_memory(&jobs[i].item->err);
		else if (!jobs[i].kept)
			note_backup(&jobs[i], b);
	}
	free(keeps);
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

/* The backup is not enough: a kill half-way leaves neither the old nor the new file. */
static int write_in_place(
	struct jsec *session, const struct job *j, const struct replacement *r)
{
	struct item *it = j->item;
	int rc = redo_begin(&session->store, &j->keep, r->bytes, &it->err);

	rc = rc ? rc : replace_in_place(r, &it->err);
	if (rc)
		return rc;
	redo_end(&session->store);
	strv_adds(&it->notes,
		"it is a mount point, as in containers: overwritten in place, which is not "
		"atomic (had it been interrupted, the next run would have finished it)");
	return 0;
}

static int write_job(struct jsec *session, const struct jsec_plan *plan, struct job *j)
{
	struct identity identity;
	struct item *it = j->item;
	const struct meta *meta = it->restores ? &it->new_meta : &it->old_meta;
	struct replacement r = {
		.place = &j->place,
		.old = &it->old_meta,
		.meta = meta,
		.bytes = buf_span(&it->new),
		.keep_times = it->restores,
	};
	int rc = job_identity(plan, j, &identity);

	if (rc)
		return rc;
	rc = j->way == REPLACE_ATOMIC ? replace_file(&r, &it->err)
				      : write_in_place(session, j, &r);
	identity_restore(&identity);
	return rc ? rc : read_back(session, j, meta);
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
static void clean_up(struct jsec *session, const struct jsec_plan *plan,
	const struct item *it)
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

void commit(struct jsec *session, struct jsec_plan *plan)
{
	struct job *jobs = calloc(plan->n + 1, sizeof *jobs);
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++) {
		struct item *it = &plan->items[i];
		if (!it->public.would_change) {
			clean_up(session, plan, it);
			continue;
		}
		if (!jobs) {
			err_memory(&it->err);
			finish(plan, it);
			continue;
		}
		struct job *j = &jobs[n];
		*j = (struct job){.item = it, .place = PLACE_NONE};
		if (!open_job(session, plan, j) && !fill_keep(j)) {
			n++;
			continue;
		}
		place_done(&j->place);
		finish(plan, it);
	}
	if (n)
		back_up(session, request_name(&plan->request), jobs, n);
	for (size_t i = 0; i < n; i++) {
		if (jobs[i].kept)
			write_job(session, plan, &jobs[i]);
		finish(plan, jobs[i].item);
		place_done(&jobs[i].place);
		free(jobs[i].member_path);
	}
	free(jobs);
	if (n)
		store_prune(&session->store);
}
