/* SPDX-License-Identifier: MIT */
/* Plans a restore, a suspension or a resumption: finds the backup with the bytes. */
#include "plan/restore.h"

#include "backup/backup.h"
#include "backup/blob.h"
#include "backup/pack.h"
#include "backup/store.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "plan/item.h"
#include "plan/request.h"
#include "plan/suspension.h"
#include "text/manifest.h"

#define PUT_BACK "restore it from your own copy" /* of a damaged archive */
#define MEND PUT_BACK ", or move it away"

/* Lists the ids of the good backups of a file, for a message. */
static void restore_offer_others(const struct store *s, const char *file, struct buf *out)
{
	const struct backup *b = store_find_earlier(s, file, s->n);

	for (; b; b = store_find_earlier(s, file, (size_t)(b - s->items))) {
		ERR_AUTO struct err ignored = {0};
		if (!store_check(s, b, &ignored))
			buf_addf(out, "%s%s", out->size ? ", " : "", b->id);
	}
}

/* Notes damaged backups of the file. Another backup is used instead. */
static void restore_note_damaged(
	const struct store *s, const char *file, struct note_list *notes)
{
	const struct backup *b = store_find_earlier(s, file, s->n);

	for (; b; b = store_find_earlier(s, file, (size_t)(b - s->items))) {
		ERR_AUTO struct err damage = {0};
		int rc = store_check(s, b, &damage);
		if (rc && rc != -JSEC_NOT_FOUND)
			note_list_add(notes, NOTE_BACKUP_DAMAGED, "%s; " MEND,
				damage.public.message);
	}
}

/* Finds the named backup, or a backup of the vendor's file that this one comes from. */
static int restore_choose_backup(const struct planner *p, struct item *it,
	const char *file, const char *pristine, const struct backup **ret)
{
	const struct store *s = p->store;
	const char *id = p->request->backup_id;
	ERR_AUTO struct err damage = {0};
	BUF_AUTO struct buf others = {0};

	*ret = id ? store_find_id(s, id) : store_find(s, file, pristine, false, &damage);
	if (*ret && !id &&
		p->request->action ==
			JSEC_RESTORE) /* not for a hook, which must be quick */
		restore_note_damaged(s, file, &it->out.notes);
	if (*ret)
		return 0;
	if (id)
		return err_set(&it->out.err, JSEC_NO_BACKUP, file, 0,
			"there is no backup '%s'", id);
	restore_offer_others(s, file, &others);
	return err_set(&it->out.err, JSEC_BACKUP_DAMAGED, file, 0,
		"no intact backup of the vendor's file is left%s%s%s%s%s",
		err_public(&damage) ? ": " : "",
		err_public(&damage) ? damage.public.message : "",
		err_public(&damage) ? "; " PUT_BACK : "",
		others.size ? "; other backups of this file: " : "", buf_str(&others));
}

int restore_check_manifests(const struct planner *p, struct item *it, const char *file)
{
	ERR_AUTO struct err damage = {0};

	if (request_has(p->request, JSEC_FORCE) || !store_doubt(p->store, file, &damage))
		return 0;
	/* without a file, so that the message is printed once for all files */
	return err_set(&it->out.err, JSEC_BACKUP_DAMAGED, NULL, 0,
		"%s; it may have held the only backup of this file: " MEND,
		damage.public.message);
}

/*
 * A named install without a backup is an error: the file may not be the vendor's, as root
 * or a run with another state directory may have changed it. Files of Access Manager are
 * not named one by one, and have no backup if they never had to change: a note is enough.
 */
static int restore_tell_unknown(
	const struct planner *p, struct item *it, const char *file)
{
	const char *dir = p->store->path;
	bool forgets = request_has(p->request, JSEC_FORGET) &&
		       request_has(p->request, JSEC_FORCE);
	const char *roots = !identity_is_root() && strcmp(dir, STATE_DIR)
				    ? " (root's backups are in " STATE_DIR ")"
				    : "";

	if (install_is_target(it->install) && it->install->kind != INSTALL_ACCESS &&
		!forgets)
		return err_set(&it->out.err, JSEC_NO_BACKUP, file, 0,
			"no backup in %s%s; left unchanged (it may or may not be the "
			"vendor's file)",
			dir, roots);
	note_list_add(&it->out.notes, NOTE_NO_BACKUP, "no backup in %s%s; left unchanged",
		dir, roots);
	return 0;
}

/* Handles a file that no manifest knows: changes it only with JSEC_FORCE. */
static int restore_note_unknown(
	const struct planner *p, struct item *it, const char *file, const char **pristine)
{
	const struct store *s = p->store;
	int rc = restore_check_manifests(p, it, file);

	*pristine = store_find_pristine(s, file);
	if (rc)
		return rc;
	if (!*pristine)
		return restore_tell_unknown(p, it, file);
	if (!request_has(p->request, JSEC_FORCE))
		return err_set(&it->out.err, JSEC_FOREIGN, file, 0,
			"was changed by another program since; left unchanged");
	note_list_add(&it->out.notes, NOTE_FORCED_FOREIGN,
		"forced: another program had changed it since");
	return 0;
}

/*
 * A backup made later, after --disallow gave the vendor's bytes back, has the mode and
 * attributes of that moment. The modification time is taken from the first backup.
 */
void restore_take_first_time(
	const struct planner *p, const char *file, const char *pristine, struct meta *m)
{
	const struct store *s = p->store;
	ERR_AUTO struct err ignored = {0};
	const struct backup *b = store_find(s, file, pristine, true, &ignored);

	if (b)
		store_read_time(s, b, file, pristine, &m->info.modified, &ignored);
}

int restore_keep_rights(const struct request *r, struct meta *backup,
	const struct meta *now, struct note_list *notes, struct err *e)
{
	const struct owner was = backup->info.owner;
	int rc = request_has(r, JSEC_FORCE) ? 0 : meta_keep_rights(backup, now);

	if (rc < 0)
		return err_memory(e);
	if (rc)
		note_list_add(notes, NOTE_RIGHTS_KEPT,
			"not restored: the owner (%s), mode and ACL in the backup, which would "
			"let more users read or change the file or give it more rights than now",
			owner_print(was).text);
	return 0;
}

/* Plans to write what was read from a backup, unless the file is equal. */
static int restore_take_unpacked(
	const struct planner *p, struct item *it, struct unpacked *u)
{
	const struct reading *now = &it->read.file;
	int rc = restore_keep_rights(
		p->request, &u->meta, &now->meta, &it->out.notes, &it->out.err);

	if (rc)
		return rc;
	if (span_equal(buf_span(&u->bytes), reading_get_bytes(now)) &&
		meta_equal(&u->meta, &now->meta))
		return 0;
	it->edit.restores = true;
	bool whole = (int64_t)u->bytes.size == u->meta.info.size;
	rc = planner_read_bytes(p, it, &u->bytes, &u->meta, &it->edit.new);
	if (!rc && whole)
		blob_set_digest(it->edit.new.blob, u->digest);
	return rc;
}

int restore_find(const struct planner *p, struct item *it, const char *file,
	struct origin o, const struct backup **ret, const char **digest)
{
	bool named = p->request->backup_id != NULL;
	int rc = 0;

	*ret = NULL;
	*digest = NULL;
	if (!named && o.known && !o.ours) {
		note_list_add(&it->out.notes, NOTE_ORIGINAL, "%s",
			it->install->kind == INSTALL_ACCESS
				? "it is already as it was before jsecpatch"
				: "it is already the vendor's file");
		return 0;
	}
	if (!named && !o.known)
		rc = restore_note_unknown(p, it, file, &o.pristine);
	if (rc || (!named && !o.pristine))
		return rc;
	*digest = named ? NULL : o.pristine;
	return restore_choose_backup(p, it, file, o.pristine, ret);
}

/* After a restore, the pristine digest is that of the restored bytes' origin. */
static void restore_take_origin(const struct planner *p, struct item *it)
{
	const char *digest = blob_get_digest(item_get_latest(it)->blob);
	struct origin o = store_find_origin(p->store, it->install->file, digest);

	if (o.known)
		memcpy(it->read.pristine, o.pristine, DIGEST_SIZE);
}

int restore_plan(const struct planner *p, struct item *it)
{
	UNPACKED_AUTO struct unpacked u = {0};
	const char *file = it->install->file, *digest;
	const struct backup *b;
	int rc = restore_find(p, it, file, it->read.origin, &b, &digest);

	if (rc || !b)
		return rc;
	rc = store_read(p->store, b, file, digest, &u, &it->out.err);
	if (rc)
		return rc;
	if (digest)
		restore_take_first_time(p, file, digest, &u.meta);
	rc = restore_take_unpacked(p, it, &u);
	if (!rc)
		restore_take_origin(p, it);
	return rc;
}

int restore_suspend(const struct planner *p, struct item *it)
{
	const struct origin *o = &it->read.origin;

	if (!replaced_has(p->replaced, p->context->root, it->install->file))
		return 0;
	if (!o->known)
		return restore_check_manifests(p, it, it->install->file);
	return o->ours ? restore_plan(p, it) : 0;
}

/* What was suspended cannot be put back. The record stays, so that it can be later. */
static int restore_tell_lost(
	const struct planner *p, struct item *it, const struct err *damage)
{
	const struct jsec_error *known = err_public(damage);
	const char *why = known ? known->message : "its backup is missing";

	if (!request_has(p->request, JSEC_FORCE))
		return err_set(&it->out.err, known ? known->code : JSEC_NO_BACKUP,
			it->install->file, 0,
			"cannot put back what was suspended: %s; left unchanged", why);
	note_list_add(&it->out.notes, NOTE_SUSPENDED_LOST,
		"cannot put back what was suspended: %s; only the policy is applied",
		why);
	return 0;
}

int restore_resume(const struct planner *p, struct item *it)
{
	const struct store *s = p->store;
	const struct record *r =
		suspension_find(p->suspension, it->install->file, it->read.was);
	ERR_AUTO struct err damage = {0};
	UNPACKED_AUTO struct unpacked u = {0};

	if (!r)
		return 0;
	const struct backup *b = store_find(s, r->file, r->was, false, &damage);
	if (!b)
		return restore_tell_lost(p, it, &damage);
	int rc = store_read(s, b, r->file, r->was, &u, &it->out.err);
	return rc ? rc : restore_take_unpacked(p, it, &u);
}
