/* SPDX-License-Identifier: MIT */
/* Drops rules, records and backups of products that were uninstalled. */
#include "apply/forget.h"

#include "backup/backup.h"
#include "backup/history.h"
#include "backup/sharing.h"
#include "backup/store.h"
#include "os/temporary.h"
#include "text/diff.h"
#include "text/path_pattern.h"

#include <stdlib.h>

void forget_free(struct forgetting *f)
{
	if (!f)
		return;
	gone_done(&f->gone);
	policy_file_done(&f->policy);
	buf_done(&f->policy_new);
	buf_done(&f->policy_diff);
	emitted_files_done(&f->emitted);
	suspension_done(&f->suspension);
	free(f->marked);
	err_done(&f->doubt);
	strv_done(&f->files);
	strv_done(&f->rules);
	strv_done(&f->backups);
	strv_done(&f->kept);
	strv_done(&f->overrides);
	strv_done(&f->suspended);
	note_list_done(&f->notes);
	free(f);
}

static int forget_load(struct forgetting *f, struct err *e)
{
	int rc = policy_load(f->context, f->policy_place, &f->policy, e);

	rc = rc ? rc : store_load(f->store, e);
	rc = rc ? rc : emitted_load(f->store, &f->emitted, e);
	rc = rc ? rc : suspension_load(f->store, &f->suspension, e);
	f->marked = calloc(f->store->n + 1, sizeof *f->marked);
	return rc || f->marked ? rc : err_memory(e);
}

static void forget_note_records(struct gone_products *gone, const struct records *r)
{
	for (size_t i = 0; i < r->n; i++) {
		gone_note(gone, r->items[i].file);
		if (r->items[i].home)
			gone_note(gone, r->items[i].home);
	}
}

/* Notes all paths that are known to be of installs. */
static int forget_note_all(struct forgetting *f, struct err *e)
{
	STRV_AUTO struct strv targets = {0};
	int rc = policy_targets(&f->policy, &targets, e);

	for (size_t i = 0; !rc && i < targets.n; i++) {
		char *path = path_pattern_get_path(targets.items[i]);
		if (path && !path_pattern_is(targets.items[i]))
			gone_note(&f->gone, path);
		rc = path ? 0 : err_memory(e);
		free(path);
	}
	for (size_t i = 0; i < f->emitted.n; i++)
		gone_note(&f->gone, f->emitted.items[i].home);
	forget_note_records(&f->gone, &f->suspension.records);
	for (size_t i = 0; i < f->store->n; i++)
		forget_note_records(&f->gone, &f->store->items[i].records);
	return rc;
}

static int forget_plan_policy(struct forgetting *f, struct err *e)
{
	int rc = policy_forget_gone(
		&f->policy, &f->gone, &f->rules, &f->notes, &f->policy_new, e);

	if (rc || !f->rules.n)
		return rc;
	diff_write(buf_span(&f->policy.bytes), buf_span(&f->policy_new),
		f->policy_place->path, &f->policy_diff);
	return f->policy_diff.failed ? err_memory(e) : 0;
}

static void forget_plan_overrides(struct forgetting *f)
{
	for (size_t i = 0; i < f->emitted.n; i++) {
		const struct emitted *it = &f->emitted.items[i];
		if (gone_judge_home(&f->gone, it->home) != GONE_THEIRS)
			continue;
		strv_adds(&f->overrides, it->file);
		note_list_add(&f->notes, NOTE_NOT_RENEWED,
			"%s is no longer renewed: remove it if no program uses it",
			it->file);
	}
	for (size_t i = 0; i < f->overrides.n; i++)
		emitted_drop(&f->emitted, f->overrides.items[i]);
}

static void forget_find_files_of(struct forgetting *f, const struct records *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (gone_judge_file(&f->gone, &r->items[i]) == GONE_THEIRS &&
			!strv_has(&f->files, r->items[i].file))
			strv_adds(&f->files, r->items[i].file);
}

/* Before the records are judged: one of them may know the home of a file, another not. */
static void forget_find_files(struct forgetting *f)
{
	forget_find_files_of(f, &f->suspension.records);
	for (size_t i = 0; i < f->store->n; i++)
		forget_find_files_of(f, &f->store->items[i].records);
}

static enum gone_verdict forget_judge(struct forgetting *f, const struct record *r)
{
	return strv_has(&f->files, r->file) ? GONE_THEIRS : gone_judge_file(&f->gone, r);
}

static void forget_plan_suspended(struct forgetting *f)
{
	const struct records *r = &f->suspension.records;

	for (size_t i = 0; i < r->n; i++)
		if (forget_judge(f, &r->items[i]) == GONE_THEIRS)
			strv_adds(&f->suspended, r->items[i].file);
	if (f->suspended.n)
		suspension_sift(&f->suspension, (const char **)f->suspended.items,
			f->suspended.n, false);
}

/* Which files a backup archive holds. */
struct forget_contents {
	size_t n_theirs, n_others;
	const char *other;    /* first file of another product */
	const char *existing; /* first file of these products that still exists */
};

static struct forget_contents forget_look(struct forgetting *f, const struct backup *b)
{
	struct forget_contents c = {0};

	for (size_t i = 0; i < b->records.n; i++) {
		const struct record *r = &b->records.items[i];
		enum gone_verdict verdict = forget_judge(f, r);
		if (verdict == GONE_NOT_THEIRS)
			c.other = c.n_others++ ? c.other : r->file;
		else
			c.n_theirs++;
		if (verdict == GONE_STILL_THERE && !c.existing)
			c.existing = r->file;
	}
	return c;
}

/* Keeps a damaged archive that has, or may have, files of these products. */
static void forget_keep_damaged(
	struct forgetting *f, const struct backup *b, const struct err *damage)
{
	strv_adds(&f->kept, b->path);
	note_list_add(
		&f->notes, NOTE_BACKUP_DAMAGED, "%s; it is kept", damage->public.message);
	err_copy(&f->doubt, &damage->public);
}

static void forget_plan_backup(struct forgetting *f, size_t nth)
{
	const struct backup *b = &f->store->items[nth];
	struct forget_contents c = forget_look(f, b);
	ERR_AUTO struct err damage = {0};
	int rc = store_check(f->store, b, &damage);

	if (rc == -JSEC_NOT_FOUND) /* another run has deleted it meanwhile */
		return;
	if (rc && (c.n_theirs || !b->names_all)) {
		forget_keep_damaged(f, b, &damage);
	} else if (c.existing) {
		strv_adds(&f->kept, b->path);
		note_list_add(&f->notes, NOTE_STILL_THERE,
			"%s is kept: its file %s still exists", b->path, c.existing);
	} else if (c.n_theirs && c.n_others) {
		strv_adds(&f->kept, b->path);
		note_list_add(&f->notes, NOTE_BACKUP_SHARED,
			"%s is kept: it also holds %s", b->path, c.other);
	} else if (c.n_theirs) {
		f->marked[nth] = true;
	}
}

/* Keeps what has bytes of an archive that is kept. */
static int forget_keep_bases(struct forgetting *f, struct err *e)
{
	const struct store *s = f->store;
	bool *needed = calloc(s->n + 1, sizeof *needed);

	if (!needed)
		return err_memory(e);
	for (size_t i = 0; i < s->n; i++)
		needed[i] = !f->marked[i];
	sharing_mark_bases(s->items, s->n, needed);
	for (size_t i = 0; i < s->n; i++) {
		const char *path = s->items[i].path;
		if (f->marked[i] && needed[i])
			note_list_add(&f->notes, NOTE_BACKUP_SHARED,
				"%s is kept: other backups have links to its bytes",
				path);
		if (f->marked[i])
			strv_adds(needed[i] ? &f->kept : &f->backups, path);
		f->marked[i] = f->marked[i] && !needed[i];
	}
	free(needed);
	return 0;
}

static int forget_check(const struct forgetting *f, bool force, struct err *e)
{
	const char *unknown = gone_find_unknown(&f->gone);
	const struct jsec_error *doubt = err_public(&f->doubt);

	if (err_public(&f->gone.err))
		return err_copy(e, &f->gone.err.public);
	if (f->files.failed || f->backups.failed || f->kept.failed ||
		f->overrides.failed || f->suspended.failed || f->notes.failed)
		return err_memory(e);
	if (doubt && (!force || unknown || doubt->code == JSEC_NO_MEMORY))
		return err_copy(e, doubt);
	if (unknown)
		return err_set(e, JSEC_NOT_FOUND, unknown, 0,
			"nothing is known of it: no rule and no backup");
	return 0;
}

static void forget_publish(struct forgetting *f)
{
	f->public = (struct jsec_forgotten){
		.changed = f->rules.n || f->backups.n || f->overrides.n || f->suspended.n,
		.policy = f->policy.present ? f->policy_place->path : NULL,
		.rules = strv_list(&f->rules),
		.backups = strv_list(&f->backups),
		.kept = strv_list(&f->kept),
		.overrides = strv_list(&f->overrides),
		.suspended = strv_list(&f->suspended),
		.notes = note_list_get(&f->notes),
		.diff = f->policy_diff.size ? buf_str(&f->policy_diff) : NULL,
		.diff_size = f->policy_diff.size,
	};
}

int forget_plan(const struct forgetting *with, const char *const *paths, size_t n,
	bool force, struct forgetting **ret, struct err *e)
{
	struct forgetting *f = malloc(sizeof *f);

	if (!f)
		return err_memory(e);
	*f = (struct forgetting){.context = with->context,
		.store = with->store,
		.policy_place = with->policy_place,
		.policy = {.place = PLACE_NONE}};
	int rc = gone_init(&f->gone, f->context, paths, n, e);
	rc = rc ? rc : forget_load(f, e);
	rc = rc ? rc : forget_note_all(f, e);
	rc = rc ? rc : forget_plan_policy(f, e);
	if (!rc) {
		forget_plan_overrides(f);
		forget_find_files(f);
		forget_plan_suspended(f);
		for (size_t i = 0; i < f->store->n; i++)
			forget_plan_backup(f, i);
		rc = forget_keep_bases(f, e);
		rc = rc ? rc : forget_check(f, force, e);
	}
	forget_publish(f);
	if (rc)
		forget_free(f);
	else
		*ret = f;
	return rc;
}

/*
 * The rules go first: another product installed at this path meanwhile is then not
 * changed. The backups go last: only they say which files a home had, so the next run can
 * finish a run that was killed.
 */
int forget_commit(struct forgetting *f, struct err *e)
{
	int rc = 0;

	if (store_lacks_memory(f->store))
		return err_memory(e);
	if (f->rules.n)
		rc = policy_save(f->policy_place, &f->policy, buf_span(&f->policy_new),
			&f->notes, e);
	else if (f->policy.present)
		temporary_clean(&f->policy.place, &f->notes);
	f->public.notes = note_list_get(&f->notes);
	if (!rc && f->overrides.n)
		rc = emitted_save(f->store, &f->emitted, e);
	if (!rc && f->suspended.n)
		rc = suspension_save(f->store, &f->suspension, e);
	if (!rc && f->files.n)
		rc = history_drop(f->store, &f->files, e);
	return rc ? rc : store_delete(f->store, f->marked, e);
}
