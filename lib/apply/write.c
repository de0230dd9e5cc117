/* SPDX-License-Identifier: MIT */
/* Opens, writes and reads back the file of one item. */
#include "apply/write.h"

#include "jre/vendor_file.h"
#include "os/replace.h"
#include "plan/journal.h"

#include <stdlib.h>

static int writing_put_back(
	const struct replacement *r, enum replace_way way, struct err *e)
{
	struct replacing *replacing = NULL;
	int rc;

	if (way == REPLACE_IN_PLACE)
		return replace_in_place(r, e);
	rc = replace_begin(r, &replacing, e);
	rc = rc ? rc : replace_commit(replacing, e);
	replace_end(replacing);
	return rc;
}

int writing_undo(struct jsec *session, const struct item *it, bool force, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf now = {0};
	META_AUTO struct meta meta = {0};
	IDENTITY_AUTO struct identity identity = {0};
	enum replace_way way;
	int rc = root_resolve(&session->root, it->install->opened, &place, e);

	rc = rc ? rc : item_identity(it, force, &identity, e);
	rc = rc ? rc : file_read(&place, &now, &meta, e);
	rc = rc ? rc : replace_check(&place, &way, e);
	if (rc)
		return rc;
	if (span_equal(buf_span(&now), blob_get(it->old)) &&
		meta_equal(&meta, &it->old_meta))
		return 0;
	/* In place it may be torn, half old and half new. */
	if (way == REPLACE_ATOMIC && !span_equal(buf_span(&now), blob_get(it->made)))
		return err_set(
			e, JSEC_CHANGED, place.path, 0, "something else changes it, too");
	rc = writing_put_back(&(struct replacement){.place = &place,
				      .old = &meta,
				      .meta = &it->old_meta,
				      .bytes = blob_get(it->old),
				      .keep_times = true},
		way, e);
	if (rc)
		return rc;
	identity_restore(&identity);
	if (way == REPLACE_IN_PLACE)
		journal_end(&session->store);
	return 1;
}

static int writing_take_identity(
	const struct jsec_plan *plan, const struct writing *w, struct identity *ret)
{
	return item_identity(
		w->item, request_has(&plan->request, JSEC_FORCE), ret, &w->item->err);
}

static int writing_has_changed(struct item *it)
{
	return err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
		"changed since the plan was made; left as it is, try again");
}

/* What is found at the item's path; something else than what was planned for is an error. */
static int writing_find_place(struct jsec *session, struct writing *w)
{
	struct item *it = w->item;
	int rc = root_resolve(&session->root, it->install->opened, &w->place, &it->err);

	if (!rc && (!file_info_is_same(&w->place.info, &it->old_meta.info) ||
			   strcmp(w->place.path, it->install->file) != 0))
		rc = writing_has_changed(it);
	return rc;
}

static void writing_fill_keep(struct writing *w)
{
	struct item *it = w->item;
	const char *file = it->install->file;

	w->keep = (struct backup_keep){
		.member = {file + strspn(file, "/"), blob_get(it->old), &it->old_meta,
			NULL},
		.file = file,
	};
	memcpy(w->keep.was, it->was, DIGEST_SIZE);
	memcpy(w->keep.written, it->written, DIGEST_SIZE);
	memcpy(w->keep.pristine, it->pristine, DIGEST_SIZE);
	w->vendor = w->keep;
	w->vendor.member.bytes = buf_span(&it->adopted);
	w->vendor.member.meta = &it->adopted_meta;
	memcpy(w->vendor.was, it->pristine, DIGEST_SIZE);
}

int writing_open(struct jsec *session, const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	struct item *it = w->item;
	int rc = root_resolve(&session->root, it->install->opened, &w->place, &it->err);

	rc = rc ? rc : writing_take_identity(plan, w, &identity);
	rc = rc ? rc : file_read(&w->place, &bytes, &meta, &it->err);
	if (rc)
		return rc;
	replace_clean(&w->place);
	if (!file_info_is_same(&meta.info, &it->old_meta.info) ||
		!meta_equal(&meta, &it->old_meta) ||
		!span_equal(buf_span(&bytes), blob_get(it->old)) ||
		strcmp(w->place.path, it->install->file))
		return writing_has_changed(it);
	rc = replace_check(&w->place, &w->way, &it->err);
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
	return it->restores ? &it->new_meta : &it->old_meta;
}

static struct replacement writing_make_replacement(const struct writing *w)
{
	const struct item *it = w->item;

	return (struct replacement){
		.place = &w->place,
		.old = &it->old_meta,
		.meta = writing_choose_meta(it),
		.bytes = blob_get(it->made),
		.keep_times = it->restores,
	};
}

int writing_begin(struct jsec *session, const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	int rc = !place_is_open(&w->place) ? writing_find_place(session, w) : 0;

	rc = rc ? rc : writing_take_identity(plan, w, &identity);
	if (rc || w->way != REPLACE_ATOMIC || w->replacing)
		return rc;
	const struct replacement r = writing_make_replacement(w);
	return replace_begin(&r, &w->replacing, &w->item->err);
}

/* Opens the file as a JVM will, and compares it with what was to be written. */
static int writing_read_back(struct jsec *session, struct writing *w)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta now = {0};
	struct item *it = w->item;
	int rc = root_resolve(&session->root, it->install->opened, &place, &it->err);

	rc = rc ? rc : file_read(&place, &bytes, &now, &it->err);
	if (!rc && (!span_equal(buf_span(&bytes), blob_get(it->made)) ||
			   !meta_equal(&now, writing_choose_meta(it))))
		rc = err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
			"was written, but is different now: something else changes it too");
	if (!rc)
		w->written = now.info.changed;
	return rc;
}

/* The vendor's file stands where it belongs now. */
static void writing_remove_adopted(struct jsec *session, struct item *it)
{
	ERR_AUTO struct err why = {0};

	if (it->adopted.data &&
		vendor_file_remove(&session->root, it->waiting, &it->adopted_meta, &why))
		strv_addf(&it->notes, "it is adopted, but stays: %s", why.public.message);
}

/*
 * In place the backup is not enough, since a kill half-way leaves neither the old nor the
 * new file: the new bytes are kept, too.
 */
int writing_finish(struct jsec *session, const struct jsec_plan *plan, struct writing *w)
{
	struct identity identity = {0};
	struct item *it = w->item;
	struct replacement r = writing_make_replacement(w);
	bool in_place = !w->replacing;
	int rc = in_place ? journal_begin(&session->store, &w->keep, r.bytes, &it->err)
			  : 0;

	w->tried = true;
	rc = rc ? rc : writing_take_identity(plan, w, &identity);
	if (!rc)
		rc = in_place ? replace_in_place(&r, &it->err)
			      : replace_commit(w->replacing, &it->err);
	if (!rc)
		writing_remove_adopted(session, it);
	identity_restore(&identity);
	if (rc)
		return rc;
	if (in_place) {
		journal_end(&session->store);
		strv_adds(&it->notes,
			"it is a mount point, as in containers: overwritten in place, which is "
			"not atomic (had it been interrupted, the next run would finish it)");
	}
	return writing_read_back(session, w);
}

/* What to do about a file that is the new one, and should not be. */
static void writing_tell_stuck(struct item *it, const struct err *why)
{
	err_done(&it->err);
	err_set(&it->err, JSEC_CHANGED, it->install->file, 0,
		"is changed, unlike others that have to go with it, and could not be put "
		"back: %s; put it back with --restore, or by hand from %s",
		why->public.message, it->backup.path);
}

void writing_take_back(struct jsec *session, const struct jsec_plan *plan,
	struct writing *w, const struct item *failed)
{
	struct item *it = w->item;
	ERR_AUTO struct err why = {0};
	ERR_AUTO struct err first = {0};
	int rc = w->tried ? writing_undo(session, it,
				    request_has(&plan->request, JSEC_FORCE), &why)
			  : 0;

	if (it != failed && rc >= 0)
		item_hold(it, failed);
	else if (rc < 0)
		writing_tell_stuck(it, &why);
	if (it != failed || rc <= 0)
		return;
	err_move(&first, &it->err);
	err_set(&it->err, first.public.code, NULL, 0, "%s; so it was put back",
		first.public.message);
}

void writing_done(const struct jsec_plan *plan, struct writing *w)
{
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err ignored = {0};

	if (w->replacing)
		item_identity(w->item, request_has(&plan->request, JSEC_FORCE), &identity,
			&ignored);
	replace_end(w->replacing);
	w->replacing = NULL;
	place_done(&w->place);
}
