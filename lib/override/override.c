/* SPDX-License-Identifier: MIT */
/* Plans, renews and writes override files, and keeps the records of them. */
#include "override/override.h"

#include "archive/digest.h"
#include "base/pointers.h"
#include "jre/install.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/temporary.h"
#include "override/override_bytes.h"
#include "plan/override_records.h"
#include "plan/misspelt.h"
#include "plan/request.h"
#include "search/installs.h"
#include "text/diff.h"
#include "text/list.h"
#include "text/suite.h"

#include <stdio.h>
#include <stdlib.h>

/* One override file. */
struct override {
	struct jsec_override public;
	struct emitted what;
	struct place place;
	struct buf old; /* empty if there is no file */
	struct meta old_meta;
	struct override_bytes new;
	struct note_list notes;
	struct buf diff;
	bool known; /* it is recorded */
	bool ours;  /* the file still has the bytes that jsecpatch wrote */
	bool gone;  /* the file does not exist any more: its record is removed */
	struct err err;
};

struct jsec_overrides {
	struct override *items;
	size_t n;
	const struct jsec_override **list;
};

static void override_done(struct override *o)
{
	emitted_done(&o->what);
	place_done(&o->place);
	buf_done(&o->old);
	meta_done(&o->old_meta);
	override_bytes_done(&o->new);
	note_list_done(&o->notes);
	buf_done(&o->diff);
	err_done(&o->err);
}

void jsec_overrides_free(struct jsec_overrides *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->n; i++)
		override_done(&list->items[i]);
	free(list->items);
	free(list->list);
	free(list);
}

const struct jsec_override *const *jsec_overrides_items(const struct jsec_overrides *list)
{
	return list->list;
}

static struct jsec_overrides *override_make_list(size_t n)
{
	struct jsec_overrides *list = calloc(1, sizeof *list);

	if (list)
		list->items = calloc(n + 1, sizeof *list->items);
	for (size_t i = 0; list && list->items && i < n; i++)
		list->items[i].place = PLACE_NONE;
	if (list && list->items)
		return list;
	free(list);
	return NULL;
}

/* Returns the list to the caller, or frees it on error. */
static int override_finish(
	struct jsec_overrides *list, int rc, struct jsec_overrides **ret, struct err *e)
{
	if (!rc) {
		list->list =
			pointers_make(&list->items->public, list->n, sizeof *list->items);
		rc = list->list ? 0 : err_memory(e);
	}
	if (rc)
		jsec_overrides_free(list);
	else
		*ret = list;
	return rc;
}

/* Makes `public` point to the other members. */
static void override_publish(struct override *o)
{
	struct jsec_override *p = &o->public;

	p->file = o->what.file;
	p->home = o->what.home;
	p->property = o->what.property;
	p->entries = strv_list(&o->new.entries);
	p->removed = strv_list(&o->new.removed);
	p->added = strv_list(&o->new.added);
	p->tls13_first = o->new.tls13_first;
	p->notes = note_list_get(&o->notes);
	p->content = o->new.bytes.size ? buf_str(&o->new.bytes) : NULL;
	p->content_size = o->new.bytes.size;
	p->diff = o->diff.size ? buf_str(&o->diff) : NULL;
	p->diff_size = o->diff.size;
	p->error = err_public(&o->err);
}

static bool override_exists(const struct override *o)
{
	return o->place.info.kind != FILE_NONE;
}

/*
 * Resolves the path and reads the file. Root does not use a path that others can change.
 */
static int override_look(
	const struct root *root, struct override *o, const char *path, struct err *e)
{
	int rc = root_resolve(root, path, &o->place, e);

	if (rc)
		return rc;
	if (identity_is_root() && o->place.distrust)
		return err_set(e, JSEC_UNTRUSTED, o->place.path, 0,
			"%s is writable by others, who could change what Java "
			"blocks; choose another place",
			o->place.distrust);
	return override_exists(o) ? file_read(&o->place, &o->old, &o->old_meta, e) : 0;
}

/* Sets `ours` if the file has the bytes that the record names. */
static void override_compare_record(struct override *o, const struct emitted *known)
{
	char digest[DIGEST_SIZE];

	o->known = known != NULL;
	if (!known || !override_exists(o))
		return;
	digest_compute(buf_span(&o->old), digest);
	o->ours = !strcmp(digest, known->written) || !strcmp(digest, known->was);
}

static int override_make(
	const struct context *c, const struct install *i, struct override *o)
{
	int rc = override_bytes_make(c, i, &o->what, &o->new, &o->err);
	enum replace_way way;

	note_list_append(&o->notes, &o->new.notes);
	if (rc || (override_exists(o) &&
			  span_equal(buf_span(&o->old), buf_span(&o->new.bytes))))
		return rc;
	rc = replace_check(&o->place, &way, &o->err);
	o->public.would_change = !rc;
	diff_write(buf_span(&o->old), buf_span(&o->new.bytes), o->what.file, &o->diff);
	return rc || !(o->diff.failed || o->notes.failed) ? rc : err_memory(&o->err);
}

/*
 * Refuses a path that JAVA_TOOL_OPTIONS would split at a blank, or that Java would
 * expand.
 */
static int override_check_path(
	const struct override *o, const struct install *i, struct err *e)
{
	const struct place *p = &o->place;

	for (const char *c = p->path; *c; c++)
		if ((unsigned char)*c <= ' ' || strchr("\"'\\%$\177", *c))
			return err_set(e, JSEC_BAD_REQUEST, p->path, 0,
				"cannot be used in JAVA_TOOL_OPTIONS; choose a path "
				"without blanks, quotes, '\\', '%%' and '$'");
	if (!strcmp(p->name, "java.security") || file_id_equal(p->info.id, i->info.id))
		return err_set(e, JSEC_BAD_REQUEST, p->path, 0,
			"is a java.security file; choose another file");
	return 0;
}

static int override_check_foreign(struct override *o, bool force)
{
	if (!o->public.would_change || !override_exists(o) || o->ours)
		return 0;
	if (force) {
		note_list_add(&o->notes, NOTE_FORCED_FOREIGN,
			"forced: replaces a file that jsecpatch did not write");
		return o->notes.failed ? err_memory(&o->err) : 0;
	}
	o->public.would_change = 0;
	return err_set(&o->err, JSEC_FOREIGN, o->what.file, 0, "%s; left unchanged",
		o->known ? "was changed since jsecpatch wrote it"
			 : "was not written by jsecpatch");
}

/* Refuses suite names: which entries block a suite differs from list to list. */
static int override_check_suites(const struct override *o, struct err *e)
{
	for (size_t i = 0; i < o->what.allow.n; i++) {
		const char *word = o->what.allow.items[i];
		if (suite_table_find(word) && !list_has_entry(&o->new.removed, word))
			return err_set(e, JSEC_OPENS_MORE, NULL, 0,
				"%s is not an entry of the list; allow the entries that block "
				"it instead",
				word);
	}
	return 0;
}

static int override_check_entries(struct override *o, struct err *e)
{
	const struct change change = {o->what.property, strv_list(&o->what.allow),
		o->what.allow.n, strv_list(&o->new.added), o->new.added.n};

	return misspelt_check(&change, &o->new.removed, e);
}

static int override_take_request(struct override *o, struct request *r,
	const struct install *i, const char *path, struct err *e)
{
	o->what = (struct emitted){.file = strdup(o->place.path ? o->place.path : path),
		.home = strdup(i->home ? i->home : i->file),
		.property = r->property,
		.allow = r->allow,
		.disallow = r->disallow,
		.written = strdup(""),
		.was = strdup(""),
		.empty_ok = request_has(r, JSEC_FORCE)};
	r->property = NULL;
	r->allow = r->disallow = (struct strv){0};
	return o->what.file && o->what.home && o->what.written && o->what.was
		       ? 0
		       : err_memory(e);
}

/* An override file is for exactly one install. */
static int override_check_installs(const struct jsec_installs *l, struct err *e)
{
	if (!l->n)
		return err_set(e, JSEC_NOT_FOUND, NULL, 0,
			"no Java install found; name the one that the file is for");
	if (l->n > 1)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"found %zu Java installs, but the file is for one; name "
			"one of them",
			l->n);
	if (l->items[0]->kind == INSTALL_IN_ARCHIVE)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"%s is in an archive; change the archive itself",
			l->items[0]->home);
	if (l->items[0]->distrust && install_is_only_named(l->items[0]))
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"%s is writable by others; name the install if the file is for it",
			l->items[0]->distrust);
	const struct jsec_error *known = err_public(&l->items[0]->err);
	return known ? err_copy(e, known) : 0;
}

static int override_check_request(const struct request *r, struct err *e)
{
	if (r->action == JSEC_CHANGE && !(r->flags & ~JSEC_FORCE) && !r->output)
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"an override file is for a JSEC_CHANGE, without an output and without flags "
		"other than JSEC_FORCE");
}

static int override_plan_one(const struct context *c, const struct store *store,
	const struct install *i, struct request *r, const char *file, struct override *o,
	struct err *e)
{
	EMITTED_AUTO struct emitted_files known = {0};
	bool force = request_has(r, JSEC_FORCE);
	char *path;
	int bad = 0, rc = known_places_make_absolute(c, file, &path, e);

	if (!rc) {
		bad = override_look(c->root, o, path, &o->err);
		rc = override_take_request(o, r, i, path, e);
	}
	free(path);
	if (rc || bad)
		return rc;
	rc = override_check_path(o, i, e);
	rc = rc ? rc : emitted_load(store, &known, e);
	if (rc)
		return rc;
	override_compare_record(o, emitted_find(&known, o->what.file));
	rc = override_make(c, i, o);
	rc = rc ? rc : override_check_foreign(o, force);
	rc = rc ? rc : override_check_suites(o, &o->err);
	if (!rc && !force)
		override_check_entries(o, &o->err);
	return 0;
}

int override_plan(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, const struct jsec_request *request,
	const char *file, struct jsec_overrides **ret, struct err *e)
{
	struct request r = {0};
	struct jsec_overrides *list = override_make_list(1);
	int rc = list ? request_check_strings("file", &file, 1, e) : err_memory(e);

	rc = rc ? rc : request_copy(request, &r, e);
	rc = rc ? rc : override_check_request(&r, e);
	rc = rc ? rc : override_check_installs(installs, e);
	if (!rc) {
		list->n = 1;
		rc = override_plan_one(
			c, store, installs->items[0], &r, file, list->items, e);
	}
	request_done(&r);
	if (!rc)
		override_publish(list->items);
	return override_finish(list, rc, ret, e);
}

/* Plans to remove the record. */
static void override_forget(struct override *o)
{
	o->gone = true;
	o->public.would_change = 1;
	note_list_add(&o->notes, NOTE_FILE_GONE,
		"does not exist any more; it is no longer renewed");
}

/* `i` is NULL if the install is missing now. It may come back, so the file is kept. */
static void override_renew_from(
	const struct context *c, const struct install *i, struct override *o)
{
	ERR_AUTO struct err why = {0};
	const struct emitted known = o->what;
	int rc = override_look(c->root, o, o->what.file, &why);

	if (rc == -JSEC_NOT_FOUND || (!rc && !override_exists(o))) {
		override_forget(o);
		return;
	}
	if (rc) {
		err_copy(&o->err, &why.public);
		return;
	}
	override_compare_record(o, &known);
	if (!i)
		note_list_add(&o->notes, NOTE_JAVA_MISSING,
			"its Java, %s, does not exist; left unchanged", o->what.home);
	else if (install_is_only_named(i))
		note_list_add(&o->notes, NOTE_ONLY_NAMED,
			"its Java, %s, is writable by others; left unchanged",
			o->what.home);
	else if (o->ours)
		override_make(c, i, o);
	else
		note_list_add(&o->notes, NOTE_FILE_CHANGED,
			"was changed since jsecpatch wrote it; left unchanged");
}

/* `found` is the install in the record. It may be missing. */
static void override_renew_one(const struct context *c, const struct install *found,
	const struct err *why, struct override *o)
{
	enum jsec_code code = why->public.code;

	o->known = true;
	if (code != JSEC_OK && code != JSEC_NOT_FOUND && code != JSEC_NOT_JAVA)
		err_copy(&o->err, &why->public);
	else
		override_renew_from(c, install_is_found(found) ? found : NULL, o);
	override_publish(o);
}

int override_renew(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, struct jsec_overrides **ret, struct err *e)
{
	EMITTED_AUTO struct emitted_files known = {0};
	int rc = emitted_load(store, &known, e);
	struct jsec_overrides *list = rc ? NULL : override_make_list(known.n);

	if (!list)
		return rc ? rc : err_memory(e);
	for (size_t i = 0; !rc && i < known.n; i++) {
		struct override *o = &list->items[list->n];
		ERR_AUTO struct err why = {0};
		struct install found;
		install_find_named(c, known.items[i].home, &found, &why);
		const struct install *named =
			install_is_found(&found) ? installs_find(installs, &found.info)
						 : NULL;
		found.public.source = named ? named->public.source : JSEC_BACKUP;
		if (named && !install_is_only_named(&found))
			install_learn(c, &found, &why);
		if (installs->all || named) {
			list->n++;
			rc = emitted_copy(&o->what, &known.items[i]) ? err_memory(e) : 0;
			if (!rc)
				override_renew_one(c, &found, &why, o);
		}
		install_done(&found);
	}
	return override_finish(list, rc, ret, e);
}

/*
 * Saves the record before the file is written, so that a killed run leaves no unknown
 * file. It names the bytes that are there. These need not be what the record before says was
 * written: that run may have been killed, too.
 */
static int override_record(
	const struct store *store, struct override *o, struct emitted_files *known)
{
	char digest[DIGEST_SIZE], was[DIGEST_SIZE] = "";

	digest_compute(buf_span(&o->new.bytes), digest);
	if (o->ours)
		digest_compute(buf_span(&o->old), was);
	free(o->what.was);
	free(o->what.written);
	o->what.was = strdup(was);
	o->what.written = strdup(digest);
	if (!o->what.was || !o->what.written || emitted_set(known, &o->what))
		return err_memory(&o->err);
	return emitted_save(store, known, &o->err);
}

static int override_replace(struct override *o)
{
	struct meta made = {0};
	const struct replacement r = {.place = &o->place,
		.old = override_exists(o) ? &o->old_meta : NULL,
		.meta = override_exists(o) ? &o->old_meta : &made,
		.bytes = buf_span(&o->new.bytes),
		.notes = &o->notes};
	struct replacing *replacing = NULL;
	int rc;

	meta_own(&made, 0644);
	rc = replace_begin(&r, &replacing, &o->err);
	rc = rc ? rc : replace_commit(replacing, &o->err);
	replace_end(replacing);
	return rc;
}

static void override_write_one(
	const struct store *store, struct override *o, struct emitted_files *known)
{
	ERR_AUTO struct err ignored = {0};
	bool writes = o->public.would_change;
	int rc;

	o->public.would_change = 0;
	if (err_public(&o->err))
		return;
	if (place_is_open(&o->place))
		temporary_clean(&o->place, &o->notes);
	if (!writes && o->known)
		return;
	if (o->gone) {
		emitted_drop(known, o->what.file);
		emitted_save(store, known, &o->err);
		return;
	}
	rc = override_record(store, o, known);
	rc = rc || !writes ? rc : override_replace(o);
	o->public.changed = writes && (!rc || rc == -JSEC_NOT_DURABLE);
	if (!rc || rc == -JSEC_NOT_DURABLE || o->known)
		return;
	emitted_drop(known, o->what.file);
	emitted_save(store, known, &ignored);
}

int override_write(const struct store *store, struct jsec_overrides *list, struct err *e)
{
	EMITTED_AUTO struct emitted_files known = {0};
	struct failures failures = {.what = "files"};
	int rc = emitted_load(store, &known, e);

	for (size_t i = 0; !rc && i < list->n; i++) {
		override_write_one(store, &list->items[i], &known);
		override_publish(&list->items[i]);
		failures_count(&failures, list->items[i].public.error);
	}
	return rc ? rc : failures_judge(&failures, e);
}
