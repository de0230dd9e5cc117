/* SPDX-License-Identifier: MIT */
/* Backs up all files of a plan, replaces each of them and reads it back. */
#include "apply/commit.h"

#include "apply/repack.h"
#include "apply/write.h"
#include "backup/backup.h"
#include "backup/history.h"
#include "backup/prune.h"
#include "backup/store.h"
#include "jre/install.h"
#include "jre/jvm.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/temporary.h"
#include "os/workers.h"
#include "plan/expiry.h"
#include "plan/item.h"
#include "plan/policy.h"
#include "plan/request.h"
#include "plan/suspension.h"
#include "plan/trust.h"
#include "search/tree_scan.h"
#include "text/manifest.h"

#include <stdlib.h>

#define OPEN_PER_JOB 16 /* open files, with the directories of their paths */
#define OPEN_AHEAD 4
#define MOST_AHEAD 1024
#define MOST_TRIES 100 /* to save files that others change meanwhile */

/* Files that are backed up and written together. */
struct commit_batch {
	struct jsec_plan *plan;
	struct writing *jobs; /* one for each item; without item: nothing to write */
	unsigned n_threads;
	size_t n_ahead;	 /* so many first files are begun while the backup is written */
	size_t n_loaded; /* so many of these are in memory */
	struct backup_keep *keeps; /* files that no archive has yet */
	size_t n_keeps;
	const struct backup *saved; /* the archive that has them now, or NULL */
	int rc;
	struct err err; /* of the backup; if set, nothing is written */
};

static int commit_note_backup(struct writing *w, const struct backup *b)
{
	struct item *it = w->item;

	it->out.backup = (struct jsec_backup){
		strdup(b->id), strdup(b->path), strdup(it->read.was)};
	w->kept = it->out.backup.id && it->out.backup.path && it->out.backup.sha256;
	return w->kept ? 0 : err_memory(&it->out.err);
}

/* Finds out which files have no backup yet. */
static int commit_collect(struct commit_batch *b)
{
	int rc = 0;

	b->n_keeps = 0;
	for (size_t i = 0; !rc && i < b->plan->n; i++) {
		struct writing *w = &b->jobs[i];
		struct backup_keep keep;
		if (!w->item || w->kept)
			continue;
		bool adopts = w->item->edit.vendor.blob != NULL;
		writing_make_keep(w, &keep);
		const struct backup *before =
			adopts ? NULL : store_find_kept(b->plan->store, &keep);
		if (before) {
			rc = commit_note_backup(w, before);
			continue;
		}
		b->keeps[b->n_keeps++] = keep;
		if (adopts)
			writing_make_vendor_keep(w, &b->keeps[b->n_keeps++]);
	}
	return rc;
}

static void commit_finish(const struct jsec_plan *plan, struct item *it)
{
	enum jsec_action action = plan->request.action;
	enum jsec_state done = action == JSEC_RESTORE	? JSEC_RESTORED
			       : action == JSEC_SUSPEND ? JSEC_SUSPENDED
							: JSEC_PATCHED;

	it->out.public.would_change = 0;
	if (it->out.held)
		return;
	if (it->out.err.public.code == JSEC_OK)
		it->out.public.patched = strcmp(it->edit.written, it->read.pristine) != 0;
	item_publish(it, done);
}

/* Gives the backup's error to the file that it could not read. Returns false if none. */
static bool commit_find_unsaved(struct commit_batch *b)
{
	for (size_t i = 0; i < b->plan->n; i++) {
		const struct writing *w = &b->jobs[i];
		if (!w->item || !w->differs)
			continue;
		if (w->item->out.err.public.code == JSEC_OK)
			err_copy(&w->item->out.err, &b->err.public);
		return true;
	}
	return false;
}

/*
 * Leaves out each file that has changed since the plan, or that cannot be written: a program
 * that changes one may change hundreds. Returns false if the backup failed for another reason.
 */
static bool commit_leave_out(struct commit_batch *b)
{
	if (b->plan->together || !commit_find_unsaved(b))
		return false;
	err_done(&b->err);
	for (size_t i = 0; i < b->plan->n; i++) {
		struct writing *w = &b->jobs[i];
		if (!w->item ||
			(w->item->out.err.public.code == JSEC_OK && !writing_check(w)))
			continue;
		writing_done(w);
		commit_finish(b->plan, w->item);
		w->item = NULL;
	}
	return true;
}

/* Saves all files that have no backup yet into one archive. Syncs it and reads it back. */
static int commit_save(struct commit_batch *b)
{
	const char *action = request_get_name(&b->plan->request);
	struct store *store = b->plan->store;
	int rc = commit_collect(b) ? err_memory(&b->err) : 0;

	if (!rc && b->n_keeps)
		rc = store_save(store, action, b->keeps, b->n_keeps, &b->saved, &b->err);
	for (size_t i = 0; !rc && b->saved && i < b->plan->n; i++)
		if (b->jobs[i].item && !b->jobs[i].kept)
			commit_note_backup(&b->jobs[i], b->saved);
	return rc ? rc : store_confirm(store, b->saved, b->keeps, b->n_keeps, &b->err);
}

/* Removes what a killed run left beside the file, even if the file does not change. */
static void commit_clean_up(const struct jsec_plan *plan, struct item *it)
{
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (it->install->opened &&
		!root_resolve(
			plan->context->root, it->install->opened, &place, &ignored) &&
		!trust_take_identity(
			it, request_has(&plan->request, JSEC_FORCE), &identity, &ignored))
		temporary_clean(&place, &it->out.notes);
}

/*
 * Records what will be suspended before it is written: it can be resumed after a crash,
 * too.
 */
static int commit_note_suspended(struct commit_batch *b)
{
	struct jsec_plan *plan = b->plan;
	struct suspension *s = &plan->suspension;
	const char **files;
	char now[32];
	size_t n = 0;
	int rc = 0;

	if (plan->request.action != JSEC_SUSPEND)
		return 0;
	backup_format_time(now, sizeof now);
	free(s->records.action);
	free(s->records.time);
	s->records.action = strdup(plan->request.hook ? plan->request.hook : "suspend");
	s->records.time = strdup(now);
	files = calloc(plan->n + 1, sizeof *files);
	if (!s->records.action || !s->records.time || !files)
		rc = err_memory(&b->err);
	for (size_t i = 0; !rc && i < plan->n; i++)
		if (b->jobs[i].item)
			files[n++] = b->jobs[i].item->install->file;
	if (!rc)
		suspension_sift(s, files, n, false);
	free(files);
	for (size_t i = 0; !rc && i < plan->n; i++) {
		struct backup_keep keep;
		if (!b->jobs[i].item)
			continue;
		writing_make_keep(&b->jobs[i], &keep);
		const struct record r = backup_describe(&keep);
		if (records_add(&s->records, &r))
			rc = err_memory(&b->err);
	}
	return rc ? rc : suspension_save(b->plan->store, s, &b->err);
}

/* Another run may have changed the record since the plan was made without the lock. */
static int commit_load_suspension(struct jsec_plan *plan, struct err *e)
{
	suspension_done(&plan->suspension);
	return suspension_load(plan->store, &plan->suspension, e);
}

/*
 * Drops the records of installs that this run put back, or changed, without an error. A
 * reapply of all installs also drops those of installs that do not exist any more, if all
 * could be examined.
 */
static int commit_end_suspensions(struct jsec_plan *plan, struct err *e)
{
	struct suspension *s = &plan->suspension;
	bool drop_lost = plan->all && plan->request.action == JSEC_REAPPLY &&
			 !plan_find_failed(plan);
	size_t before = s->records.n, n_done = 0, n_all = 0;

	if (plan->request.action == JSEC_SUSPEND || !before)
		return 0;
	const char **done = calloc(plan->n + 1, sizeof *done);
	const char **all = calloc(plan->n + 1, sizeof *all);
	for (size_t i = 0; done && all && i < plan->n; i++) {
		const struct item *it = &plan->items[i];
		if (it->install->file)
			all[n_all++] = it->install->file;
		bool ends = plan->request.action == JSEC_REAPPLY ||
			    plan->request.action == JSEC_RESTORE || it->out.written;
		if (it->install->file && ends && it->out.err.public.code == JSEC_OK)
			done[n_done++] = it->install->file;
	}
	int rc = done && all ? 0 : err_memory(e);
	if (!rc)
		suspension_sift(s, done, n_done, false);
	if (!rc && drop_lost)
		suspension_sift(s, all, n_all, true);
	free(done);
	free(all);
	return rc || s->records.n == before ? rc : suspension_save(plan->store, s, e);
}

static void commit_tell(void *data, size_t done)
{
	const struct commit_batch *b = data;

	watcher_tell(b->plan->watcher,
		&(struct jsec_progress){
			.stage = JSEC_WRITING, .done = done, .all = b->plan->n});
}

/*
 * Opens the file of an item that changes, and checks that it is still the same. Cleans up
 * beside the others.
 */
static void commit_prepare(void *data, size_t i, unsigned thread)
{
	struct commit_batch *b = data;
	struct item *it = &b->plan->items[i];
	struct writing *w = &b->jobs[i];

	(void)thread;
	*w = (struct writing){.item = it, .plan = b->plan};
	if (it->install->kind == INSTALL_IN_ARCHIVE) { /* repack_archive() does it */
		w->item = NULL;
	} else if (!it->out.public.would_change) {
		if (!it->read.clean)
			commit_clean_up(b->plan, it);
		w->item = NULL;
	} else if (writing_open(w) || (i < b->n_loaded && writing_load(w))) {
		writing_shut(w);
		commit_finish(b->plan, it);
		w->item = NULL;
	}
	if (i >= b->n_ahead)
		writing_shut(w);
}

/*
 * The first piece is the backup. The next ones begin the first files meanwhile. A last one
 * may be a look at the running programs, for those who ask later which of them to restart.
 */
static void commit_begin(void *data, size_t i, unsigned thread)
{
	struct commit_batch *b = data;

	(void)thread;
	if (!i)
		b->rc = commit_save(b);
	else if (i > b->n_ahead)
		procs_look(b->plan->context->seen, JVM_LIBRARY);
	else if (b->jobs[i - 1].item && b->jobs[i - 1].way == REPLACE_ATOMIC)
		writing_begin(&b->jobs[i - 1]);
}

static bool commit_may_write(const struct commit_batch *b, const struct writing *w)
{
	return w->item && w->kept && w->item->out.err.public.code == JSEC_OK &&
	       !(b->plan->together && plan_find_failed(b->plan));
}

/* Writes one file. Those written in place come later, one by one: they share a journal. */
static void commit_write_atomic(void *data, size_t i, unsigned thread)
{
	struct commit_batch *b = data;
	struct writing *w = &b->jobs[i];

	(void)thread;
	if (!commit_may_write(b, w) || (w->way != REPLACE_ATOMIC && !b->plan->together))
		return;
	if (!writing_begin(w))
		writing_finish(w);
	writing_done(w);
}

static void commit_write_in_place(struct commit_batch *b)
{
	for (size_t i = 0; !b->plan->together && i < b->plan->n; i++) {
		struct writing *w = &b->jobs[i];
		if (w->way != REPLACE_IN_PLACE || !commit_may_write(b, w))
			continue;
		if (!writing_begin(w))
			writing_finish(w);
		writing_done(w);
	}
}

static void commit_run(struct commit_batch *b, size_t n,
	void (*work)(void *, size_t, unsigned), void (*progress)(void *, size_t))
{
	crew_run(&(struct crew){.n = n, .work = work, .data = b, .tell = progress},
		b->n_threads);
}

/*
 * Writes new files beside the old ones while the backup is written, and syncs them all at
 * once. No file gets its place before the backup has been read back.
 */
static void commit_write_batch(struct commit_batch *b)
{
	const bool looks = b->plan->request.restarts && b->n_threads > 1;

	b->keeps = calloc(2 * b->plan->n + 1, sizeof *b->keeps);
	b->rc = b->keeps ? 0 : err_memory(&b->err);
	if (!b->rc)
		commit_run(b, b->n_ahead + 1 + looks, commit_begin, NULL);
	for (int tries = 0; b->rc && tries < MOST_TRIES && commit_leave_out(b); tries++)
		b->rc = commit_save(b);
	b->rc = b->rc ? b->rc : commit_note_suspended(b);
	if (!b->rc && store_lacks_memory(b->plan->store))
		b->rc = err_memory(&b->err);
	for (size_t i = 0; b->rc && i < b->plan->n; i++)
		if (b->jobs[i].item)
			err_copy(&b->jobs[i].item->out.err, &b->err.public);
	if (b->rc)
		return;
	commit_run(b, b->plan->n, commit_write_atomic, commit_tell);
	commit_write_in_place(b);
}

/* Puts all files back if they belong together and one failed. */
static void commit_take_all_back(struct commit_batch *b)
{
	const struct item *failed = b->plan->together ? plan_find_failed(b->plan) : NULL;

	for (size_t i = 0; !b->rc && failed && i < b->plan->n; i++)
		if (b->jobs[i].item)
			writing_take_back(&b->jobs[i], failed);
}

/*
 * Finds out since when the bytes that were replaced had been in place for an update: since
 * they were suspended or, for a reapply, since somebody else replaced ours, or brought them
 * after the policy. Sets zero if an update is not why they were replaced.
 */
static struct file_time commit_find_since(
	const struct jsec_plan *plan, const struct history *h, const struct item *it)
{
	const struct file_time none = {0}, changed = it->read.file.meta.info.changed;
	const struct history_line *last = history_find_last(h, it->install->file);
	char written[DIGEST_SIZE] = "";

	if (plan->request.action == JSEC_SUSPEND)
		return none;
	if (last)
		memcpy(written, last->written.data, DIGEST_SIZE - 1);
	if (last && suspension_find(&plan->suspension, it->install->file, written))
		return history_get_time(last);
	if (plan->request.action != JSEC_REAPPLY)
		return none;
	bool is_new =
		last ? strcmp(written, it->read.was) != 0
		     : plan->policy.present && file_time_is_later(changed,
						       plan->policy.meta.info.changed);
	return is_new ? changed : none;
}

static int commit_add_history(const struct commit_batch *b, struct err *e)
{
	HISTORY_AUTO struct history history = {0};
	struct moment *moments = calloc(b->plan->n + 1, sizeof *moments);
	size_t n = 0;
	int rc = moments ? 0 : err_memory(e);

	for (size_t i = 0; !rc && i < b->plan->n; i++) {
		const struct writing *w = &b->jobs[i];
		if (!w->item || !w->written.seconds)
			continue;
		rc = history.lines ? 0 : history_load(b->plan->store, &history, e);
		moments[n++] = (struct moment){w->item->install->file, w->written,
			w->item->read.was, w->item->edit.written,
			commit_find_since(b->plan, &history, w->item)};
	}
	if (n && !rc)
		rc = history_add(b->plan->store, moments, n, e);
	free(moments);
	return rc;
}

static void commit_batch_done(struct commit_batch *b)
{
	for (size_t i = 0; i < b->plan->n; i++) {
		if (b->jobs[i].item)
			commit_finish(b->plan, b->jobs[i].item);
		writing_done(&b->jobs[i]);
	}
	free(b->jobs);
	free(b->keeps);
	err_done(&b->err);
}

/*
 * Runs before the files are changed, if there is something to remember. Otherwise an
 * update hook could undo the change.
 */
static int commit_write_policy(struct jsec_plan *plan, struct err *e)
{
	struct jsec_policy *public = &plan->policy_public;

	if (!public->would_change) {
		if (plan->policy.present)
			temporary_clean(&plan->policy.place, &plan->policy_notes);
		plan_publish_policy(plan);
		return 0;
	}
	public->would_change = 0;
	int rc = store_sync_made(plan->store, e);
	if (rc)
		return rc;
	if (policy_save(plan->policy_place, &plan->policy, buf_span(&plan->policy_new),
		    &plan->policy_notes, &plan->policy_err)) {
		plan_publish_policy(plan);
		return err_copy(e, &plan->policy_err.public);
	}
	plan_publish_policy(plan);
	public->changed = public->present = 1;
	return 0;
}

/* Rules are removed last, and only if all installs were restored. */
static int commit_forget_rules(struct jsec_plan *plan, struct err *e)
{
	if (!request_has(&plan->request, JSEC_FORGET) || !plan->policy.present)
		return 0;
	if (!plan_keep_rules(plan))
		return commit_write_policy(plan, e);
	plan->policy_public.would_change = 0;
	plan_publish_policy(plan);
	return 0;
}

/* Fails if there is nothing to change, unless the action needs no change. */
static int commit_check_any(const struct jsec_plan *plan, struct err *e)
{
	enum jsec_action action = plan->request.action;
	size_t n_skipped = 0;

	for (size_t i = 0; i < plan->n; i++)
		n_skipped += plan->items[i].out.public.state == JSEC_SKIPPED;
	if (n_skipped < plan->n || action == JSEC_LIST || action == JSEC_REAPPLY ||
		action == JSEC_SUSPEND)
		return 0;
	if (plan->n)
		return err_set(e, JSEC_NOT_FOUND, NULL, 0,
			"nothing was changed: all %zu installs were skipped", plan->n);
	return err_set(e, JSEC_NOT_FOUND, NULL, 0, "nothing was changed: no %s was found",
		plan->together ? "file of Access Manager" : "Java install");
}

/* Deletes what the plan has said, and records what is gone, for later runs. */
static int commit_expire(const struct jsec_plan *plan, struct err *e)
{
	const struct expiry x = {
		plan->context, plan->store, plan->policy.rules.keep_gone};

	return x.days && !err_public(&plan->policy_err)
		       ? expiry_run(&x, &plan->expired, e)
		       : 0;
}

/* Each file that is begun has four open files: two folders, the old and the new file. */
static size_t commit_count_ahead(size_t n)
{
	size_t most = crew_count_open(OPEN_AHEAD);

	most = most < MOST_AHEAD ? most : MOST_AHEAD;
	return n < most ? n : most;
}

static int commit_write(struct jsec_plan *plan, struct err *e)
{
	struct commit_batch b = {.plan = plan,
		.jobs = calloc(plan->n + 1, sizeof *b.jobs),
		.n_threads = plan->together ? 1 : crew_count(OPEN_PER_JOB)};
	int rc = b.jobs && !store_lacks_memory(plan->store)
			 ? commit_load_suspension(plan, e)
			 : err_memory(e);
	bool any = false;

	if (!rc && !request_has(&plan->request, JSEC_FORGET))
		rc = commit_write_policy(plan, e);
	if (rc) {
		free(b.jobs);
		return rc;
	}
	b.n_ahead = plan->together ? plan->n : commit_count_ahead(plan->n);
	b.n_loaded = plan->together || b.n_ahead < b.n_threads ? b.n_ahead : b.n_threads;
	commit_run(&b, plan->n, commit_prepare, NULL);
	for (size_t i = 0; i < plan->n; i++)
		any = any || b.jobs[i].item;
	if (any && !(plan->together && plan_find_failed(plan)))
		commit_write_batch(&b);
	commit_take_all_back(&b);
	rc = commit_add_history(&b, e);
	commit_batch_done(&b);
	repack_archive(plan);
	int ended = commit_end_suspensions(plan, e);
	rc = rc ? rc : ended;
	rc = rc ? rc : commit_forget_rules(plan, e);
	if (store_lacks_memory(plan->store))
		return rc;
	prune_backups(plan->store);
	ended = commit_expire(plan, e);
	return rc ? rc : ended;
}

int commit_plan(struct jsec_plan *plan, struct err *e)
{
	int rc = commit_check_any(plan, e);

	/* No backup is needed: the state directory stays as it is and is not locked. */
	if (!rc && plan->request.output)
		repack_archive(plan);
	else if (!rc)
		rc = commit_write(plan, e);
	/* Later runs find the directories that were made, and do not sync them. */
	int synced = store_sync_made(plan->store, e);
	rc = rc ? rc : synced;
	return rc ? rc : plan_judge(plan, e);
}
