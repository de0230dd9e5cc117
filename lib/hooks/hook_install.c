/* SPDX-License-Identifier: MIT */
/*
 * Installs hooks. Writes the record before the files: after a crash it may name files
 * that do not exist, but it names every file that exists.
 */
#include "hooks/hook_job.h"

#include "archive/digest.h"
#include "hooks/hook_paths.h"
#include "hooks/hook_records.h"
#include "hooks/hook_table.h"
#include "hooks/hook_text.h"
#include "os/boot.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/replace.h"
#include "os/root.h"

#include <stdio.h>
#include <stdlib.h>

/* Checks that hooks can call the program, and that others cannot replace it. */
static int hook_install_check_program(const struct hook_job *j)
{
	const char *first =
		j->list->root_given
			? "install jsecpatch inside the root first: DESTDIR=ROOT meson "
			  "install -C BUILD"
			: "install jsecpatch first: meson install -C BUILD";
	BUF_AUTO struct buf why = {0};
	const char *path = j->list->program;
	enum jsec_code code = JSEC_OK;

	if (*path != '/' || path[strspn(path, HOOK_TEXT_PLAIN)])
		return err_set(j->e, JSEC_BAD_REQUEST, path, 0,
			"hooks cannot call a program with such a path; %s", first);
	int rc = hook_paths_judge_program(j->list->root, path, &code, &why, j->e);
	if (!rc && code)
		return err_set(j->e, code, path, 0,
			"the hooks would call this program, but %s; %s", buf_str(&why),
			first);
	return rc;
}

static int hook_install_check_machine(const struct hook_job *j)
{
	const char *why = j->list->root_given || j->force ? NULL : boot_say_unbooted();

	if (!why)
		return 0;
	return err_set(
		j->e, JSEC_NOT_BOOTED, NULL, 0, "%s; no hooks were installed", why);
}

/* Adds the missing directories above a path to the record. */
static int hook_install_plan_dirs(
	const struct hook_job *j, struct hook_record *r, const char *path, struct err *e)
{
	for (const char *slash = strchr(path + 1, '/'); slash;
		slash = strchr(slash + 1, '/')) {
		PLACE_AUTO struct place p = PLACE_NONE;
		ERR_AUTO struct err missing = {0};
		BUF_AUTO struct buf dir = {0};

		buf_add(&dir, span_of(path, (size_t)(slash - path)));
		int rc = root_resolve(j->list->root, buf_str(&dir), &p, &missing);
		if (rc && rc != -JSEC_NOT_FOUND) {
			err_move(e, &missing);
			return rc;
		}
		if (!rc && p.info.kind) {
			rc = hook_job_refuse_untrusted(&p, e);
			if (rc)
				return rc;
		} else if (hook_record_set(r, HOOK_DIRECTORY, "", buf_str(&dir), "")) {
			return err_memory(e);
		}
	}
	return 0;
}

/* Records a part: its new digest and, until it is written, the old one, too. */
static int hook_install_plan_part(const struct hook_job *j, struct hook_record *r,
	const struct hook *h, const struct hook_part *part, bool written, struct err *e)
{
	const struct hook_entry *old = hook_record_find(r, part->public.path);
	BUF_AUTO struct buf value = {0};
	char digest[DIGEST_SIZE];

	if (part->public.target)
		buf_adds(&value, part->public.target);
	if (part->public.text) {
		digest_compute(buf_span(&part->text), digest);
		buf_adds(&value, digest);
		if (!written && old && !strstr(old->value, digest))
			buf_addf(&value, " %s", old->value);
	}
	int rc = written ? 0 : hook_install_plan_dirs(j, r, part->public.path, e);
	if (rc)
		return rc;
	return value.failed || hook_record_set(r,
				       part->public.text ? HOOK_FILE : HOOK_LINK,
				       h->row->name, part->public.path, value.data)
		       ? err_memory(e)
		       : 0;
}

/* Tells whether to write this part: to renew, only a list of files that differs. */
static bool hook_install_is_meant(const struct hook_job *j, const struct hook_part *part)
{
	return !j->renew || (part->public.state == JSEC_HOOK_INSTALLED &&
				    part->recorded && !part->current);
}

static int hook_install_plan_parts(const struct hook_job *j, struct hook *h, bool written)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < h->n_parts; i++)
		if (hook_install_is_meant(j, &h->parts[i]))
			rc = hook_install_plan_part(
				j, &j->list->record, h, &h->parts[i], written, &h->err);
	return rc;
}

/* Fails, before anything is written, if one of the files exists and is not ours. */
static int hook_install_check_places(const struct hook_job *j, struct hook *h)
{
	for (size_t i = 0; i < h->n_parts; i++) {
		const struct jsec_hook_file *f = &h->parts[i].public;
		if (f->state != JSEC_HOOK_CHANGED ||
			!hook_install_is_meant(j, &h->parts[i]))
			continue;
		if (!j->force)
			return err_set(&h->err, JSEC_FOREIGN, f->path, 0,
				"exists, and jsecpatch did not write it; left unchanged");
		note_list_add(&h->notes, NOTE_FORCED_FOREIGN,
			"forced: replaced %s, which jsecpatch did not write", f->path);
	}
	return 0;
}

static int hook_install_make_parent(
	const struct hook_job *j, const char *path, struct err *e)
{
	PLACE_AUTO struct place above = PLACE_NONE;
	char *dir = strndup(path, (size_t)(strrchr(path, '/') - path));
	int rc = dir ? root_make_dir(j->list->root, dir, 0755,
			       "make the directory for a hook", NULL, &above, e)
		     : err_memory(e);

	free(dir);
	return rc;
}

/* Removes a link where a file belongs, or anything where a link belongs. */
static int hook_install_clear(
	const struct hook_job *j, const char *path, struct place *p, struct err *e)
{
	int rc = replace_remove(p, &p->info, e);

	place_done(p);
	return rc ? rc : root_resolve_entry(j->list->root, path, p, e);
}

static int hook_install_write_file(const struct hook_job *j, struct hook *h,
	const struct hook_part *part, struct place *p, struct err *e)
{
	BUF_AUTO struct buf old = {0};
	META_AUTO struct meta meta = {0};
	struct replacement what = {.place = p,
		.meta = &meta,
		.bytes = buf_span(&part->text),
		.notes = &h->notes};
	struct replacing *r = NULL;
	enum replace_way way;
	int rc = p->info.kind == FILE_LINK
			 ? hook_install_clear(j, part->public.path, p, e)
			 : 0;

	rc = rc ? rc : replace_check(p, &way, e);
	if (!rc && way != REPLACE_ATOMIC)
		return err_set(e, JSEC_NOT_REGULAR, p->path, 0,
			"is a mount point, which cannot be replaced");
	if (!rc && p->info.kind)
		rc = file_read(p, &old, &meta, e);
	struct meta was = meta;
	what.old = p->info.kind ? &was : NULL;
	meta_own(&meta, part->public.mode);
	rc = rc ? rc : replace_begin(&what, &r, e);
	rc = rc ? rc : replace_commit(r, e);
	replace_end(r);
	return rc;
}

static void hook_install_clean(const struct hook_job *j, struct hook *h, const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (!root_resolve_entry(j->list->root, path, &p, &ignored))
		hook_job_clean(j, h, &p);
}

static int hook_install_write_part(
	const struct hook_job *j, struct hook *h, const struct hook_part *part)
{
	const struct jsec_hook_file *f = &part->public;
	PLACE_AUTO struct place p = PLACE_NONE;
	bool renews = f->state != JSEC_HOOK_ABSENT;

	if (f->state == JSEC_HOOK_INSTALLED && (f->target || part->current)) {
		hook_install_clean(j, h, f->path);
		return 0;
	}
	if (!j->dry) {
		int rc = hook_install_make_parent(j, f->path, &h->err);
		rc = rc ? rc : root_resolve_entry(j->list->root, f->path, &p, &h->err);
		rc = rc ? rc : hook_job_refuse_untrusted(&p, &h->err);
		if (!rc)
			hook_job_clean(j, h, &p);
		if (!rc && f->text)
			rc = hook_install_write_file(j, h, part, &p, &h->err);
		if (!rc && f->target && renews)
			rc = hook_install_clear(j, f->path, &p, &h->err);
		if (!rc && f->target)
			rc = replace_link(&p, f->target, &h->err);
		if (rc)
			return rc;
	}
	hook_job_say(j, h, renews ? "replaced" : "wrote", renews ? "replace" : "write",
		f->path);
	return 0;
}

static int hook_install_write_record(const struct hook_job *j, struct hook *h)
{
	return j->dry ? 0 : hook_record_write(j->list->store, &j->list->record, &h->err);
}

static void hook_install_one(const struct hook_job *j, struct hook *h)
{
	int rc = hook_install_check_places(j, h);

	rc = rc ? rc : hook_install_plan_parts(j, h, false);
	rc = rc ? rc : hook_install_write_record(j, h);
	for (size_t i = 0; !rc && i < h->n_parts; i++)
		if (hook_install_is_meant(j, &h->parts[i]))
			rc = hook_install_write_part(j, h, &h->parts[i]);
	if (!rc && !j->renew)
		hook_remove_obsolete(j, h);
	rc = rc ? rc : hook_install_plan_parts(j, h, true);
	rc = rc ? rc : hook_install_write_record(j, h);
	if (!rc &&
		!j->dry) /* the last run may have failed here, after it wrote the files */
		hook_job_tell_installed(j, h);
}

/* Makes the text that an installed part should have now: for its program, with its files. */
static int hook_install_fill_again(
	const struct hook_job *j, struct hook_part *part, struct err *e)
{
	const char *program = part->program ? part->program : j->list->program;
	STRV_AUTO struct strv watched = {0};
	BUF_AUTO struct buf old = {0};
	int rc = hook_paths_keep_watched(j->list->root, &j->list->watched, &watched, e);

	rc = rc ? rc
		: hook_paths_keep_watched(j->list->root, &part->watched, &watched, e);
	if (rc)
		return rc;
	hook_text_fill_in(&old, part->sample, program, &part->watched);
	buf_done(&part->text);
	hook_text_fill_in(&part->text, part->sample, program, &watched);
	part->public.text = buf_str(&part->text);
	part->current = span_equal(buf_span(&old), buf_span(&part->text));
	return old.failed || part->text.failed ? err_memory(e) : 0;
}

/* Renews the lists of files of a hook. systemd must read them even if a killed run wrote. */
static void hook_install_renew(const struct hook_job *j, struct hook *h)
{
	bool needed = h->stale;
	int rc = 0;

	for (size_t i = 0; !rc && i < h->n_parts; i++) {
		struct hook_part *part = &h->parts[i];
		if (part->public.state != JSEC_HOOK_INSTALLED || !part->recorded)
			continue;
		rc = hook_install_fill_again(j, part, &h->err);
		needed = needed || !part->current;
	}
	if (!rc && needed)
		hook_install_one(j, h);
}

static int hook_install_all(const struct hook_job *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		if (!h->public.fits || hook_table_is_snippet(h->row))
			continue;
		n++;
		if (!j->again || hook_list_is_in_place(h))
			hook_install_one(j, h);
	}
	return n ? 0
		 : err_set(j->e, JSEC_NOT_FOUND, NULL, 0,
			   "no update hook fits this machine");
}

int hook_install_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e)
{
	struct hook_job j = {.list = list,
		.force = flags & JSEC_FORCE,
		.dry = flags & JSEC_DRY_RUN,
		.renew = flags & JSEC_RENEW,
		.again = flags & JSEC_AGAIN,
		.e = e};
	struct hook *h = NULL;
	int rc = name ? hook_job_find(&j, name, &h) : 0;

	if (!j.renew) {
		rc = rc ? rc : hook_install_check_machine(&j);
		rc = rc ? rc : hook_install_check_program(&j);
	}
	rc = rc ? rc : hook_job_begin(&j);
	if (rc)
		return rc;
	for (size_t i = 0; j.renew && i < list->n; i++)
		if (!h || h == &list->items[i])
			hook_install_renew(&j, &list->items[i]);
	if (j.renew)
		return hook_job_end(&j, h, rc);
	if (h)
		hook_install_one(&j, h);
	else
		rc = hook_install_all(&j);
	return hook_job_end(&j, h, rc);
}
