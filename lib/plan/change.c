/* SPDX-License-Identifier: MIT */
/* Plans edits of lists, as the request or the policy asks, and has each one proven. */
#include "plan/change.h"

#include "jre/reading.h"
#include "jre/release.h"
#include "plan/elsewhere.h"
#include "plan/item.h"
#include "plan/outlook.h"
#include "plan/policy.h"
#include "plan/request.h"
#include "plan/restore.h"
#include "text/edit.h"
#include "text/known.h"
#include "text/list.h"
#include "text/near.h"
#include "text/properties.h"
#include "text/prove.h"
#include "text/vendor_lists.h"

/* Tells whether the property in this file has the entry. */
static bool change_is_in(const struct reading *r, const char *property, const char *asked)
{
	BUF_AUTO struct buf key = {0};
	LIST_AUTO struct list l = {0};
	const struct prop *at = props_find(&r->doc, property);

	entry_add_key(asked, &key);
	return at && !list_read(&l, props_get_value(&r->doc, at)) &&
	       list_has_key(&l, buf_str(&key));
}

/* Adds the other lists in this file that have the entry. */
static void change_find_other_lists(const struct reading *r, const char *property,
	const char *asked, struct strv *ret)
{
	const char *other;

	for (size_t i = 0; (other = vendor_lists_get_property(i)); i++)
		if (strcmp(other, property) != 0 && change_is_in(r, other, asked))
			strv_adds(ret, other);
}

/* Notes that other lists have the entry. */
static void change_note_others(
	const struct strv *others, const char *asked, struct note_list *notes)
{
	BUF_AUTO struct buf names = {0};

	for (size_t i = 0; i < others->n; i++)
		buf_addf(&names, "%s%s",
			!i		     ? ""
			: i + 1 == others->n ? " and "
					     : ", ",
			others->items[i]);
	note_list_add(notes, NOTE_IN_OTHER_LIST,
		"'%s' is not in the list, but in %s: nothing to allow here", asked,
		buf_str(&names));
}

static void change_note_one(const struct change *change, const struct reading *r,
	const char *asked, struct note_list *notes)
{
	STRV_AUTO struct strv others = {0};
	BUF_AUTO struct buf near = {0};

	/* One that vendors have in this list, too, is simply allowed already. */
	if (!vendor_lists_have(change->property, asked))
		change_find_other_lists(r, change->property, asked, &others);
	notes->failed = notes->failed || others.failed;
	if (others.n) {
		change_note_others(&others, asked, notes);
		return;
	}
	near_find_entries(&r->list, asked, &near);
	note_list_add(notes, NOTE_NOT_IN_LIST,
		"'%s' is not in the list: nothing to allow%s%s", asked,
		near.size ? "; similar entries: " : "", buf_str(&near));
}

void change_note_missing(const struct change *change, const struct reading *r,
	const struct strv *removed, struct note_list *notes)
{
	if (!r->list.n) {
		if (change->n_allow)
			note_list_add(notes, NOTE_NOT_SET,
				"%s is not set, so it blocks nothing", change->property);
		return;
	}
	for (size_t i = 0; i < change->n_allow; i++)
		if (!list_has_entry(removed, change->allow[i]))
			change_note_one(change, r, change->allow[i], notes);
}

static bool change_includes_curves(const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].includes)
			return true;
	return false;
}

/* What a list includes stays in effect, although the entry itself is not in the list. */
static int change_refuse_included(const struct item *it, const struct change *change,
	const struct reading *r, struct err *e)
{
	for (size_t i = 0; change_includes_curves(&r->list) && i < change->n_allow; i++) {
		const char *asked = change->allow[i];

		if (!list_has_entry(&it->work->removed, asked) &&
			change_is_in(r, CURVES_LIST, asked))
			return err_set(e, JSEC_INCLUDED, it->install->file, r->line,
				"'%s' is not in this list itself, but in %s, which this "
				"list includes: allow it there",
				asked, CURVES_LIST);
	}
	return 0;
}

/*
 * Refuses to add an include of what is not there: it would block nothing, and one of
 * those versions that do not know it has no TLS with it.
 */
static int change_refuse_vain_include(
	const struct item *it, const struct reading *r, bool forced, struct err *e)
{
	const struct strv *added = &it->work->added;

	if (forced || release_knows_curves(&it->install->release) ||
		props_find(&r->doc, CURVES_LIST))
		return 0;
	for (size_t i = 0; i < added->n; i++)
		if (entry_equal(added->items[i], "include " CURVES_LIST))
			return err_set(e, JSEC_BAD_LIST, it->install->file, r->line,
				"'%s' would include nothing, since " CURVES_LIST
				" is not set here; a Java that does not know this entry has "
				"no TLS with it; nothing was changed",
				added->items[i]);
	return 0;
}

void change_note_unknown(const struct strv *added, struct note_list *notes)
{
	for (size_t i = 0; i < added->n; i++)
		if (!known_restricts(added->items[i]))
			note_list_add(notes, NOTE_UNKNOWN_ENTRY,
				"no vendor's list has an entry '%s'; if it is misspelled, "
				"it blocks nothing",
				added->items[i]);
}

/* Returns what to edit: the vendor's newer file if it is adopted, or the file itself. */
static const struct reading *change_get_base(const struct item *it)
{
	return it->edit.vendor.blob ? &it->edit.vendor : &it->read.file;
}

/* Returns the list that was read with the document if it is `property`, else NULL. */
static const struct list *change_get_list(const struct reading *r, const char *property)
{
	return r->at && !strcmp(r->property, property) ? &r->list : NULL;
}

/*
 * Applies a change to `base` and proves it. Leaves `ret` without a blob if nothing
 * changes.
 */
static int change_edit_base(const struct planner *p, struct item *it,
	const struct change *change, const struct reading *base, struct reading *ret)
{
	const struct claim claim = {
		.reader = base->reader,
		.rules =
			release_get_rules(&it->install->release, change->property, false),
		.change = change,
		.empty_ok = request_has(p->request, JSEC_FORCE),
		.path = it->install->file,
	};
	BUF_AUTO struct buf new = {0};
	struct item_work *work = it->work;
	struct err *e = &it->out.err;
	size_t before = work->removed.n + work->added.n;

	if (err_public(&base->bad))
		return err_copy(e, &base->bad.public);
	int rc = edit_apply(&base->doc, change_get_list(base, change->property), change,
		&new, &work->removed, &work->added, e);
	if (rc || work->removed.n + work->added.n == before)
		return rc;
	if (props_are_utf16(base->doc.bytes))
		return err_set(e, JSEC_BAD_FILE, it->install->file, 0,
			"is UTF-16: Java reads none of it, so it has to be converted first: "
			"iconv -f UTF-16 -t ISO-8859-1");
	rc = prove_edit(&claim, reading_get_bytes(base), buf_span(&new), e);
	return rc ? rc : planner_read_bytes(p, it, &new, NULL, ret);
}

/*
 * If there is no edit, writes the base as it is. Equal bytes share a blob: nothing to
 * write.
 */
static int change_take_base(const struct planner *p, struct item *it)
{
	const struct reading *base = change_get_base(it);
	BUF_AUTO struct buf bytes = {0};

	if (it->edit.new.blob || base->blob == it->read.file.blob)
		return 0;
	buf_add(&bytes, reading_get_bytes(base));
	return planner_read_bytes(p, it, &bytes, NULL, &it->edit.new);
}

static void change_note_empty(const struct planner *p, struct item *it)
{
	const struct item_work *work = it->work;

	if (work->removed.n && work->removed.n == it->work->entries.n && !work->added.n &&
		request_has(p->request, JSEC_FORCE) &&
		vendor_lists_get_subject(p->request->property))
		note_list_add(&it->out.notes, NOTE_FORCED_EMPTY,
			"forced: the list is empty, so nothing is restricted any more");
}

int change_plan(const struct planner *p, struct item *it)
{
	STRV_AUTO struct strv allow = {0};
	const struct reading *base = change_get_base(it);
	struct change change = request_make_change(p->request);
	int rc = outlook_resolve_suites(p, it, base, &allow);

	if (rc)
		return rc;
	change.allow = strv_list(&allow);
	change.n_allow = allow.n;
	rc = change_edit_base(p, it, &change, base, &it->edit.new);
	if (!rc && !request_has(p->request, JSEC_FORCE))
		rc = change_refuse_included(it, &change, base, &it->out.err);
	if (!rc)
		rc = change_refuse_vain_include(
			it, base, request_has(p->request, JSEC_FORCE), &it->out.err);
	if (!rc)
		change_note_missing(&change, base, &it->work->removed, &it->out.notes);
	change_note_unknown(&it->work->added, &it->out.notes);
	if (rc)
		return rc;
	change_note_empty(p, it);
	return change_take_base(p, it);
}

int change_plan_alone(const struct planner *p, struct item *it)
{
	int rc = planner_find_effects(
		p, it, &it->read.file, &it->work->effects, &it->out.err);

	rc = rc ? rc : change_plan(p, it);
	return rc ? rc : outlook_find_opening(p, it);
}

/* What the policy requires of a list. */
struct wish {
	struct strv allow, disallow;
	struct change change;
};

static void wish_done(struct wish *w)
{
	strv_done(&w->allow);
	strv_done(&w->disallow);
}

#define WISH_AUTO __attribute__((cleanup(wish_done)))

/*
 * Returns false if the policy has no rule for the list. Where an included file has the list,
 * rules are about the home that was found: what names the file finds it, too.
 */
static bool wish_get(const struct planner *p, const struct item *it, const char *property,
	struct wish *w)
{
	*w = (struct wish){0};
	if (!policy_wants(p->policy, it->found, property, &w->allow, &w->disallow))
		return false;
	w->change = (struct change){property, strv_list(&w->allow), w->allow.n,
		strv_list(&w->disallow), w->disallow.n};
	return true;
}

/* Tells whether an earlier rule is about the same list. */
static bool change_is_seen(const struct policy_file *f, size_t rule)
{
	for (size_t i = 0; i < rule; i++)
		if (!strcmp(f->requests[i].property, f->requests[rule].property))
			return true;
	return false;
}

/* Edits one list in the bytes that are planned so far. */
static int change_reapply_list(
	const struct planner *p, struct item *it, const char *property)
{
	READING_AUTO struct reading now = {0};
	WISH_AUTO struct wish wish = {0};
	struct item_edit *edit = &it->edit;

	if (!wish_get(p, it, property, &wish))
		return 0;
	const struct elsewhere *x = elsewhere_get(it, property);
	if (x && elsewhere_meets(x, &wish.change))
		return 0;
	if (x)
		return elsewhere_refuse(x, it);
	int rc = change_edit_base(p, it, &wish.change,
		edit->new.blob ? &edit->new : change_get_base(it), &now);
	if (rc || !now.blob)
		return rc;
	reading_done(&edit->new);
	edit->new = now;
	now = (struct reading){0};
	edit->restores = false; /* these bytes are newer than the backup's */
	return 0;
}

int change_reapply(const struct planner *p, struct item *it)
{
	int rc = it->edit.vendor.blob ? 0 : restore_resume(p, it);
	const struct reading *base =
		it->edit.new.blob ? &it->edit.new : change_get_base(it);

	/* other bytes than before may include other files */
	if (!rc && base != &it->read.file && it->install == it->found)
		rc = elsewhere_find(p, it, base, &it->out.err);
	for (size_t i = 0; !rc && i < p->policy->rules.n; i++)
		if (!change_is_seen(p->policy, i))
			rc = change_reapply_list(p, it, p->policy->requests[i].property);
	if (!rc)
		rc = change_take_base(p, it);
	/* The caller reports resumed and edited entries together, by comparing the lists. */
	strv_done(&it->work->removed);
	strv_done(&it->work->added);
	return rc;
}

/* Tells whether the change would edit the list, or cannot be applied to it. */
static bool change_differs(const struct reading *r, const struct change *change)
{
	BUF_AUTO struct buf out = {0};
	STRV_AUTO struct strv removed = {0};
	STRV_AUTO struct strv added = {0};
	ERR_AUTO struct err ignored = {0};

	return err_public(&r->bad) ||
	       edit_apply(&r->doc, change_get_list(r, change->property), change, &out,
		       &removed, &added, &ignored) ||
	       removed.n || added.n;
}

/* Compares one list. Returns JSEC_NOT_COVERED if it is unknown which list Java reads. */
static enum jsec_compliance change_compare_list(const struct planner *p,
	const struct item *it, const char *property, const struct change *change)
{
	const struct elsewhere *x = elsewhere_get(it, property);
	const struct effects *f = &it->work->effects;
	bool bad = x ? !elsewhere_meets(x, change)
		     : change_differs(item_get_latest(it), change);

	bool asked = !strcmp(property, p->request->property);
	if (err_public(&f->fatal) || (x && x->effect.doubted) ||
		(asked && f->lists[0].doubted))
		return JSEC_NOT_COVERED;
	return bad ? JSEC_DIFFERS : JSEC_COMPLIES;
}

enum jsec_compliance change_compare_policy(const struct planner *p, const struct item *it)
{
	bool known = true, covered = false;

	for (size_t i = 0; p->policy && i < p->policy->rules.n; i++) {
		const char *property = p->policy->requests[i].property;
		WISH_AUTO struct wish wish = {0};
		if (change_is_seen(p->policy, i) || !wish_get(p, it, property, &wish))
			continue;
		enum jsec_compliance one =
			change_compare_list(p, it, property, &wish.change);
		if (one == JSEC_DIFFERS)
			return one;
		known = known && one != JSEC_NOT_COVERED;
		covered = true;
	}
	return known && covered ? JSEC_COMPLIES : JSEC_NOT_COVERED;
}

bool change_is_in_policy(const struct planner *p, const struct item *it)
{
	WISH_AUTO struct wish wish = {0};

	if (!p->policy || !wish_get(p, it, p->request->property, &wish))
		return false;
	for (size_t i = 0; i < it->work->removed.n; i++)
		if (!list_has_entry(&wish.allow, it->work->removed.items[i]))
			return false;
	for (size_t i = 0; i < it->work->added.n; i++)
		if (!list_has_entry(&wish.disallow, it->work->added.items[i]))
			return false;
	return true;
}
