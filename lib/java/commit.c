/* SPDX-License-Identifier: MIT */
/* Backs up all files of a plan, then replaces each of them and reads it back. */
#include "java/commit.h"

#include "java/history.h"
#include "java/redo.h"
#include "java/undo.h"
#include "java/vendor.h"
#include "sys/replace.h"

#include <stdlib.h>

/* An item that is being written. */
struct job {
	struct item *item;
	struct place place;
	enum replace_way way;
	char *member_path;
	struct keep keep;
	struct keep vendor;	     /* the vendor's newer file, where that is adopted */
	bool kept;		     /* its backup is there */
	struct replacing *replacing; /* NULL before it began, or in place */
	bool tried;		     /* its file may have been written */
};

static int job_identity(
	const struct jsec_plan *plan, const struct job *j, struct identity *ret)
{
	return item_identity(
		j->item, request_has(&plan->request, JSEC_FORCE), ret, &j->item->err);
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
		!span_equal(buf_span(&bytes), blob_span(it->old)) ||
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
		.member = {j->member_path, blob_span(it->old), &it->old_meta},
		.file = it->install->file,
	};
	memcpy(j->keep.was, it->was, DIGEST_SIZE);
	memcpy(j->keep.written, it->written, DIGEST_SIZE);
	memcpy(j->keep.pristine, it->pristine, DIGEST_SIZE);
	j->vendor = j->keep;
	j->vendor.member.bytes = buf_span(&it->adopted);
	j->vendor.member.meta = &it->adopted_meta;
	memcpy(j->vendor.was, it->pristine, DIGEST_SIZE);
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

	b->keeps = calloc(2 * b->n, sizeof *b->keeps);
	if (!b->keeps)
		return err_memory(&b->err);
	for (size_t i = 0; !rc && i < b->n; i++) {
		struct job *j = &b->jobs[i];
		bool adopts = j->item->adopted.data != NULL;
		const struct backup *before =
			adopts ? NULL : store_kept(&session->store, &j->keep);
		if (before) {
			rc = note_backup(j, before);
			continue;
		}
		b->keeps[b->n_keeps++] = j->keep;
		if (adopts)
			b->keeps[b->n_keeps++] = j->vendor;
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
	if (!rc && (!span_equal(buf_span(&bytes), blob_span(it->made)) ||
			   !meta_equal(&now, meta)))
		rc = err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
			"was written, but is different now: something else changes it too");
	if (!rc)
		history_add(
			&session->store, &(struct moment){it->install->file,
						 now.st.st_ctim, it->was, it->written});
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
		.bytes = blob_span(it->made),
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

/* The vendor's file stands where it belongs now. */
static void remove_adopted(struct jsec *session, struct item *it)
{
	ERR_AUTO struct err why = {0};

	if (it->adopted.data &&
		vendor_remove(&session->root, it->waiting, &it->adopted_meta, &why))
		strv_addf(&it->notes, "it is adopted, but stays: %s", why.public.message);
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
	if (!rc)
		remove_adopted(session, it);
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
	enum jsec_action action = plan->request.action;
	enum jsec_state done = action == JSEC_RESTORE	? JSEC_RESTORED
			       : action == JSEC_SUSPEND ? JSEC_SUSPENDED
							: JSEC_PATCHED;

	it->public.would_change = 0;
	if (it->held)
		return;
	if (it->err.public.code == JSEC_OK)
		it->public.patched = strcmp(it->written, it->pristine) != 0;
	item_publish(it, done);
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
		!item_identity(
			it, request_has(&plan->request, JSEC_FORCE), &identity, &ignored))
		replace_clean(place.dir);
}

/* Before anything is suspended it is noted, so that whatever happens it can be resumed. */
static int note_suspended(struct jsec *session, struct jsec_plan *plan, struct batch *b)
{
	struct suspension *s = &plan->suspension;
	const char **files;
	char now[32];
	int rc = 0;

	if (plan->request.action != JSEC_SUSPEND)
		return 0;
	archive_time(now, sizeof now);
	free(s->records.action);
	free(s->records.time);
	s->records.action = strdup(plan->request.hook ? plan->request.hook : "suspend");
	s->records.time = strdup(now);
	files = calloc(b->n + 1, sizeof *files);
	if (!s->records.action || !s->records.time || !files)
		rc = err_memory(&b->err);
	for (size_t i = 0; !rc && i < b->n; i++)
		files[i] = b->jobs[i].keep.file;
	if (!rc)
		suspension_sift(s, files, b->n, false);
	free(files);
	for (size_t i = 0; !rc && i < b->n; i++) {
		const struct keep *k = &b->jobs[i].keep;
		if (records_add(&s->records, k->file, k->was, k->written, k->pristine))
			rc = err_memory(&b->err);
	}
	return rc ? rc : suspension_save(session, s, &b->err);
}

/*
 * What was done with an install otherwise ends its suspension, as does its end. Records of
 * installs that are no more go, too, where all installs are known.
 */
static void end_suspensions(struct jsec *session, struct jsec_plan *plan)
{
	struct suspension *s = &plan->suspension;
	bool drop_lost = plan->all && plan->request.action == JSEC_REAPPLY;
	ERR_AUTO struct err ignored = {0};
	size_t before = s->records.n, n_done = 0, n_all = 0;

	if (plan->request.action == JSEC_SUSPEND || !before)
		return;
	const char **done = calloc(plan->n + 1, sizeof *done);
	const char **all = calloc(plan->n + 1, sizeof *all);
	for (size_t i = 0; done && all && i < plan->n; i++) {
		const struct item *it = &plan->items[i];
		if (it->install->file)
			all[n_all++] = it->install->file;
		if (it->install->file && it->err.public.code == JSEC_OK)
			done[n_done++] = it->install->file;
	}
	if (done && all) {
		suspension_sift(s, done, n_done, false);
		if (drop_lost)
			suspension_sift(s, all, n_all, true);
	}
	free(done);
	free(all);
	if (s->records.n < before)
		suspension_save(session, s, &ignored);
}

/* What to do about a file that is the new one, and should not be. */
static void tell_stuck(struct item *it, const struct err *why)
{
	err_done(&it->err);
	err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
		"is changed, unlike others that have to go with it, and could not be put "
		"back: %s; put it back with --restore, or by hand from %s",
		why->public.message, it->backup.path);
}

/* Puts a file back, since `failed`, which may be the same, could not be written. */
static void take_back(struct jsec *session, const struct jsec_plan *plan, struct job *j,
	const struct item *failed)
{
	struct item *it = j->item;
	ERR_AUTO struct err why = {0};
	ERR_AUTO struct err first = {0};
	int rc = j->tried ? undo(session, it, request_has(&plan->request, JSEC_FORCE),
				    &why)
			  : 0;

	if (it != failed && rc >= 0)
		item_hold(it, failed);
	else if (rc < 0)
		tell_stuck(it, &why);
	if (it != failed || rc <= 0)
		return;
	err_move(&first, &it->err);
	err_set(&it->err, first.public.code, NULL, 0, "%s; so it was put back",
		first.public.message);
}

static void take_all_back(
	struct jsec *session, const struct jsec_plan *plan, const struct batch *b)
{
	const struct item *failed = plan->together ? plan_failed(plan) : NULL;

	for (size_t i = 0; failed && i < b->n; i++)
		take_back(session, plan, &b->jobs[i], failed);
}

/* The backup comes first, but is waited for last: what it needs synced is fewer then. */
static void write_batch(struct jsec *session, struct jsec_plan *plan, struct batch *b)
{
	int rc = save_batch(session, request_name(&plan->request), b);

	for (size_t i = 0; !rc && i < b->n; i++)
		begin_job(plan, &b->jobs[i]);
	rc = rc ? rc
		: store_confirm(&session->store, b->saved, b->keeps, b->n_keeps, &b->err);
	rc = rc ? rc : note_suspended(session, plan, b);
	for (size_t i = 0; i < b->n; i++) {
		struct job *j = &b->jobs[i];

		if (rc)
			err_copy(&j->item->err, &b->err.public);
		else if (j->item->err.public.code == JSEC_OK && j->kept &&
			 !(plan->together && plan_failed(plan))) {
			j->tried = true;
			write_job(session, plan, j);
		}
	}
	if (!rc)
		take_all_back(session, plan, b);
}

static void batch_done(const struct jsec_plan *plan, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct job *j = &b->jobs[i];
		IDENTITY_AUTO struct identity identity = {0};
		ERR_AUTO struct err ignored = {0};

		finish(plan, j->item);
		item_identity(j->item, request_has(&plan->request, JSEC_FORCE), &identity,
			&ignored);
		replace_end(j->replacing);
		place_done(&j->place);
		free(j->member_path);
	}
	free(b->jobs);
	free(b->keeps);
	err_done(&b->err);
}

/* First, so that an update hook never undoes what was just asked for. */
static int write_policy(struct jsec *session, struct jsec_plan *plan)
{
	struct jsec_policy *public = &plan->policy_public;

	if (!public->would_change)
		return 0;
	public->would_change = 0;
	if (policy_save(session, &plan->policy, buf_span(&plan->policy_new),
		    &plan->policy_err)) {
		plan_publish_policy(session, plan);
		return err_copy(&session->err, &plan->policy_err.public);
	}
	public->changed = public->present = 1;
	return 0;
}

int commit(struct jsec *session, struct jsec_plan *plan)
{
	int rc = write_policy(session, plan);

	if (rc)
		return rc;
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
	if (plan->together && plan_failed(plan))
		take_all_back(session, plan, &b);
	else if (b.n)
		write_batch(session, plan, &b);
	batch_done(plan, &b);
	end_suspensions(session, plan);
	store_prune(&session->store);
	return 0;
}
