/* SPDX-License-Identifier: MIT */
/* Removes the recorded files and links of hooks, unless they were changed since. */
#include "hooks/hook_job.h"
#include "hooks/hook_run.h"

#include "archive/digest.h"
#include "hooks/hook_records.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"

#include <stdlib.h>

static int hook_remove_file_is_ours(
	const struct place *p, const struct hook_entry *entry, bool *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	char digest[DIGEST_SIZE];
	int rc = file_read(p, &bytes, &meta, e);

	if (rc)
		return rc;
	digest_compute(buf_span(&bytes), digest);
	*ret = strstr(entry->value, digest) != NULL;
	return 0;
}

static int hook_remove_is_ours(
	const struct place *p, const struct hook_entry *entry, bool *ret, struct err *e)
{
	*ret = false;
	if (entry->kind == HOOK_FILE)
		return p->info.kind == FILE_REGULAR
			       ? hook_remove_file_is_ours(p, entry, ret, e)
			       : 0;
	return place_links_to(p, entry->value, ret, e);
}

/* Removes the file or link of an entry. If it was changed, `force` is necessary. */
static int hook_remove_entry(
	const struct hook_job *j, struct hook *h, const struct hook_entry *entry)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err missing = {0};
	bool ours = false;
	int rc = root_resolve_entry(j->list->root, entry->path, &p, &missing);

	if (!rc)
		hook_job_clean(j, h, &p);
	if (rc == -JSEC_NOT_FOUND || (!rc && !p.info.kind))
		return 0;
	if (rc) {
		err_move(&h->err, &missing);
		return rc;
	}
	rc = hook_job_refuse_untrusted(&p, &h->err);
	rc = rc ? rc : hook_remove_is_ours(&p, entry, &ours, &h->err);
	if (!rc && !ours && !j->force)
		return err_set(&h->err, JSEC_FOREIGN, entry->path, 0,
			"was changed since jsecpatch wrote it; left unchanged");
	if (!rc && !j->dry)
		rc = replace_remove(&p, &p.info, &h->err);
	if (!rc)
		hook_job_say(j, h, "removed", "remove", entry->path);
	return rc;
}

/* Removes all entries of this kind, also after an error. The first error is reported. */
static void hook_remove_entries(
	const struct hook_job *j, struct hook *h, enum hook_kind kind)
{
	struct hook_record *r = &j->list->record;

	for (size_t i = r->n; i-- > 0;) {
		struct hook_entry *entry = &r->items[i];
		if (entry->kind != kind || !hook_table_has_name(h->row, entry->hook))
			continue;
		if (!hook_remove_entry(j, h, entry))
			hook_record_drop(r, entry);
	}
}

void hook_remove_obsolete(const struct hook_job *j, struct hook *h)
{
	struct hook_record *r = &j->list->record;
	struct hook_entry *entry =
		h->row->obsolete ? hook_record_find(r, h->row->obsolete) : NULL;

	if (entry && !hook_remove_entry(j, h, entry) && !j->dry)
		hook_record_drop(r, entry);
}

static size_t hook_remove_count_entries(const struct hook_job *j, const struct hook *h)
{
	size_t n = 0;

	for (size_t i = 0; i < j->list->record.n; i++)
		n += hook_table_has_name(h->row, j->list->record.items[i].hook);
	return n;
}

/* The record is lost: records again the files and links that have our text. */
static int hook_remove_adopt(const struct hook_job *j, struct hook *h)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < h->n_parts; i++) {
		const struct jsec_hook_file *f = &h->parts[i].public;
		if (f->state == JSEC_HOOK_INSTALLED || f->state == JSEC_HOOK_OUTDATED)
			rc = hook_record_set(&j->list->record,
				f->target ? HOOK_LINK : HOOK_FILE, h->row->name, f->path,
				f->target ? f->target : "");
	}
	return rc ? err_memory(&h->err) : 0;
}

static void hook_remove_one(const struct hook_job *j, struct hook *h)
{
	if (!hook_remove_count_entries(j, h) && j->force && hook_remove_adopt(j, h))
		return;
	if (!hook_remove_count_entries(j, h)) {
		if (h->public.state != JSEC_HOOK_ABSENT)
			err_set(&h->err, JSEC_FOREIGN, NULL, 0,
				"%s: exists, but this state directory has no record of its "
				"installation; left unchanged",
				h->row->name);
		return;
	}
	if (!j->dry)
		hook_job_stop_units(j, h);
	hook_remove_entries(j, h, HOOK_LINK);
	hook_remove_entries(j, h, HOOK_FILE);
	if (!j->dry)
		hook_job_tell_removed(j, h);
}

static int hook_remove_compare_length(const void *a, const void *b)
{
	size_t x = strlen(((const struct hook_entry *)a)->path),
	       y = strlen(((const struct hook_entry *)b)->path);

	return (x > y) - (x < y);
}

/* Removes a recorded directory if it is empty. Returns 1 if it is not. */
static int hook_remove_dir(
	const struct hook_job *j, const struct hook_entry *entry, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err missing = {0};
	int rc = root_resolve_entry(j->list->root, entry->path, &p, &missing);

	if (rc == -JSEC_NOT_FOUND || (!rc && p.info.kind != FILE_DIR))
		return 0;
	if (!rc)
		return place_remove_dir(&p, e);
	err_move(e, &missing);
	return rc;
}

/* Goes on after an error, and returns the first one. */
static int hook_remove_dirs(const struct hook_job *j, struct err *e)
{
	struct hook_record *r = &j->list->record;
	bool others = false;
	int first = 0;

	if (r->n)
		qsort(r->items, r->n, sizeof *r->items, hook_remove_compare_length);
	for (size_t i = r->n; i-- > 0;) {
		ERR_AUTO struct err why = {0};
		if (r->items[i].kind != HOOK_DIRECTORY) {
			others = true;
			continue;
		}
		int rc = hook_remove_dir(j, &r->items[i], &why);
		if (!rc)
			hook_record_drop(r, &r->items[i]);
		if (rc < 0 && !first) {
			first = rc;
			err_move(e, &why);
		}
	}
	/* Without hooks, forget the directories that are not empty: others use them. */
	while (!others && !first && r->n)
		hook_record_drop(r, &r->items[0]);
	return first;
}

static int hook_remove_rest(const struct hook_job *j)
{
	int rc = hook_remove_dirs(j, j->e);
	int rc_record = hook_record_write(j->list->store, &j->list->record, j->e);

	return rc ? rc : rc_record;
}

/* Drops the results of the hooks that are removed now. */
static int hook_remove_results(const struct hook_job *j)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < j->list->n; i++) {
		const struct hook *h = &j->list->items[i];
		if (h->changes.n && !hook_remove_count_entries(j, h))
			rc = hook_run_forget(j->list->store, h->row->name, j->e);
		if (!rc && h->row->alias && h->changes.n &&
			!hook_remove_count_entries(j, h))
			rc = hook_run_forget(j->list->store, h->row->alias, j->e);
	}
	return rc;
}

int hook_remove_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e)
{
	struct hook_job j = {.list = list,
		.force = flags & JSEC_FORCE,
		.dry = flags & JSEC_DRY_RUN,
		.e = e};
	struct hook *h = NULL;
	int rc = name ? hook_job_find(&j, name, &h) : 0;

	rc = rc ? rc : hook_job_begin(&j);
	if (rc)
		return rc;
	for (size_t i = 0; !h && i < list->n; i++)
		if (hook_remove_count_entries(&j, &list->items[i]) ||
			(identity_is_root() && hook_list_is_in_place(&list->items[i])))
			hook_remove_one(&j, &list->items[i]);
	if (h)
		hook_remove_one(&j, h);
	if (!j.dry)
		rc = hook_remove_rest(&j);
	if (!rc && !j.dry)
		rc = hook_remove_results(&j);
	return hook_job_end(&j, h, rc);
}
