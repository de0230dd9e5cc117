/* SPDX-License-Identifier: MIT */
/* Publishes an item to callers, and frees it. */
#include "plan/item.h"

#include "backup/blob.h"
#include "jre/install.h"
#include "os/root.h"
#include "suites/verdict.h"
#include "text/list.h"

#include <stdlib.h>

void item_init(struct item *it, const struct install *install)
{
	const struct strv *none = &list_pool_empty;

	*it = (struct item){.install = install,
		.found = install,
		.edit = {.removed = none, .added = none},
		.out = {.entries = none, .effective = none, .ignored = none}};
}

bool item_is_effective(const struct item *it)
{
	const struct effects *f = &it->work->effects;

	if (err_public(&it->found->err))
		return false;
	if (it->found->kind != INSTALL_ON_DISK)
		return true;
	return f->n && !err_public(&f->fatal) && !effect_is_override(&f->lists[0]);
}

/*
 * Publishes which file Java reads the list from. Unknown in containers and archives; and a
 * Java in which TLS fails takes none.
 */
static void item_publish_effect(struct item *it)
{
	static const char *const none[] = {NULL};
	struct jsec_result *r = &it->out.public;

	r->effect_unknown = install_is_elsewhere(it->found) ||
			    it->work->effects.lists[0].doubted ||
			    err_public(&it->work->effects.fatal);
	r->effective = item_is_effective(it) && !r->effect_unknown;
	r->overridden_by = r->effect_unknown ? NULL : it->out.overridden_by;
	r->effective_entries = r->effect_unknown ? none : strv_list(it->out.effective);
}

/* Publishes the new bytes, which no file has. */
static void item_publish_content(struct item *it)
{
	struct span bytes = reading_get_bytes(item_get_latest(it));

	it->out.public.content = bytes.size ? bytes.data : "";
	it->out.public.content_size = bytes.size;
}

void item_publish(struct item *it, enum jsec_state state)
{
	static const struct opening nothing = {0};
	struct item_outcome *out = &it->out;
	struct jsec_result *r = &out->public;

	r->install = &it->found->public;
	r->file = it->install->public.file;
	r->state = out->err.public.code == JSEC_OK ? state : JSEC_FAILED;
	r->entries = strv_list(out->entries);
	r->removed = strv_list(it->edit.removed);
	r->added = strv_list(it->edit.added);
	r->ignored = strv_list(out->ignored);
	r->notes = note_list_get(&out->notes);
	r->diff = out->diff.size ? buf_str(&out->diff) : NULL;
	r->diff_size = out->diff.size;
	r->backup = out->backup.id ? &out->backup : NULL;
	r->error = err_public(&out->err);
	r->waiting = it->read.waiting;
	const struct opening *opening = out->opening ? out->opening : &nothing;
	bool known = out->opening || out->opens_nothing;
	r->opened = known ? strv_list(&opening->suites) : NULL;
	r->opened_protocols = strv_list(&opening->protocols);
	r->still_blocked = verdicts_list(&opening->still);
	if (it->found->kind == INSTALL_TEXT)
		item_publish_content(it);
}

static void item_input_done(struct item_input *in)
{
	reading_done(&in->file);
	free(in->waiting);
}

static void item_edit_done(struct item_edit *edit)
{
	reading_done(&edit->vendor);
	reading_done(&edit->new);
	delta_done(&edit->delta);
}

static void item_outcome_done(struct item_outcome *out)
{
	note_list_done(&out->notes);
	buf_done(&out->diff);
	free((char *)out->backup.id);
	free((char *)out->backup.path);
	free((char *)out->backup.sha256);
	free(out->overridden_by);
	err_done(&out->err);
}

void item_done(struct item *it)
{
	item_outcome_done(&it->out);
	item_edit_done(&it->edit);
	item_input_done(&it->read);
	if (it->included)
		install_done(it->included);
	free(it->included);
}

int item_show_list(struct item *it, const struct reading *r)
{
	strv_done(&it->work->entries);
	list_copy_texts(&r->list, &it->work->entries);
	if (it->work->entries.failed)
		return err_memory(&it->out.err);
	if (r->at)
		it->out.public.line = r->line;
	return reading_check(r, it->install->file, &it->out.err);
}

static void item_keep_difference(struct item *it)
{
	it->read.sum = it->read.file.blob->sum;
	it->edit.new_sum = it->edit.new.blob->sum;
	if (delta_make(&it->edit.delta, reading_get_bytes(&it->read.file),
		    reading_get_bytes(&it->edit.new)))
		err_memory(&it->out.err);
}

static void item_keep_list(struct item *it, struct list_pool *lists, struct strv *list,
	const struct strv **ret)
{
	const struct strv *kept = list_pool_keep(lists, list);

	if (kept)
		*ret = kept;
	else
		err_memory(&it->out.err);
}

static void item_keep_lists(struct item *it, struct list_pool *lists)
{
	struct item_work *work = it->work;

	item_keep_list(it, lists, &work->entries, &it->out.entries);
	item_keep_list(it, lists, &work->effective, &it->out.effective);
	item_keep_list(it, lists, &work->ignored, &it->out.ignored);
	item_keep_list(it, lists, &work->removed, &it->edit.removed);
	item_keep_list(it, lists, &work->added, &it->edit.added);
}

void item_forget_elsewhere(struct item_work *work)
{
	for (size_t i = 0; i < work->n_elsewhere; i++) {
		struct effect *f = &work->elsewhere[i].effect;
		free(f->file);
		buf_done(&f->raw);
	}
	free(work->elsewhere);
	work->elsewhere = NULL;
	work->n_elsewhere = 0;
}

void item_settle(struct item *it, struct list_pool *lists)
{
	struct reading *old = &it->read.file, *new = &it->edit.new;
	enum install_kind kind = it->install->kind;

	item_keep_lists(it, lists);
	item_publish_effect(it);
	buf_fit(&it->out.diff);
	place_done(&it->work->place);
	effects_done(&it->work->effects);
	item_forget_elsewhere(it->work);
	if (it->out.public.would_change)
		item_keep_difference(it);
	reading_drop_document(old);
	reading_drop_document(&it->edit.vendor);
	reading_drop_document(new);
	if (kind != INSTALL_ON_DISK && kind != INSTALL_ELSEWHERE)
		return;
	reading_drop_bytes(old);
	reading_drop_bytes(new);
}

void item_forget_change(struct item *it)
{
	it->edit.removed = it->edit.added = &list_pool_empty;
	it->out.opening = NULL;
	it->out.opens_nothing = false;
	it->out.public.tls13_first = 0;
	buf_done(&it->out.diff);
}

void item_hold(struct item *it, const struct item *failed)
{
	it->out.held = true;
	it->out.public.would_change = 0;
	note_list_add(&it->out.notes, NOTE_HELD_BACK,
		"left unchanged because %s cannot be changed",
		failed->install->file ? failed->install->file : failed->install->home);
	item_forget_change(it);
	item_publish(it, JSEC_SKIPPED);
}
