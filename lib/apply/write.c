/* SPDX-License-Identifier: MIT */
/* Opens, writes and reads back the file of one item. */
#include "apply/write.h"

#include "backup/backup.h"
#include "jre/reading.h"
#include "jre/vendor_file.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/overwrite.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/temporary.h"
#include "plan/journal.h"
#include "plan/request.h"
#include "plan/trust.h"

#include <stdlib.h>

/*
 * In place, a killed run can leave a mix of old and new bytes. The journal has both, so
 * that the next run can finish. `keep` has the file that is overwritten.
 */
static int writing_overwrite(const struct jsec_plan *plan, const struct item *it,
	const struct backup_keep *keep, const struct replacement *to, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	struct replacement back = *to;
	ERR_AUTO struct err ended = {0};
	int rc = journal_begin(plan->store, keep, to->bytes, to->meta, e);

	if (rc)
		return rc;
	back.bytes = keep->member.bytes;
	back.meta = keep->member.meta;
	back.keep_times = true;
	rc = trust_take_identity(
		it, request_has(&plan->request, JSEC_FORCE), &identity, e);
	rc = rc ? rc : overwrite_file(to, &back, e);
	identity_restore(&identity);
	if (rc == -JSEC_UNFINISHED)
		return rc;
	/* after an error, that is what matters */
	int end = journal_end(plan->store, rc ? &ended : e);
	return rc ? rc : end;
}

static int writing_put_back(const struct jsec_plan *plan, const struct item *it,
	const struct replacement *r, struct span now, enum replace_way way, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	struct replacing *replacing = NULL;
	const char *file = it->install->file;
	const struct backup_keep keep = {
		.member = {file + strspn(file, "/"), now, r->old, NULL, NULL},
		.file = file};
	int rc;

	if (way == REPLACE_IN_PLACE)
		return writing_overwrite(plan, it, &keep, r, e);
	rc = trust_take_identity(
		it, request_has(&plan->request, JSEC_FORCE), &identity, e);
	rc = rc ? rc : replace_begin(r, &replacing, e);
	rc = rc ? rc : replace_commit(replacing, e);
	replace_end(replacing);
	return rc;
}

/*
 * Puts the old file back with metadata and times. Sets `done` to false if it is there
 * already. Leaves a file that is neither the old nor the new one alone and returns
 * -JSEC_CHANGED.
 */
static int writing_undo(const struct jsec_plan *plan, const struct item *it, bool force,
	bool *done, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf now = {0};
	META_AUTO struct meta meta = {0};
	struct identity identity = {0};
	enum replace_way way;
	int rc = root_resolve(plan->context->root, it->install->opened, &place, e);

	*done = false;
	if (rc)
		return rc;
	rc = trust_take_identity(it, force, &identity, e);
	rc = rc ? rc : file_read(&place, &now, &meta, e);
	rc = rc ? rc : replace_check(&place, &way, e);
	identity_restore(&identity);
	if (rc)
		return rc;
	if (span_equal(buf_span(&now), reading_get_bytes(&it->read.file)) &&
		meta_equal(&meta, &it->read.file.meta))
		return 0;
	if (!span_equal(buf_span(&now), reading_get_bytes(&it->edit.new)))
		return err_set(e, JSEC_CHANGED, place.path, 0,
			"another program changes it, too");
	rc = writing_put_back(plan, it,
		&(struct replacement){.place = &place,
			.old = &meta,
			.meta = &it->read.file.meta,
			.bytes = reading_get_bytes(&it->read.file),
			.keep_times = true},
		buf_span(&now), way, e);
	*done = !rc;
	return rc;
}

static int writing_take_identity(
	const struct jsec_plan *plan, const struct writing *w, struct identity *ret)
{
	return trust_take_identity(
		w->item, request_has(&plan->request, JSEC_FORCE), ret, &w->item->out.err);
}

static int writing_has_changed(struct item *it)
{
	return err_set(&it->out.err, JSEC_CHANGED, it->install->file, 0,
		"was changed by another program meanwhile; left unchanged, "
		"try again");
}

/* Finds the file again. It must be the one that the plan was made for. */
static int writing_find_place(const struct jsec_plan *plan, struct writing *w)
{
	struct item *it = w->item;
	int rc = root_resolve(
		plan->context->root, it->install->opened, &w->place, &it->out.err);

	if (!rc && (!file_info_is_same(&w->place.info, &it->read.file.meta.info) ||
			   strcmp(w->place.path, it->install->file) != 0))
		rc = writing_has_changed(it);
	return rc;
}

static void writing_fill_keep(struct writing *w)
{
	struct item *it = w->item;
	const char *file = it->install->file;

	w->keep = (struct backup_keep){
		.member = {file + strspn(file, "/"), reading_get_bytes(&it->read.file),
			&it->read.file.meta, NULL, NULL},
		.file = file,
		.home = it->install->home ? it->install->home : it->found->home,
	};
	memcpy(w->keep.was, it->read.was, DIGEST_SIZE);
	memcpy(w->keep.written, it->edit.written, DIGEST_SIZE);
	memcpy(w->keep.pristine, it->read.pristine, DIGEST_SIZE);
	w->vendor = w->keep;
	w->vendor.member.bytes = reading_get_bytes(&it->edit.vendor);
	w->vendor.member.meta = &it->edit.vendor.meta;
	memcpy(w->vendor.was, it->read.pristine, DIGEST_SIZE);
}

int writing_open(const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	struct item *it = w->item;
	int rc = root_resolve(
		plan->context->root, it->install->opened, &w->place, &it->out.err);

	if (rc)
		return rc;
	rc = writing_take_identity(plan, w, &identity);
	if (rc)
		return rc;
	rc = file_read(&w->place, &bytes, &meta, &it->out.err);
	if (rc)
		return rc;
	temporary_clean(&w->place, &it->out.notes);
	if (!file_info_is_same(&meta.info, &it->read.file.meta.info) ||
		!meta_equal(&meta, &it->read.file.meta) ||
		!span_equal(buf_span(&bytes), reading_get_bytes(&it->read.file)) ||
		strcmp(w->place.path, it->install->file))
		return writing_has_changed(it);
	rc = replace_check(&w->place, &w->way, &it->out.err);
	if (!rc)
		writing_fill_keep(w);
	return rc;
}

void writing_shut(struct writing *w)
{
	place_done(&w->place);
}

static const struct meta *writing_choose_meta(const struct item *it)
{
	return it->edit.restores ? &it->edit.new.meta : &it->read.file.meta;
}

static struct replacement writing_make_replacement(const struct writing *w)
{
	const struct item *it = w->item;

	return (struct replacement){
		.place = &w->place,
		.old = &it->read.file.meta,
		.meta = writing_choose_meta(it),
		.bytes = reading_get_bytes(&it->edit.new),
		.keep_times = it->edit.restores,
		.notes = &w->item->out.notes,
	};
}

int writing_begin(const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	int rc = !place_is_open(&w->place) ? writing_find_place(plan, w) : 0;

	if (rc)
		return rc;
	rc = writing_take_identity(plan, w, &identity);
	if (rc || w->way != REPLACE_ATOMIC || w->replacing)
		return rc;
	const struct replacement r = writing_make_replacement(w);
	return replace_begin(&r, &w->replacing, &w->item->out.err);
}

/* Opens the file as a JVM will, and compares it with the new bytes. */
static int writing_read_back(const struct jsec_plan *plan, struct writing *w)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta now = {0};
	struct item *it = w->item;
	int rc = root_resolve(
		plan->context->root, it->install->opened, &place, &it->out.err);

	if (rc)
		return rc;
	rc = file_read(&place, &bytes, &now, &it->out.err);
	if (rc)
		return rc;
	if (!span_equal(buf_span(&bytes), reading_get_bytes(&it->edit.new)) ||
		!meta_equal(&now, writing_choose_meta(it)))
		return err_set(&it->out.err, JSEC_CHANGED, it->install->file, 0,
			"was written, but another program changed it again");
	w->written = now.info.changed;
	return 0;
}

/* Removes the vendor's newer file: its bytes are in the right place now. */
static int writing_remove_adopted(
	const struct jsec_plan *plan, const struct item *it, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = it->edit.vendor.blob
			 ? vendor_file_remove(plan->context->root, it->read.waiting,
				   &it->edit.vendor.meta, &why)
			 : 0;

	if (rc == -JSEC_NOT_DURABLE)
		err_move(e, &why);
	else if (rc)
		err_set(e, why.public.code, NULL, 0,
			"the newer vendor file was adopted, but could not be removed: %s",
			why.public.message);
	return rc;
}

int writing_finish(const struct jsec_plan *plan, struct writing *w)
{
	struct identity identity = {0};
	ERR_AUTO struct err stays = {0};
	struct item *it = w->item;
	struct replacement r = writing_make_replacement(w);
	bool in_place = !w->replacing;
	int rc = in_place ? writing_overwrite(plan, it, &w->keep, &r, &it->out.err) : 0;

	w->tried = true;
	rc = rc ? rc : writing_take_identity(plan, w, &identity);
	if (!rc && !in_place)
		rc = replace_commit(w->replacing, &it->out.err);
	int left = rc ? 0 : writing_remove_adopted(plan, it, &stays);
	identity_restore(&identity);
	if (rc)
		return rc;
	if (in_place)
		note_list_add(&it->out.notes, NOTE_WRITTEN_IN_PLACE,
			"a mount point, as in containers: it was overwritten in "
			"place, which is not atomic");
	rc = writing_read_back(plan, w);
	if (rc || !left)
		return rc;
	err_move(&it->out.err, &stays);
	return left;
}

/* Reports a file that was changed, should not be, and cannot be put back. */
static void writing_tell_stuck(struct item *it, const struct err *why)
{
	ERR_AUTO struct err first = {0};
	bool failed = it->out.err.public.code != JSEC_OK;

	err_move(&first, &it->out.err);
	err_set(&it->out.err, JSEC_CHANGED, it->install->file, 0,
		"was changed, but the other files were not, and rolling it back failed: "
		"%s. Restore it from the backup %s%s%s",
		why->public.message, it->out.backup.path,
		failed ? ". The first error: " : "", failed ? first.public.message : "");
}

void writing_take_back(
	const struct jsec_plan *plan, struct writing *w, const struct item *failed)
{
	struct item *it = w->item;
	ERR_AUTO struct err why = {0};
	ERR_AUTO struct err first = {0};
	bool force = request_has(&plan->request, JSEC_FORCE), done = false;

	if (it->out.err.public.code == JSEC_UNFINISHED)
		return;
	int rc = w->tried ? writing_undo(plan, it, force, &done, &why) : 0;

	if (rc)
		writing_tell_stuck(it, &why);
	else if (it != failed)
		item_hold(it, failed);
	if (it != failed || !done)
		return;
	err_move(&first, &it->out.err);
	err_set(&it->out.err, first.public.code, NULL, 0,
		"%s; the change was rolled back", first.public.message);
}

void writing_done(const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err ignored = {0};

	if (w->replacing)
		trust_take_identity(w->item, request_has(&plan->request, JSEC_FORCE),
			&identity, &ignored);
	replace_end(w->replacing);
	w->replacing = NULL;
	place_done(&w->place);
}
