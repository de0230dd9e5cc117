/* SPDX-License-Identifier: MIT */
/* Reads an item's file, finds its origin and what Java reads, and shows the new bytes. */
#include "plan/planner.h"

#include "backup/blob.h"
#include "backup/store.h"
#include "jre/effective_list.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "os/file.h"
#include "os/root.h"
#include "text/diff.h"
#include "text/list.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <stdio.h>

int planner_read_file(const struct planner *p, struct item *it)
{
	return reading_open(&it->read.file, p->context, it->install, p->request->property,
		&it->work->place, &it->out.err);
}

int planner_find_place(const struct planner *p, struct item *it, struct err *e)
{
	if (place_is_open(&it->work->place))
		return 0;
	return root_resolve(p->context->root, it->install->opened, &it->work->place, e);
}

int planner_doubt_origin(const struct planner *p, struct item *it, const char *file)
{
	ERR_AUTO struct err damage = {0};

	if (p->request->action != JSEC_LIST || !store_doubt(p->store, file, &damage))
		return 0;
	note_list_add(&it->out.notes, NOTE_BACKUP_DAMAGED,
		"%s; a file without another backup may be patched or not: restore the "
		"archive from your own copy, or move it away",
		damage.public.message);
	return it->out.notes.failed ? err_memory(&it->out.err) : 0;
}

int planner_find_origin(const struct planner *p, struct item *it)
{
	struct item_input *read = &it->read;

	if (p->request->action == JSEC_LIST && !p->store->n)
		return 0;
	const char *digest = blob_get_digest(read->file.blob);
	memcpy(read->was, digest, DIGEST_SIZE);
	read->origin = store_find_origin(p->store, it->install->file, digest);
	const struct jsec_error *unread = store_find_unread(p->store);
	if (unread && !read->origin.known) /* that backup may know it */
		return err_copy(&it->out.err, unread);
	it->out.public.patched = read->origin.ours;
	snprintf(read->pristine, sizeof read->pristine, "%s",
		read->origin.known ? read->origin.pristine : digest);
	return 0;
}

int planner_find_list(const struct planner *p, const struct item *it,
	const char *property, const struct reading *own, struct effects *ret,
	struct err *e)
{
	struct effect_question q = {.context = p->context,
		.install = it->found,
		.properties = {property},
		.n = 1};
	int rc = installs_find_args(p->installs, p->context, it->found, &q.args, e);

	if (!strcmp(property, TLS_LIST))
		for (q.n = 0; q.n < SUITE_LISTS; q.n++)
			q.properties[q.n] = suite_get_property((enum suite_list)q.n);
	return rc ? rc : effects_find(&q, own, ret, e);
}

int planner_find_effects(const struct planner *p, const struct item *it,
	const struct reading *own, struct effects *ret, struct err *e)
{
	return planner_find_list(p, it, p->request->property, own, ret, e);
}

int planner_read_bytes(const struct planner *p, struct item *it, struct buf *bytes,
	struct meta *meta, struct reading *ret)
{
	const struct install *i = it->install;
	const struct reading_kind kind = {i->kind == INSTALL_ACCESS ? NULL : &i->release,
		p->request->property, i->file};

	return reading_take(ret, p->context, &kind, bytes, meta, &it->out.err);
}

/* Checks the list of the other file that Java takes, not this one, which it ignores. */
static int planner_check_override(struct item *it, const struct effect *f)
{
	const struct reading *r = &it->read.file;
	LIST_AUTO struct list list = {0};
	const struct entry *bad;

	if (f->raw.size && list_read(&list, buf_span(&f->raw)))
		return err_memory(&it->out.err);
	const char *fault = list_find_fault(&list, &r->rules, &bad);
	if (!fault)
		return 0;
	return err_set(&it->out.err, JSEC_BAD_LIST, f->file, f->line,
		"the entry '%s' in %s %s: every TLS connection of this JRE fails; correct it "
		"by hand",
		bad->text, r->property, fault);
}

int planner_show_old_list(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	const struct effect *f = &it->work->effects.lists[0];
	int rc = item_show_list(it, &it->read.file);

	if ((!rc || rc == -JSEC_BAD_LIST) && effect_is_override(f)) {
		err_done(&it->out.err);
		rc = planner_check_override(it, f);
	}
	if (!rc || rc == -JSEC_NO_MEMORY ||
		(action != JSEC_RESTORE && action != JSEC_SUSPEND))
		return rc;
	err_done(&it->out.err);
	return 0;
}

/* Compares the lists before and after: fills `removed` and `added`. */
static void planner_show_difference(struct item *it, const struct strv *before)
{
	const struct strv *now = &it->work->entries;
	struct item_work *work = it->work;

	strv_done(&work->removed);
	strv_done(&work->added);
	for (size_t i = 0; i < before->n; i++)
		if (!list_has_entry(now, before->items[i]))
			strv_adds(&work->removed, before->items[i]);
	for (size_t i = 0; i < now->n; i++)
		if (!list_has_entry(before, now->items[i]))
			strv_adds(&work->added, now->items[i]);
}

int planner_show_new_bytes(struct item *it)
{
	struct item_outcome *out = &it->out;

	if (!it->edit.new.blob)
		return 0;
	memcpy(it->edit.written, blob_get_digest(it->edit.new.blob), DIGEST_SIZE);
	diff_write(reading_get_bytes(&it->read.file), reading_get_bytes(&it->edit.new),
		it->install->file, &out->diff);
	return out->diff.failed || out->notes.failed ? err_memory(&out->err) : 0;
}

/* Shows the new list as the one that Java reads, if Java reads this file. */
static int planner_show_effective(struct item *it)
{
	if (!item_is_effective(it))
		return 0;
	strv_done(&it->work->effective);
	list_copy_texts(&it->edit.new.list, &it->work->effective);
	return it->work->effective.failed ? err_memory(&it->out.err) : 0;
}

int planner_show_new_list(const struct planner *p, struct item *it)
{
	bool by_policy = p->request->action == JSEC_REAPPLY ||
			 p->request->action == JSEC_SUSPEND || it->edit.vendor.blob;

	if (!it->edit.new.blob)
		return 0;
	STRV_AUTO struct strv before = it->work->entries;
	it->work->entries = (struct strv){0};
	int rc = item_show_list(it, &it->edit.new);
	if (!rc)
		rc = planner_show_effective(it);
	if (by_policy)
		planner_show_difference(it, &before);
	return rc ? rc : planner_show_new_bytes(it);
}
