/* SPDX-License-Identifier: MIT */
/* Works out a plan: reads each file, edits it or finds its backup, and proves the edit. */
#include "java/plan.h"

#include "sys/replace.h"
#include "text/diff.h"
#include "text/known.h"
#include "text/near.h"
#include "text/prove.h"

#include <stdio.h>
#include <stdlib.h>

/* What the planning of one item needs. */
struct planner {
	struct jsec *session;
	const struct request *request;
};

void item_publish(struct item *it, enum jsec_state state)
{
	struct jsec_result *r = &it->public;

	r->install = &it->install->public;
	r->state = it->err.public.code == JSEC_OK ? state : JSEC_FAILED;
	r->entries = strv_list(&it->entries);
	r->removed = strv_list(&it->removed);
	r->added = strv_list(&it->added);
	r->notes = strv_list(&it->notes);
	r->diff = it->diff.size ? buf_str(&it->diff) : NULL;
	r->diff_size = it->diff.size;
	r->backup = it->backup.id ? &it->backup : NULL;
	r->error = err_public(&it->err);
}

static void item_done(struct item *it)
{
	buf_done(&it->old);
	buf_done(&it->new);
	meta_done(&it->old_meta);
	meta_done(&it->new_meta);
	strv_done(&it->entries);
	strv_done(&it->removed);
	strv_done(&it->added);
	strv_done(&it->notes);
	buf_done(&it->diff);
	free((char *)it->backup.id);
	free((char *)it->backup.path);
	free((char *)it->backup.sha256);
	err_done(&it->err);
}

int item_identity(const struct item *it, bool force, struct identity *ret, struct err *e)
{
	const struct stat *st = &it->install->st;

	*ret = (struct identity){0};
	if (geteuid() || !it->install->distrust)
		return 0;
	if (st->st_uid == 0 && !force)
		return err_set(e, JSEC_UNTRUSTED, it->install->file, 0,
			"others can write to %s, on the way to it; mend that "
			"(or --force, if you trust them all)",
			it->install->distrust);
	return identity_take(st->st_uid, st->st_gid, ret, e);
}

static int read_install(const struct planner *p, struct item *it)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	int rc = root_resolve(
		&p->session->root, it->install->opened, geteuid(), &place, &it->err);

	return rc ? rc : file_read(&place, &it->old, &it->old_meta, &it->err);
}

/* The list in `bytes`, as it is or will be. A list that Java refuses is an error. */
static int read_list(const struct planner *p, struct item *it, struct span bytes)
{
	PROPS_AUTO struct props doc = {0};
	LIST_AUTO struct list list = {0};
	const char *property = p->request->property,
		   *version = it->install->release.version;
	struct list_rules rules = release_rules(version, property);
	const struct entry *bad;
	int rc = props_read(&doc, p->session->lexer, release_reader(version), bytes,
		it->install->file, &it->err);
	const struct prop *at = rc ? NULL : props_find(&doc, property);

	strv_done(&it->entries);
	if (rc || !at)
		return rc;
	if (list_read(&list, props_value(&doc, at)))
		return err_memory(&it->err);
	it->public.line = props_line(bytes, at->start);
	for (size_t i = 0; i < list.n; i++)
		if (*list.items[i].text)
			strv_adds(&it->entries, list.items[i].text);
	const char *fault = list_fault(&list, &rules, &bad);
	if (fault)
		return err_set(&it->err, JSEC_BAD_LIST, it->install->file,
			it->public.line,
			"the entry '%s' in %s %s: every TLS connection of this JRE fails; "
			"correct it by hand",
			bad->text, property, fault);
	return it->entries.failed ? err_memory(&it->err) : 0;
}

/* What may make an edit of this file vain, so that nobody is misled. */
static void note_overrides(const struct planner *p, struct item *it)
{
	PROPS_AUTO struct props doc = {0};
	ERR_AUTO struct err ignored = {0};
	const char *version = it->install->release.version,
		   *property = p->request->property;

	if (props_read(&doc, p->session->lexer, release_reader(version),
		    buf_span(&it->old), NULL, &ignored))
		return;
	const struct prop *last = props_find(&doc, property);
	for (const struct prop *at = doc.items; last && at < last; at++)
		if (props_key_is(&doc, at, property))
			strv_addf(&it->notes,
				"%s is defined more than once: Java takes the last one, in line "
				"%zu, not line %zu",
				property, props_line(doc.bytes, last->start),
				props_line(doc.bytes, at->start));
	const struct prop *system = props_find(&doc, "security.useSystemPropertiesFile");
	if (system && span_equal(props_value(&doc, system), span_str("true")))
		strv_adds(&it->notes,
			"this JRE also reads the system's crypto policy "
			"(security.useSystemPropertiesFile=true), which may override the list");
	if (props_find(&doc, "include") && version && atoi(version) >= 24)
		strv_adds(&it->notes,
			"this file includes others, which may override the list");
}

static bool in(const struct strv *v, const char *entry)
{
	for (size_t i = 0; i < v->n; i++)
		if (entry_equal(v->items[i], entry))
			return true;
	return false;
}

/* Says why an entry that was to be removed was not there, with what comes near it. */
static int note_missing(const struct planner *p, struct item *it, const struct props *doc)
{
	const struct prop *at = props_find(doc, p->request->property);
	LIST_AUTO struct list list = {0};

	if (!at) {
		if (p->request->allow.n)
			strv_addf(&it->notes, "%s is not set: nothing is disabled by it",
				p->request->property);
		return 0;
	}
	if (list_read(&list, props_value(doc, at)))
		return err_memory(&it->err);
	for (size_t i = 0; i < p->request->allow.n; i++) {
		BUF_AUTO struct buf near = {0};
		const char *asked = p->request->allow.items[i];

		if (in(&it->removed, asked))
			continue;
		near_entries(&list, asked, &near);
		strv_addf(&it->notes, "'%s' is not in the list: nothing to allow%s%s",
			asked, near.size ? "; the list has " : "", buf_str(&near));
	}
	return 0;
}

static void note_unknown(struct item *it)
{
	for (size_t i = 0; i < it->added.n; i++)
		if (!known_entry(it->added.items[i]))
			strv_addf(&it->notes,
				"no vendor's list has an entry '%s': if it is misspelt, it "
				"disables nothing",
				it->added.items[i]);
}

static int plan_edit(const struct planner *p, struct item *it)
{
	PROPS_AUTO struct props doc = {0};
	const char *version = it->install->release.version;
	struct change change = request_change(p->request);
	struct claim claim = {
		.lexer = p->session->lexer,
		.reader = release_reader(version),
		.rules = release_rules(version, change.property),
		.change = &change,
		.empty_ok = p->request->force,
		.path = it->install->file,
	};
	int rc = props_read(&doc, claim.lexer, claim.reader, buf_span(&it->old),
		claim.path, &it->err);

	rc = rc ? rc : edit(&doc, &change, &it->new, &it->removed, &it->added, &it->err);
	rc = rc ? rc : note_missing(p, it, &doc);
	note_unknown(it);
	if (rc || (!it->removed.n && !it->added.n)) {
		buf_done(&it->new);
		return rc;
	}
	if (it->removed.n == it->entries.n && !it->added.n && p->request->force)
		strv_adds(&it->notes,
			"--force: the list is empty, so that nothing is restricted any more");
	return prove(&claim, buf_span(&it->old), buf_span(&it->new), &it->err);
}

/* The ids of the good backups of a file, for a message. */
static void offer_others(const struct store *s, const char *file, struct buf *out)
{
	for (size_t i = s->n; i-- > 0;) {
		ERR_AUTO struct err ignored = {0};
		const struct records *r = &s->items[i].records;
		size_t k = 0;

		while (k < r->n && strcmp(r->items[k].file, file) != 0)
			k++;
		if (k < r->n && !store_check(s, &s->items[i], &ignored))
			buf_addf(out, "%s%s", out->size ? ", " : "", s->items[i].id);
	}
}

/* Reads the named backup, or the vendor's file that the present one comes from. */
static int read_backup(const struct planner *p, struct item *it, const char *pristine,
	struct unpacked *u)
{
	const struct store *s = &p->session->store;
	const char *file = it->install->file, *id = p->request->backup_id;
	ERR_AUTO struct err damage = {0};
	BUF_AUTO struct buf others = {0};
	const struct backup *b =
		id ? store_by_id(s, id) : store_find(s, file, pristine, false, &damage);

	if (b)
		return store_read(s, b, file, u, &it->err);
	if (id)
		return err_set(&it->err, JSEC_NO_BACKUP, file, 0,
			"there is no backup '%s'; --backups lists them", id);
	offer_others(s, file, &others);
	return err_set(&it->err, JSEC_BACKUP_DAMAGED, file, 0,
		"no good backup of the vendor's file is left%s%s%s%s",
		err_public(&damage) ? ": " : "",
		err_public(&damage) ? damage.public.message : "",
		others.size ? "; --restore=ID takes another one: " : "",
		buf_str(&others));
}

/* The newest vendor's file among the backups, for a file that nobody knows. */
static const char *newest_pristine(const struct store *s, const char *file)
{
	for (size_t i = s->n; i-- > 0;)
		for (size_t k = 0; k < s->items[i].records.n; k++)
			if (!strcmp(s->items[i].records.items[k].file, file))
				return s->items[i].records.items[k].pristine;
	return NULL;
}

/* A file that no manifest knows. It is left alone, unless --force says otherwise. */
static int restore_unknown(
	const struct planner *p, struct item *it, const char **pristine)
{
	const struct store *s = &p->session->store;
	const char *file = it->install->file;

	*pristine = newest_pristine(s, file);
	/* What a damaged manifest said is not known: better no answer than a wrong one. */
	for (size_t i = 0; i < s->n; i++) {
		ERR_AUTO struct err damage = {0};
		if (store_check(s, &s->items[i], &damage) && !p->request->force)
			return err_set(&it->err, JSEC_BACKUP_DAMAGED, file, 0,
				"nothing is known of it, but this may be why: %s",
				damage.public.message);
	}
	if (!*pristine) {
		strv_adds(&it->notes, "there is no backup: jsecpatch has not changed it");
		return 0;
	}
	if (!p->request->force)
		return err_set(&it->err, JSEC_FOREIGN, file, 0,
			"was changed by something else since; --restore=ID puts back a "
			"backup that --backups lists, --force the vendor's last one");
	strv_adds(&it->notes, "--force: it was changed by something else since");
	return 0;
}

/*
 * The vendor's bytes may have been put back by --disallow meanwhile: mode and attributes are
 * those of then, but the modification time is the vendor's own.
 */
static void take_first_time(const struct planner *p, const struct item *it,
	const char *pristine, struct meta *m)
{
	const struct store *s = &p->session->store;
	ERR_AUTO struct err ignored = {0};
	UNPACKED_AUTO struct unpacked first = {0};
	const struct backup *b =
		store_find(s, it->install->file, pristine, true, &ignored);

	if (b && !store_read(s, b, it->install->file, &first, &ignored))
		m->st.st_mtim = first.meta.st.st_mtim;
}

static int plan_restore(const struct planner *p, struct item *it, struct origin o)
{
	UNPACKED_AUTO struct unpacked u = {0};
	bool named = p->request->backup_id != NULL;
	int rc = 0;

	if (!named && o.known && !o.ours) {
		strv_adds(&it->notes, "it is the vendor's file");
		return 0;
	}
	if (!named && !o.known)
		rc = restore_unknown(p, it, &o.pristine);
	if (rc || (!named && !o.pristine))
		return rc;
	rc = read_backup(p, it, o.pristine, &u);
	if (rc || (span_equal(buf_span(&u.bytes), buf_span(&it->old)) &&
			  meta_equal(&u.meta, &it->old_meta)))
		return rc;
	if (!named)
		take_first_time(p, it, o.pristine, &u.meta);
	it->new = u.bytes;
	it->new_meta = u.meta;
	it->restores = true;
	u.bytes = (struct buf){0};
	u.meta = (struct meta){0};
	return 0;
}

/* Whether root may change what lies on this path, of its own accord or at all. */
static int check_trust(const struct planner *p, struct item *it, bool *skip)
{
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	const struct install *i = it->install;
	enum replace_way way;

	if (i->distrust && geteuid() == 0 && i->public.source != JSEC_TARGET &&
		!p->request->force) {
		strv_addf(&it->notes,
			"others can write to %s: changed only if it is named as a TARGET",
			i->distrust);
		*skip = true;
		return 0;
	}
	int rc = root_resolve(&p->session->root, i->opened, geteuid(), &place, &it->err);
	rc = rc ? rc : item_identity(it, p->request->force, &identity, &it->err);
	rc = rc ? rc : replace_check(&place, &way, &it->err);
	if (!rc && i->distrust && geteuid() == 0 && p->request->force)
		strv_addf(&it->notes, "--force: others can write to %s", i->distrust);
	if (rc || it->old_meta.st.st_nlink < 2)
		return rc;
	if (!p->request->force)
		return err_set(&it->err, JSEC_HARD_LINKS, i->file, 0,
			"has %lu names (hard links), which may belong to other installs; "
			"nothing is changed (--force changes this name alone)",
			(unsigned long)it->old_meta.st.st_nlink);
	strv_adds(&it->notes, "--force: its other hard links keep the old bytes");
	return 0;
}

/* Digests and the vendor's file that this one comes from, for the backup's manifest. */
static int note_digests(const struct planner *p, struct item *it, struct origin *o)
{
	int rc = pack_digest(buf_span(&it->old), it->was, &it->err);

	if (rc)
		return rc;
	*o = store_origin(&p->session->store, it->install->file, it->was);
	it->public.patched = o->ours;
	snprintf(it->pristine, sizeof it->pristine, "%s",
		o->known ? o->pristine : it->was);
	return 0;
}

static int compute(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	struct origin o = {0};
	int rc = read_install(p, it);

	if (!rc && (action != JSEC_LIST || p->session->store.n))
		rc = note_digests(p, it, &o);
	if (!rc && action == JSEC_RESTORE)
		rc = plan_restore(p, it, o);
	else
		rc = rc ? rc : read_list(p, it, buf_span(&it->old));
	if (!rc && action == JSEC_CHANGE)
		rc = plan_edit(p, it);
	if (rc)
		return rc;
	if (action != JSEC_RESTORE)
		note_overrides(p, it);
	if (!it->new.data &&
		action == JSEC_RESTORE &&read_list(p, it, buf_span(&it->old)))
		err_done(&it->err); /* nothing was to be done with the list */
	if (!it->new.data)
		return 0;
	rc = read_list(p, it, buf_span(&it->new));
	rc = rc ? rc : pack_digest(buf_span(&it->new), it->written, &it->err);
	diff(buf_span(&it->old), buf_span(&it->new), it->install->file, &it->diff);
	return rc || !(it->diff.failed || it->notes.failed) ? rc : err_memory(&it->err);
}

/* What is skipped, or failed, stays as it is. */
static void forget_change(struct item *it)
{
	strv_done(&it->removed);
	strv_done(&it->added);
	buf_done(&it->diff);
}

static void plan_item(const struct planner *p, struct item *it)
{
	const struct jsec_error *known = err_public(&it->install->err);
	enum jsec_state state = JSEC_UNCHANGED;
	bool skip = false;

	if (known) {
		err_copy(&it->err, known);
	} else if (!compute(p, it) && it->new.data && !check_trust(p, it, &skip)) {
		it->public.would_change = !skip;
		state = skip ? JSEC_SKIPPED : JSEC_WOULD_PATCH;
	}
	if (skip || err_public(&it->err))
		forget_change(it);
	if (p->request->action == JSEC_LIST)
		state = JSEC_LISTED;
	item_publish(it, state);
}

/* A list without the backups at hand just cannot say what was patched. */
static int load_store(struct jsec *session, enum jsec_action action)
{
	int rc = store_load(&session->store, &session->err);

	if (!rc || rc == -JSEC_NO_MEMORY || action != JSEC_LIST)
		return rc;
	err_done(&session->err);
	return 0;
}

int plan(struct jsec *session, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret)
{
	struct jsec_plan *pl = calloc(1, sizeof *pl);
	int rc = pl ? request_copy(request, &pl->request, &session->err)
		    : err_memory(&session->err);

	rc = rc ? rc : load_store(session, request->action);
	if (!rc && installs->n) {
		pl->items = calloc(installs->n, sizeof *pl->items);
		rc = pl->items ? 0 : err_memory(&session->err);
	}
	for (size_t i = 0; !rc && i < installs->n; i++) {
		struct planner planner = {session, &pl->request};
		pl->items[i].install = installs->items[i];
		pl->n++;
		plan_item(&planner, &pl->items[i]);
	}
	if (rc)
		jsec_plan_free(pl);
	else
		*ret = pl;
	return rc;
}

size_t jsec_plan_count(const struct jsec_plan *pl)
{
	return pl->n;
}

const struct jsec_result *jsec_plan_get(const struct jsec_plan *pl, size_t i)
{
	return i < pl->n ? &pl->items[i].public : NULL;
}

void jsec_plan_free(struct jsec_plan *pl)
{
	if (!pl)
		return;
	for (size_t i = 0; pl->items && i < pl->n; i++)
		item_done(&pl->items[i]);
	free(pl->items);
	request_done(&pl->request);
	free(pl);
}
