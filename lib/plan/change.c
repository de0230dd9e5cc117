/* SPDX-License-Identifier: MIT */
/* Plans edits, by entries, by suites, or by the policy; each is proven apart. */
#include "plan/change.h"

#include "jre/reading.h"
#include "jre/release.h"
#include "plan/item.h"
#include "plan/planner.h"
#include "plan/policy.h"
#include "plan/request.h"
#include "plan/restore.h"
#include "suites/restrictions.h"
#include "text/edit.h"
#include "text/list.h"
#include "text/near.h"
#include "text/prove.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

void change_note_missing(const struct change *change, const struct list *list,
	const struct strv *removed, struct strv *notes)
{
	if (!list->n) {
		if (change->n_allow)
			strv_addf(notes, "%s is not set: nothing is disabled by it",
				change->property);
		return;
	}
	for (size_t i = 0; i < change->n_allow; i++) {
		BUF_AUTO struct buf near = {0};
		const char *asked = change->allow[i];

		if (list_has_entry(removed, asked))
			continue;
		near_find_entries(list, asked, &near);
		strv_addf(notes, "'%s' is not in the list: nothing to allow%s%s", asked,
			near.size ? "; the list has " : "", buf_str(&near));
	}
}

void change_note_unknown(const struct strv *added, struct strv *notes)
{
	for (size_t i = 0; i < added->n; i++)
		if (!vendor_lists_have(added->items[i]))
			strv_addf(notes,
				"no vendor's list has an entry '%s': if it is misspelt, it "
				"disables nothing",
				added->items[i]);
}

/* Where the edit starts: the file itself, or the vendor's newer one. */
static const struct reading *change_get_base(const struct item *it)
{
	return it->edit.vendor.blob ? &it->edit.vendor : &it->read.file;
}

/* The list that was read with the document, where it is that one; else NULL. */
static const struct list *change_get_list(const struct reading *r, const char *property)
{
	return r->at && !strcmp(r->property, property) ? &r->list : NULL;
}

/* Applies a change to `base`, and proves it. `ret` stays none where nothing changes. */
static int change_edit_base(const struct planner *p, struct item *it,
	const struct change *change, const struct reading *base, struct reading *ret)
{
	const struct claim claim = {
		.lexer = p->context->lexer,
		.reader = base->reader,
		.rules =
			release_get_rules(it->install->release.version, change->property),
		.change = change,
		.empty_ok = request_has(p->request, JSEC_FORCE),
		.path = it->install->file,
	};
	BUF_AUTO struct buf new = {0};
	struct item_edit *edit = &it->edit;
	struct err *e = &it->out.err;
	size_t before = edit->removed.n + edit->added.n;

	if (err_public(&base->bad))
		return err_copy(e, &base->bad.public);
	int rc = edit_apply(&base->doc, change_get_list(base, change->property), change,
		&new, &edit->removed, &edit->added, e);
	if (rc || edit->removed.n + edit->added.n == before)
		return rc;
	rc = prove_edit(&claim, reading_get_bytes(base), buf_span(&new), e);
	return rc ? rc : planner_read_bytes(p, it, &new, NULL, ret);
}

/* The bytes of the base are to be written where nothing else is. Equal ones are one blob. */
static int change_take_base(const struct planner *p, struct item *it)
{
	const struct reading *base = change_get_base(it);
	BUF_AUTO struct buf bytes = {0};

	if (it->edit.new.blob || base->blob == it->read.file.blob)
		return 0;
	buf_add(&bytes, reading_get_bytes(base));
	return planner_read_bytes(p, it, &bytes, NULL, &it->edit.new);
}

static bool change_is_entry(const struct list *l, const char *word)
{
	for (size_t i = 0; i < l->n; i++)
		if (entry_equal(l->items[i].text, word))
			return true;
	return false;
}

/* What has to go; another list than the one that is edited is an error. */
static int change_find_blockers(const struct item *it, const struct suite *s,
	const struct suite_lists *l, struct strv *needed, struct err *e)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, l, &b)) {
		if (b.needed && b.list != SUITE_LIST_TLS)
			return err_set(e, JSEC_OPENS_MORE, it->install->file, 0,
				"%s is blocked by '%s' in %s, too, which would have to "
				"go first (--property): nothing is changed",
				s->name, b.entry->text, suite_get_property(b.list));
		if (b.needed && !list_has_entry(needed, b.entry->text))
			strv_adds(needed, b.entry->text);
	}
	return needed->failed ? err_memory(e) : 0;
}

/* How many suites beside this one are open without the entries. */
static int change_count_others(const struct suite *s, const struct suite_lists *before,
	const struct strv *without, size_t *n, struct err *e)
{
	struct list rest = {0};
	struct suite_lists after = *before;

	rest.items = calloc(before->tls->n + 1, sizeof *rest.items);
	if (!rest.items)
		return err_memory(e);
	for (size_t i = 0; i < before->tls->n; i++)
		if (!list_has_entry(without, before->tls->items[i].text))
			rest.items[rest.n++] = before->tls->items[i];
	after.tls = &rest;
	for (const struct suite *o = NULL; (o = suite_table_next(&before->jsse, o));)
		*n += o != s && suite_change(o, before, &after) > 0;
	free(rest.items); /* their texts are the list's */
	return 0;
}

/* "'anon', 'ECDH'", or as one word of a command line. */
static void change_join_entries(const struct strv *v, bool quoted, struct buf *out)
{
	const char *quote = quoted ? "'" : "";

	for (size_t i = 0; i < v->n; i++)
		buf_addf(out, "%s%s%s%s",
			!i	 ? ""
			: quoted ? ", "
				 : ",",
			quote, v->items[i], quote);
}

/* Says that it takes more than was asked. */
static int change_refuse_suite(const struct item *it, const struct suite *s,
	const struct suite_lists *l, const struct strv *needed, struct err *e)
{
	BUF_AUTO struct buf entries = {0};
	BUF_AUTO struct buf word = {0};
	size_t others = 0;
	int rc = change_count_others(s, l, needed, &others, e);

	change_join_entries(needed, true, &entries);
	change_join_entries(needed, false, &word);
	return rc ? rc
		  : err_set(e, JSEC_OPENS_MORE, it->install->file, 0,
			    "%s is blocked by %s; without that, %zu other %s open, too: "
			    "nothing is changed (--force, or --allow '%s', does it)",
			    s->name, buf_str(&entries), others,
			    others == 1 ? "suite is" : "suites are", buf_str(&word));
}

static int change_check_disallowed(const struct planner *p, const struct suite *s,
	const struct strv *needed, struct err *e)
{
	for (size_t i = 0; i < needed->n; i++)
		if (list_has_entry(&p->request->disallow, needed->items[i]))
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"'%s' is to be disallowed, and blocks %s, which is to be "
				"allowed",
				needed->items[i], s->name);
	return 0;
}

static int change_take_suite(const struct planner *p, struct item *it,
	const struct suite *s, const struct suite_lists *l, struct strv *allow)
{
	STRV_AUTO struct strv needed = {0};
	BUF_AUTO struct buf entries = {0};

	if (!suite_table_has(s, &l->jsse)) {
		strv_addf(
			&it->out.notes, "this Java has no %s: nothing to allow", s->name);
		return 0;
	}
	int rc = change_find_blockers(it, s, l, &needed, &it->out.err);
	if (rc)
		return rc;
	rc = change_check_disallowed(p, s, &needed, &it->out.err);
	if (rc)
		return rc;
	if (!needed.n) {
		strv_addf(&it->out.notes, "nothing blocks %s: nothing to allow", s->name);
		return 0;
	}
	if (!request_has(p->request, JSEC_FORCE))
		return change_refuse_suite(it, s, l, &needed, &it->out.err);
	change_join_entries(&needed, true, &entries);
	strv_addf(&it->out.notes, "--force: what blocked %s goes: %s", s->name,
		buf_str(&entries));
	for (size_t i = 0; i < needed.n; i++)
		strv_adds(allow, needed.items[i]);
	return 0;
}

static bool change_is_about_suites(const struct request *r)
{
	return !strcmp(r->property, suite_get_property(SUITE_LIST_TLS));
}

/* Most requests name entries alone. */
static bool change_has_suites(const struct request *r)
{
	for (size_t i = 0; change_is_about_suites(r) && i < r->allow.n; i++)
		if (suite_table_find(r->allow.items[i]))
			return true;
	return false;
}

static int change_take_word(const struct planner *p, struct item *it, const char *word,
	const struct suite *s, const struct suite_lists *l, struct strv *allow)
{
	if (!change_is_entry(l->tls, word) && !change_is_entry(l->tls, s->name))
		return change_take_suite(p, it, s, l, allow);
	strv_adds(allow, change_is_entry(l->tls, word) ? word : s->name);
	return 0;
}

/*
 * The entries that the request removes from the list in `base`: those that it names, and for
 * a suite that is no entry there those that block it. -JSEC_OPENS_MORE without --force.
 */
static int change_resolve_suites(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow)
{
	RESTRICTIONS_AUTO struct restrictions r = {0};
	bool suites = change_has_suites(p->request);
	int rc = suites ? planner_read_restrictions(p, it, base, NULL, &r, &it->out.err)
			: 0;

	for (size_t i = 0; !rc && i < p->request->allow.n; i++) {
		const char *word = p->request->allow.items[i];
		const struct suite *s = suites ? suite_table_find(word) : NULL;
		if (s)
			rc = change_take_word(p, it, word, s, &r.all, allow);
		else
			strv_adds(allow, word);
	}
	return rc || !allow->failed ? rc : err_memory(&it->out.err);
}

static void change_note_empty(const struct planner *p, struct item *it)
{
	const struct item_edit *edit = &it->edit;

	if (edit->removed.n && edit->removed.n == it->out.entries.n && !edit->added.n &&
		request_has(p->request, JSEC_FORCE))
		strv_adds(&it->out.notes,
			"--force: the list is empty, so that nothing is restricted any more");
}

int change_plan(const struct planner *p, struct item *it)
{
	STRV_AUTO struct strv allow = {0};
	const struct reading *base = change_get_base(it);
	struct change change = request_make_change(p->request);
	int rc = change_resolve_suites(p, it, base, &allow);

	if (rc)
		return rc;
	change.allow = strv_list(&allow);
	change.n_allow = allow.n;
	rc = change_edit_base(p, it, &change, base, &it->edit.new);
	if (!rc)
		change_note_missing(
			&change, &base->list, &it->edit.removed, &it->out.notes);
	change_note_unknown(&it->edit.added, &it->out.notes);
	if (rc)
		return rc;
	change_note_empty(p, it);
	rc = change_take_base(p, it);
	return rc ? rc : planner_find_opening(p, it);
}

/* What the policy wants of a list. */
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

/* False where the policy says nothing about the list. */
static bool wish_get(const struct planner *p, const struct item *it, const char *property,
	struct wish *w)
{
	*w = (struct wish){0};
	if (!policy_wants(p->policy, it->install, property, &w->allow, &w->disallow))
		return false;
	w->change = (struct change){property, strv_list(&w->allow), w->allow.n,
		strv_list(&w->disallow), w->disallow.n};
	return true;
}

/* Whether an earlier rule is about the same list. */
static bool change_is_seen(const struct policy_file *f, size_t rule)
{
	for (size_t i = 0; i < rule; i++)
		if (!strcmp(f->requests[i].property, f->requests[rule].property))
			return true;
	return false;
}

/* Goes on from the bytes that are to be written so far. */
static int change_reapply_list(
	const struct planner *p, struct item *it, const char *property)
{
	READING_AUTO struct reading now = {0};
	WISH_AUTO struct wish wish = {0};
	struct item_edit *edit = &it->edit;

	if (!wish_get(p, it, property, &wish))
		return 0;
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

	for (size_t i = 0; !rc && i < p->policy->rules.n; i++)
		if (!change_is_seen(p->policy, i))
			rc = change_reapply_list(p, it, p->policy->requests[i].property);
	if (!rc)
		rc = change_take_base(p, it);
	/* The caller reports resumed and edited entries together, by comparing the lists. */
	strv_done(&it->edit.removed);
	strv_done(&it->edit.added);
	return rc;
}

/* Whether the list has what is not wanted, or lacks what is. */
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

enum jsec_compliance change_compare_policy(const struct planner *p, const struct item *it)
{
	enum jsec_compliance all = JSEC_NOT_COVERED;

	for (size_t i = 0; p->policy && i < p->policy->rules.n; i++) {
		WISH_AUTO struct wish wish = {0};
		if (change_is_seen(p->policy, i) ||
			!wish_get(p, it, p->policy->requests[i].property, &wish))
			continue;
		bool bad = change_differs(item_get_latest(it), &wish.change);
		all = bad || all == JSEC_DIFFERS ? JSEC_DIFFERS : JSEC_COMPLIES;
	}
	return all;
}

bool change_is_in_policy(const struct planner *p, const struct item *it)
{
	WISH_AUTO struct wish wish = {0};

	if (!p->policy || !wish_get(p, it, p->request->property, &wish))
		return false;
	for (size_t i = 0; i < it->edit.removed.n; i++)
		if (!list_has_entry(&wish.allow, it->edit.removed.items[i]))
			return false;
	for (size_t i = 0; i < it->edit.added.n; i++)
		if (!list_has_entry(&wish.disallow, it->edit.added.items[i]))
			return false;
	return true;
}
