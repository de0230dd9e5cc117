/* SPDX-License-Identifier: MIT */
/* Plans a home in an archive. For a restore it reads the archive in the backup. */
#include "plan/archive_plan.h"

#include "archive/digest.h"
#include "archive/extent.h"
#include "archive/members.h"
#include "archive/tar_members.h"
#include "backup/backup.h"
#include "backup/pack.h"
#include "backup/store.h"
#include "jre/context.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "jre/release.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "plan/change.h"
#include "plan/item.h"
#include "plan/notes.h"
#include "plan/outlook.h"
#include "plan/request.h"
#include "plan/restore.h"
#include "search/known_places.h"
#include "text/properties.h"

#include <stdlib.h>

static int archive_plan_take_digest(
	const struct planner *p, struct bundle *b, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	HANDLE_AUTO struct handle *file = NULL;
	struct extent x;
	int rc;

	if (*b->digest)
		return 0;
	rc = bundle_open(b, p->context->root, &place, &file, e);
	rc = rc ? rc : extent_make(file, b->path, &x, e);
	return rc ? rc : digest_compute_extent(&x, b->digest, &b->sum, e);
}

static struct origin archive_plan_find_origin(
	const struct planner *p, const struct bundle *b)
{
	return *b->digest ? store_find_origin(p->store, b->path, b->digest)
			  : (struct origin){0};
}

/* Finds out what the backups know about the archive, and notes what cannot be known. */
static int archive_plan_begin(const struct planner *p, struct item *it)
{
	struct bundle *b = archive_plan_get_bundle(it);
	bool needed = p->request->action == JSEC_RESTORE ||
		      store_find_pristine(p->store, b->path);
	int rc = needed ? archive_plan_take_digest(p, b, &it->out.err) : 0;
	struct origin origin =
		archive_plan_find_origin(p, b); /* unknown after an error */

	it->out.public.patched = origin.ours;
	if (notes_add_others(it) && !rc && p->request->action == JSEC_CHANGE &&
		!request_has(p->request, JSEC_FORCE))
		return err_set(&it->out.err, JSEC_NOT_KNOWN, it->install->file, 0,
			"includes other files, which jsecpatch does not follow in an "
			"archive, so a change here may have no effect");
	return rc || origin.known ? rc : planner_doubt_origin(p, it, b->path);
}

/* Reads the archive in the backup. */
static int archive_plan_read_before(const struct planner *p, const struct backup *backup,
	const char *digest, const struct bundle *b, struct bundle *before, struct err *e)
{
	const struct store *s = p->store;
	UNPACKED_AUTO struct unpacked u = {0};
	HANDLE_AUTO struct handle *file = NULL;
	struct extent all, *x = &before->place;
	int64_t at = 0;
	int rc = store_read(s, backup, b->path, digest, &u, e);

	if (rc)
		return rc;
	rc = store_open_bytes(s, backup, b->path, digest, &file, e);
	if (rc)
		return rc;
	rc = extent_make(file, backup->path, &all, e);
	if (rc)
		return rc;
	rc = tar_find_data(&all, u.at, &at, e);
	if (rc)
		return rc;
	if (digest)
		restore_take_first_time(p, b->path, digest, &u.meta);
	*x = (struct extent){file, at, u.meta.info.size, b->path};
	before->path = strdup(b->path);
	before->id = strdup(backup->id);
	before->meta = u.meta;
	u.meta = (struct meta){0};
	if (!before->path || !before->id)
		return err_memory(e);
	unpacked_get_digest(&u, before->digest);
	rc = members_kind_of(x, &before->kind, e);
	rc = rc ? rc : bundle_scan(x, before->kind, before, e);
	x->file = NULL;
	return rc;
}

/* Reads it once for all homes of an archive. */
static int archive_plan_load_before(const struct planner *p, const struct backup *backup,
	const char *digest, struct bundle *b, struct err *e)
{
	if (b->before && !strcmp(b->before->id, backup->id))
		return 0;
	struct bundle *before = calloc(1, sizeof *before);
	int rc = before ? archive_plan_read_before(p, backup, digest, b, before, e)
			: err_memory(e);
	if (rc) {
		bundle_free(before);
		return rc;
	}
	bundle_free(b->before);
	b->before = before;
	return 0;
}

/* Takes the file's bytes from the archive in the backup. */
static int archive_plan_take_before(
	const struct planner *p, struct item *it, const struct bundle *before)
{
	BUF_AUTO struct buf bytes = {0};
	const struct parcel *was = bundle_get(before, it->install->archive.member->path);

	buf_add(&bytes, was ? buf_span(&was->bytes) : reading_get_bytes(&it->read.file));
	if (!was)
		note_list_add(&it->out.notes, NOTE_NOT_IN_BACKUP,
			"the archive in the backup does not contain this file");
	return planner_read_bytes(p, it, &bytes, NULL, &it->edit.new);
}

static int archive_plan_restore(const struct planner *p, struct item *it)
{
	struct bundle *b = archive_plan_get_bundle(it);
	const struct backup *backup;
	const char *digest;
	int rc = restore_find(
		p, it, b->path, archive_plan_find_origin(p, b), &backup, &digest);

	if (rc || !backup)
		return rc;
	rc = archive_plan_load_before(p, backup, digest, b, &it->out.err);
	if (rc || !strcmp(b->before->digest, b->digest))
		return rc;
	return archive_plan_take_before(p, it, b->before);
}

/*
 * Notes options that have no effect in archives. Refuses a member that cannot be
 * replaced.
 */
static int archive_plan_check(const struct planner *p, struct item *it)
{
	const struct parcel *member = it->install->archive.member;

	if (request_has(p->request, JSEC_REMEMBER) ||
		request_has(p->request, JSEC_FORGET))
		note_list_add(&it->out.notes, NOTE_NOT_REMEMBERED,
			"a Java in an archive is not written into the policy");
	if (!it->edit.new.blob || !member->fixed || p->request->action == JSEC_RESTORE)
		return 0;
	return err_set(&it->out.err, JSEC_BAD_ARCHIVE, it->install->file, 0,
		"%s: it cannot be changed", member->fixed);
}

static int archive_plan_get_new_bytes(const struct planner *p, struct item *it)
{
	switch (p->request->action) {
	case JSEC_CHANGE:
		return change_plan_alone(p, it);
	case JSEC_RESTORE:
		return archive_plan_restore(p, it);
	default:
		return 0;
	}
}

int archive_plan_compute(const struct planner *p, struct item *it, bool *skip)
{
	enum jsec_action action = p->request->action;
	int rc = planner_read_file(p, it);

	if (rc)
		return rc;
	rc = archive_plan_begin(p, it);
	if (rc)
		return rc;
	rc = planner_show_old_list(p, it);
	if (rc)
		return rc;
	rc = archive_plan_get_new_bytes(p, it);
	if (rc)
		return rc;
	if (action != JSEC_RESTORE)
		notes_add_list(it);
	rc = action == JSEC_RESTORE ? 0 : notes_add_state(it);
	rc = rc ? rc : archive_plan_check(p, it);
	if (rc)
		return rc;
	rc = planner_show_new_list(p, it);
	*skip = !rc && (action == JSEC_REAPPLY || action == JSEC_SUSPEND);
	if (*skip)
		note_list_add(&it->out.notes, NOTE_IN_ARCHIVE,
			"in an archive: no update changes it, and no policy covers it");
	return rc;
}

/* Refuses to overwrite a file without JSEC_FORCE, and always the archive itself. */
static int archive_plan_check_occupied(
	const struct place *p, const struct bundle *b, bool force, struct err *e)
{
	if (!p->info.kind)
		return 0;
	if (file_id_equal(p->info.id, b->info.id))
		return err_set(e, JSEC_BAD_REQUEST, p->path, 0,
			"is the archive itself; to change it in place, name no other file "
			"for the result");
	if (p->info.kind != FILE_REGULAR)
		return err_set(e, JSEC_NOT_REGULAR, p->path, 0,
			"is not a regular file; nothing was written");
	return force ? 0
		     : err_set(e, JSEC_FOREIGN, p->path, 0,
			       "already exists; left unchanged");
}

int archive_plan_get_output(const struct context *c, const struct request *r,
	const struct bundle *b, struct place *ret, struct err *e)
{
	enum replace_way way;
	char *path;
	int rc = known_places_make_absolute(c, r->output, &path, e);

	rc = rc ? rc : root_resolve(c->root, path, ret, e);
	free(path);
	if (rc ==
		-JSEC_NOT_FOUND) { /* the output's directory is missing, not the install */
		err_done(e);
		return err_set(e, JSEC_IO, r->output, 0,
			"the directory for the result does not exist");
	}
	if (!rc && ret->distrust && identity_is_root())
		rc = err_set(e, JSEC_UNTRUSTED, ret->path, 0,
			"%s is writable by others, who could change the result; choose "
			"another place",
			ret->distrust);
	if (rc)
		return rc;
	rc = archive_plan_check_occupied(ret, b, request_has(r, JSEC_FORCE), e);
	if (rc)
		return rc;
	rc = replace_check(ret, &way, e);
	if (rc || way == REPLACE_ATOMIC)
		return rc;
	return err_set(e, JSEC_READ_ONLY, ret->path, 0,
		"is a mount point, which cannot be replaced");
}

int archive_plan_check_targets(
	const struct jsec_installs *l, const struct request *r, struct err *e)
{
	size_t others = 0;

	for (size_t i = 0; i < l->n; i++)
		others += l->items[i]->kind != INSTALL_IN_ARCHIVE &&
			  !err_public(&l->items[i]->err);
	if (l->n_bundles && !others &&
		(request_has(r, JSEC_REMEMBER) || request_has(r, JSEC_FORGET)))
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"the policy has no rules for archives, so nothing can be "
			"remembered or forgotten of them");
	if (!r->output || (l->n_bundles < 2 && !others))
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"a separate file for the result requires one archive as "
		"the only target");
}
