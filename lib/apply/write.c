/* SPDX-License-Identifier: MIT */
/* Opens, writes and reads back the file of one item. */
#include "apply/write.h"

#include "backup/backup.h"
#include "base/checksum.h"
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
	int end = journal_end(plan->store, e);
	return rc ? rc : end;
}

static int writing_put_back(const struct jsec_plan *plan, const struct item *it,
	const struct replacement *r, struct span now, enum replace_way way, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	struct replacing *replacing = NULL;
	const char *file = it->install->file;
	const struct backup_keep keep = {.member = {.path = file + strspn(file, "/"),
						 .bytes = now,
						 .meta = r->old},
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
	const struct writing *w, struct identity *ret, struct err *e)
{
	return trust_take_identity(
		w->item, request_has(&w->plan->request, JSEC_FORCE), ret, e);
}

static int writing_has_changed(const struct item *it, struct err *e)
{
	return err_set(e, JSEC_CHANGED, it->install->file, 0,
		"was changed by another program meanwhile; left unchanged, "
		"try again");
}

/* What is in memory of an item that is worked on. */
struct writing_file {
	struct place place;
	struct buf old, new;
	struct replacing *replacing; /* NULL until it begins; NULL in place */
};

/* Finds the file again. It must be the one that the plan was made for. */
static int writing_find_place(const struct writing *w, struct place *ret, struct err *e)
{
	const struct item *it = w->item;
	int rc = root_resolve(w->plan->context->root, it->install->opened, ret, e);

	if (!rc && (!file_info_is_same(&ret->info, &it->read.file.meta.info) ||
			   strcmp(ret->path, it->install->file) != 0))
		rc = writing_has_changed(it, e);
	return rc;
}

static int writing_open_place(struct writing *w)
{
	struct err *e = &w->item->out.err;

	if (w->open)
		return 0;
	w->open = calloc(1, sizeof *w->open);
	if (!w->open)
		return err_memory(e);
	w->open->place = PLACE_NONE;
	return writing_find_place(w, &w->open->place, e);
}

int writing_open(struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	struct item *it = w->item;
	int rc = writing_open_place(w);

	if (rc)
		return rc;
	rc = writing_take_identity(w, &identity, &it->out.err);
	if (rc)
		return rc;
	temporary_clean(&w->open->place, &it->out.notes);
	return replace_check(&w->open->place, &w->way, &it->out.err);
}

/* Reads the file. It must still have the bytes that the plan was made for. */
static int writing_read(const struct writing *w, const struct place *place,
	struct buf *ret, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	META_AUTO struct meta meta = {0};
	const struct item *it = w->item;
	int rc = writing_take_identity(w, &identity, e);

	if (rc)
		return rc;
	rc = file_read(place, ret, &meta, e);
	if (rc)
		return rc;
	/* the backup's bytes are compared with the digest when they are read back */
	return file_info_is_same(&meta.info, &it->read.file.meta.info) &&
			       meta_equal(&meta, &it->read.file.meta) &&
			       checksum_compute(buf_span(ret)) == it->read.sum
		       ? 0
		       : writing_has_changed(it, e);
}

int writing_load(struct writing *w)
{
	struct err *e = &w->item->out.err;
	int rc = writing_open_place(w);

	rc = rc ? rc : writing_read(w, &w->open->place, &w->open->old, e);
	w->loaded = !rc;
	return rc;
}

/* Makes the new bytes. They must be those that were proven. */
static int writing_make_new(struct writing *w)
{
	struct writing_file *o = w->open;
	struct item *it = w->item;
	struct err *e = &it->out.err;
	int rc = w->loaded ? 0 : writing_read(w, &o->place, &o->old, e);

	if (rc)
		return rc;
	bool fits = delta_apply(&it->edit.delta, buf_span(&o->old), &o->new);
	if (o->new.failed)
		return err_memory(e);
	return fits && checksum_compute(buf_span(&o->new)) == it->edit.new_sum
		       ? 0
		       : writing_has_changed(it, e);
}

/* Frees bytes that are written. Those of the old file may be read for the backup now. */
static void writing_drop_bytes(struct writing *w)
{
	buf_done(&w->open->new);
	if (!w->loaded)
		buf_done(&w->open->old);
}

void writing_shut(struct writing *w)
{
	struct writing_file *o = w->open;

	if (!o)
		return;
	replace_end(o->replacing);
	place_done(&o->place);
	buf_done(&o->old);
	buf_done(&o->new);
	free(o);
	w->open = NULL;
}

/* Another thread may begin to write the file meanwhile: only reads what that one reads. */
static int writing_read_source(void *context, struct buf *ret, struct err *e)
{
	PLACE_AUTO struct place own = PLACE_NONE;
	struct writing *w = context;
	int rc = w->open ? 0 : writing_find_place(w, &own, e);

	rc = rc ? rc : writing_read(w, w->open ? &w->open->place : &own, ret, e);
	w->differs = rc && rc != -JSEC_NO_MEMORY;
	return rc;
}

int writing_check(struct writing *w)
{
	BUF_AUTO struct buf ignored = {0};

	return w->loaded ? 0 : writing_read_source(w, &ignored, &w->item->out.err);
}

void writing_make_keep(struct writing *w, struct backup_keep *ret)
{
	struct item *it = w->item;
	const char *file = it->install->file;

	w->source = (struct pack_source){writing_read_source, w};
	*ret = (struct backup_keep){
		.member = {.path = file + strspn(file, "/"), .meta = &it->read.file.meta},
		.file = file,
		.home = it->install->home ? it->install->home : it->found->home,
	};
	if (w->loaded)
		ret->member.bytes = buf_span(&w->open->old);
	else
		ret->member.source = &w->source;
	memcpy(ret->was, it->read.was, DIGEST_SIZE);
	memcpy(ret->written, it->edit.written, DIGEST_SIZE);
	memcpy(ret->pristine, it->read.pristine, DIGEST_SIZE);
}

void writing_make_vendor_keep(struct writing *w, struct backup_keep *ret)
{
	const struct reading *vendor = &w->item->edit.vendor;

	writing_make_keep(w, ret);
	ret->member.source = NULL;
	ret->member.bytes = reading_get_bytes(vendor);
	ret->member.meta = &vendor->meta;
	memcpy(ret->was, w->item->read.pristine, DIGEST_SIZE);
}

static const struct meta *writing_choose_meta(const struct item *it)
{
	return it->edit.restores ? &it->edit.new.meta : &it->read.file.meta;
}

static struct replacement writing_make_replacement(const struct writing *w)
{
	const struct item *it = w->item;

	return (struct replacement){
		.place = &w->open->place,
		.old = &it->read.file.meta,
		.meta = writing_choose_meta(it),
		.bytes = buf_span(&w->open->new),
		.keep_times = it->edit.restores,
		.notes = &w->item->out.notes,
	};
}

int writing_begin(struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	int rc = writing_open_place(w);

	if (rc || w->open->replacing)
		return rc;
	rc = writing_make_new(w);
	if (rc || w->way != REPLACE_ATOMIC)
		return rc;
	rc = writing_take_identity(w, &identity, &w->item->out.err);
	if (rc)
		return rc;
	const struct replacement r = writing_make_replacement(w);
	rc = replace_begin(&r, &w->open->replacing, &w->item->out.err);
	writing_drop_bytes(w);
	return rc;
}

/* Opens the file as a JVM will, and compares it with the new bytes. */
static int writing_read_back(struct writing *w)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta now = {0};
	struct item *it = w->item;
	int rc = root_resolve(
		w->plan->context->root, it->install->opened, &place, &it->out.err);

	if (rc)
		return rc;
	rc = file_read(&place, &bytes, &now, &it->out.err);
	if (rc)
		return rc;
	if (checksum_compute(buf_span(&bytes)) != it->edit.new_sum ||
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

/* In place: the journal gets the bytes that are in memory now. */
static int writing_finish_in_place(struct writing *w)
{
	const struct replacement r = writing_make_replacement(w);
	struct backup_keep keep;

	writing_make_keep(w, &keep);
	keep.member.source = NULL;
	keep.member.bytes = buf_span(&w->open->old);
	return writing_overwrite(w->plan, w->item, &keep, &r, &w->item->out.err);
}

int writing_finish(struct writing *w)
{
	struct identity identity = {0};
	ERR_AUTO struct err stays = {0};
	struct item *it = w->item;
	struct replacing *replacing = w->open->replacing;
	int rc = replacing ? 0 : writing_finish_in_place(w);

	w->tried = true;
	rc = rc ? rc : writing_take_identity(w, &identity, &it->out.err);
	if (!rc && replacing)
		rc = replace_commit(replacing, &it->out.err);
	it->out.written = !rc || rc == -JSEC_NOT_DURABLE || rc == -JSEC_UNFINISHED;
	int left = rc ? 0 : writing_remove_adopted(w->plan, it, &stays);
	identity_restore(&identity);
	if (rc)
		return rc;
	if (!replacing)
		note_list_add(&it->out.notes, NOTE_WRITTEN_IN_PLACE,
			"a mount point, as in containers: it was overwritten in "
			"place, which is not atomic");
	rc = writing_read_back(w);
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

void writing_take_back(struct writing *w, const struct item *failed)
{
	struct item *it = w->item;
	ERR_AUTO struct err why = {0};
	ERR_AUTO struct err first = {0};
	bool force = request_has(&w->plan->request, JSEC_FORCE), done = false;

	if (it->out.err.public.code == JSEC_UNFINISHED)
		return;
	int rc = w->tried ? writing_undo(w->plan, it, force, &done, &why) : 0;

	it->out.written = it->out.written && !done;
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

void writing_done(struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err ignored = {0};

	if (w->open && w->open->replacing)
		trust_take_identity(w->item, request_has(&w->plan->request, JSEC_FORCE),
			&identity, &ignored);
	writing_shut(w);
}
