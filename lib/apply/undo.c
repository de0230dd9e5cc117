/* SPDX-License-Identifier: MIT */
/* The way back, by the same replacement as the way there. */
#include "apply/undo.h"

#include "os/replace.h"
#include "plan/journal.h"

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
	int rc = root_resolve(&session->root, it->install->opened, geteuid(), &place, e);

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
