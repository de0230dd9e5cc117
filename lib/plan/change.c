/* SPDX-License-Identifier: MIT */
/* Plans edits: by the request, or by the policy; each is proven apart. */
#include "plan/change.h"

#include "plan/named_suite.h"
#include "plan/outlook.h"
#include "plan/restore.h"
#include "text/near.h"
#include "text/prove.h"
#include "text/vendor_lists.h"

int change_note_missing(const struct change *change, const struct props *doc,
	const struct strv *removed, struct strv *notes, struct err *e)
{
	const struct prop *at = props_find(doc, change->property);
	LIST_AUTO struct list list = {0};

	if (!at) {
		if (change->n_allow)
			strv_addf(notes, "%s is not set: nothing is disabled by it",
				change->property);
		return 0;
	}
	if (list_read(&list, props_get_value(doc, at)))
		return err_memory(e);
	for (size_t i = 0; i < change->n_allow; i++) {
		BUF_AUTO struct buf near = {0};
		const char *asked = change->allow[i];

		if (list_has_entry(removed, asked))
			continue;
		near_find_entries(&list, asked, &near);
		strv_addf(notes, "'%s' is not in the list: nothing to allow%s%s", asked,
			near.size ? "; the list has " : "", buf_str(&near));
	}
	return 0;
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
static struct span change_get_base(const struct item *it)
{
	return it->adopted.data ? buf_span(&it->adopted) : blob_get(it->old);
}

/*
 * Applies a change to `base`, and proves it. `ret` stays empty where nothing changes.
 * `doc`, which is to be done, is the base as it was read.
 */
static int change_edit_base(const struct planner *p, struct item *it,
	const struct change *change, struct span base, struct props *doc, struct buf *ret)
{
	const char *version = it->install->release.version;
	struct claim claim = {
		.lexer = p->context->lexer,
		.reader = release_get_reader(version),
		.rules = release_get_rules(version, change->property),
		.change = change,
		.empty_ok = request_has(p->request, JSEC_FORCE),
		.path = it->install->file,
	};
	size_t before = it->removed.n + it->added.n;
	int rc = props_read(doc, claim.lexer, claim.reader, base, claim.path, &it->err);

	rc = rc ? rc : edit_apply(doc, change, ret, &it->removed, &it->added, &it->err);
	if (!rc && it->removed.n + it->added.n == before)
		buf_done(ret);
	return rc || !ret->data ? rc : prove_edit(&claim, base, buf_span(ret), &it->err);
}

/* The bytes of the base are to be written where nothing else is. */
static int change_take_base(struct item *it)
{
	if (it->new.data || span_equal(change_get_base(it), blob_get(it->old)))
		return 0;
	buf_add(&it->new, change_get_base(it));
	return it->new.failed ? err_memory(&it->err) : 0;
}

/* That other lists are not what Java takes is no reason not to change this one. */
static int change_find_opening(const struct planner *p, struct item *it)
{
	RESTRICTIONS_AUTO struct restrictions before = {0};
	struct opening *o = &it->opening;
	ERR_AUTO struct err why = {0};

	if (strcmp(p->request->property, TLS_LIST) != 0 || !it->public.effective)
		return 0;
	if (!it->new.data) {
		o->known = true;
		return 0;
	}
	int rc = outlook_read(p, it, blob_get(it->old), &before, &why);
	rc = rc ? rc : outlook_read(p, it, buf_span(&it->new), &o->after, &why);
	rc = rc ? rc : opening_find(o, &before, &why);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(&it->err);
	if (rc)
		strv_adds(&it->notes, why.public.message);
	return 0;
}

int change_plan(const struct planner *p, struct item *it)
{
	PROPS_AUTO struct props doc = {0};
	STRV_AUTO struct strv allow = {0};
	struct change change = request_make_change(p->request);
	int rc = named_suite_resolve(p, it, change_get_base(it), &allow);

	change.allow = strv_list(&allow);
	change.n_allow = allow.n;
	rc = rc ? rc
		: change_edit_base(p, it, &change, change_get_base(it), &doc, &it->new);
	rc = rc ? rc
		: change_note_missing(&change, &doc, &it->removed, &it->notes, &it->err);
	change_note_unknown(&it->added, &it->notes);
	if (!rc && it->removed.n && it->removed.n == it->entries.n && !it->added.n &&
		request_has(p->request, JSEC_FORCE))
		strv_adds(&it->notes,
			"--force: the list is empty, so that nothing is restricted any more");
	rc = rc ? rc : change_take_base(it);
	return rc ? rc : change_find_opening(p, it);
}

/* The policy's word on a list of the install; false where there is none. */
struct wish {
	struct strv allow, disallow;
	struct change change;
};

static void wish_done(struct wish *w)
{
	strv_done(&w->allow);
	strv_done(&w->disallow);
}

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
	PROPS_AUTO struct props doc = {0};
	BUF_AUTO struct buf now = {0};
	struct wish wish;
	int rc = 0;

	if (wish_get(p, it, property, &wish)) {
		struct span base =
			it->new.data ? buf_span(&it->new) : change_get_base(it);
		rc = change_edit_base(p, it, &wish.change, base, &doc, &now);
	}
	wish_done(&wish);
	if (rc || !now.data)
		return rc;
	buf_done(&it->new);
	it->new = now;
	now = (struct buf){0};
	it->restores = false; /* these bytes are newer than the backup's */
	return 0;
}

int change_reapply(const struct planner *p, struct item *it)
{
	int rc = it->adopted.data ? 0 : restore_resume(p, it);

	for (size_t i = 0; !rc && i < p->policy->rules.n; i++)
		if (!change_is_seen(p->policy, i))
			rc = change_reapply_list(p, it, p->policy->requests[i].property);
	rc = rc ? rc : change_take_base(it);
	/* What was resumed is told with what was edited: by the caller, as a difference. */
	strv_done(&it->removed);
	strv_done(&it->added);
	return rc;
}

/* Whether the list in the bytes has what is not wanted, or lacks what is. */
static bool change_differs(const struct planner *p, const struct item *it,
	struct span bytes, const struct change *change)
{
	PROPS_AUTO struct props doc = {0};
	BUF_AUTO struct buf out = {0};
	STRV_AUTO struct strv removed = {0};
	STRV_AUTO struct strv added = {0};
	ERR_AUTO struct err ignored = {0};

	return props_read(&doc, p->context->lexer,
		       release_get_reader(it->install->release.version), bytes, NULL,
		       &ignored) ||
	       edit_apply(&doc, change, &out, &removed, &added, &ignored) || removed.n ||
	       added.n;
}

enum jsec_compliance change_compare_policy(
	const struct planner *p, const struct item *it, struct span bytes)
{
	enum jsec_compliance all = JSEC_NOT_COVERED;

	for (size_t i = 0; p->policy && i < p->policy->rules.n; i++) {
		struct wish wish;
		if (!change_is_seen(p->policy, i) &&
			wish_get(p, it, p->policy->requests[i].property, &wish)) {
			bool bad = change_differs(p, it, bytes, &wish.change);
			all = bad || all == JSEC_DIFFERS ? JSEC_DIFFERS : JSEC_COMPLIES;
			wish_done(&wish);
		}
	}
	return all;
}

bool change_is_in_policy(const struct planner *p, const struct item *it)
{
	struct wish wish;
	bool keeps = p->policy && wish_get(p, it, p->request->property, &wish);

	if (!keeps)
		return false;
	for (size_t i = 0; i < it->removed.n; i++)
		keeps = keeps && list_has_entry(&wish.allow, it->removed.items[i]);
	for (size_t i = 0; i < it->added.n; i++)
		keeps = keeps && list_has_entry(&wish.disallow, it->added.items[i]);
	wish_done(&wish);
	return keeps;
}
