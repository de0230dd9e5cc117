/* SPDX-License-Identifier: MIT */
/* Finds the entries that block a suite, and the suites that an edit makes usable. */
#include "plan/outlook.h"

#include "jre/effective_list.h"
#include "jre/reading.h"
#include "plan/item.h"
#include "plan/request.h"
#include "plan/openings.h"
#include "suites/opened.h"
#include "suites/restrictions.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

static int outlook_take(const struct item *it, const struct reading *r,
	const struct effects *f, struct opening_lists *ret, struct err *e)
{
	if (err_public(&f->fatal))
		return err_copy(e, &f->fatal.public);
	ret->of[SUITE_LIST_TLS] =
		(struct restriction){.list = r == &it->read.file ? &r->list : NULL,
			.value = r->at ? props_get_value(&r->doc, r->at) : span_of("", 0),
			.file = it->install->file,
			.line = r->line};
	for (int k = SUITE_LIST_TLS + 1; k < SUITE_LISTS; k++)
		ret->of[k] = (struct restriction){.value = buf_span(&f->lists[k].raw),
			.file = f->lists[k].file,
			.line = f->lists[k].line};
	ret->groups = f->groups;
	return 0;
}

/*
 * Tells whether the reading changes other lists, too. An edit changes one list only, as
 * is proven; but the vendor's newer file may have other ones, if Java reads that file
 * first.
 */
static bool outlook_has_other_lists(const struct item *it, const struct reading *r)
{
	return it->edit.vendor.blob && it->install == it->found && r != &it->read.file;
}

/*
 * Takes the TLS list from the reading, and the others from where Java reads them: with the
 * vendor's newer file, `others` gets these. The lists are borrowed from both.
 */
static int outlook_read(const struct planner *p, const struct item *it,
	const struct reading *r, struct effects *others, struct opening_lists *ret,
	struct err *e)
{
	if (err_public(&r->bad))
		return err_copy(e, &r->bad.public);
	if (!outlook_has_other_lists(it, r))
		return outlook_take(it, r, &it->work->effects, ret, e);
	int rc = planner_find_effects(p, it, r, others, e);
	return rc ? rc : outlook_take(it, r, others, ret, e);
}

static int outlook_compare(const struct planner *p, const struct item *it,
	const struct opening **ret, struct err *e)
{
	EFFECTS_AUTO struct effects unused = {0};
	EFFECTS_AUTO struct effects others = {0};
	struct opening_lists before, after;
	int rc = outlook_read(p, it, &it->read.file, &unused, &before, e);

	if (rc)
		return rc;
	rc = outlook_read(p, it, &it->edit.new, &others, &after, e);
	return rc ? rc
		  : openings_get(p->openings,
			    &(struct opening_question){
				    &it->install->release, &before, &after},
			    ret, e);
}

/* Errors in other lists do not prevent a change of this one: they become a note. */
int outlook_find_opening(const struct planner *p, struct item *it)
{
	ERR_AUTO struct err why = {0};

	if (strcmp(p->request->property, TLS_LIST) != 0 || !item_is_effective(it))
		return 0;
	if (!it->edit.new.blob) {
		it->out.opens_nothing = true;
		return 0;
	}
	int rc = outlook_compare(p, it, &it->out.opening, &why);
	if (!rc)
		it->out.public.tls13_first = it->out.opening->tls13_first;
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(&it->out.err);
	if (rc)
		note_list_add(
			&it->out.notes, NOTE_SUITES_UNKNOWN, "%s", why.public.message);
	return 0;
}

int outlook_compare_tls13(const struct planner *p, struct item *it)
{
	const struct opening *opening;
	ERR_AUTO struct err why = {0};

	if (strcmp(p->request->property, TLS_LIST) != 0 || !item_is_effective(it) ||
		!it->edit.new.blob)
		return 0;
	int rc = outlook_compare(p, it, &opening, &why);
	if (!rc)
		it->out.public.tls13_first = opening->tls13_first;
	return rc == -JSEC_NO_MEMORY ? err_memory(&it->out.err) : 0;
}

/* Tells whether the word is an entry of the list. Accepts NULL. */
static bool outlook_is_entry(const struct list *l, const char *word)
{
	for (size_t i = 0; l && i < l->n; i++)
		if (entry_equal(l->items[i].text, word))
			return true;
	return false;
}

/*
 * Finds the entries to remove. If an entry of another list blocks the suite, that is an
 * error.
 */
static int outlook_find_blockers(const struct item *it, const struct suite *s,
	const struct suite_lists *l, struct strv *needed, struct err *e)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, l, &b)) {
		if (b.needed && b.list != SUITE_LIST_TLS)
			return err_set(e, JSEC_BAD_REQUEST, it->install->file, 0,
				"%s is also blocked by '%s' in %s; allow that entry in that "
				"list first",
				s->name, b.entry->text, suite_get_property(b.list));
		if (b.needed && !list_has_entry(needed, b.entry->text))
			strv_adds(needed, b.entry->text);
	}
	return needed->failed ? err_memory(e) : 0;
}

/* Counts the other suites that become usable without the entries. */
static int outlook_count_others(const struct suite *s, const struct suite_lists *before,
	const struct strv *without, size_t *n, struct err *e)
{
	struct list rest = {0};
	struct suite_lists after = *before, doubt;
	size_t n_entries = before->tls ? before->tls->n : 0;

	rest.items = calloc(n_entries + 1, sizeof *rest.items);
	if (!rest.items)
		return err_memory(e);
	for (size_t i = 0; i < n_entries; i++)
		if (!list_has_entry(without, before->tls->items[i].text))
			rest.items[rest.n++] = before->tls->items[i];
	after.tls = &rest;
	if (before->doubt) {
		doubt = *before->doubt;
		doubt.tls = &rest;
		after.doubt = &doubt;
	}
	for (const struct suite *o = NULL; (o = suite_table_next(&before->jsse, o));)
		*n += o != s && suite_change(o, before, &after) > 0;
	free(rest.items); /* the list owns their texts */
	return 0;
}

/* Formats entries as "'anon', 'ECDH'". */
static void outlook_join_entries(const struct strv *v, struct buf *out)
{
	for (size_t i = 0; i < v->n; i++)
		buf_addf(out, "%s'%s'", i ? ", " : "", v->items[i]);
}

/* Refuses to make more suites usable than the request names. */
static int outlook_refuse_suite(const struct item *it, const struct suite *s,
	const struct suite_lists *l, const struct strv *needed, struct err *e)
{
	BUF_AUTO struct buf entries = {0};
	size_t others = 0;
	int rc = outlook_count_others(s, l, needed, &others, e);

	outlook_join_entries(needed, &entries);
	return rc ? rc
		  : err_set(e, JSEC_OPENS_MORE, it->install->file, 0,
			    "%s is blocked by %s. Without %s, %zu other cipher suite%s be "
			    "usable, too, so nothing was changed",
			    s->name, buf_str(&entries),
			    needed->n > 1 ? "these entries" : "this entry", others,
			    others == 1 ? " would" : "s would");
}

static int outlook_check_disallowed(const struct planner *p, const struct suite *s,
	const struct strv *needed, struct err *e)
{
	for (size_t i = 0; i < needed->n; i++)
		if (list_has_entry(&p->request->disallow, needed->items[i]))
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"'%s' is to be disallowed, but blocks %s, which is to be "
				"allowed",
				needed->items[i], s->name);
	return 0;
}

static int outlook_take_suite(const struct planner *p, struct item *it,
	const struct suite *s, const struct suite_lists *l, struct strv *allow)
{
	STRV_AUTO struct strv needed = {0};
	BUF_AUTO struct buf entries = {0};

	if (suite_judge(s, l) == SUITE_ABSENT) {
		note_list_add(&it->out.notes, NOTE_UNKNOWN_SUITE,
			"this Java does not have %s: nothing to allow", s->name);
		return 0;
	}
	int rc = outlook_find_blockers(it, s, l, &needed, &it->out.err);
	if (rc)
		return rc;
	rc = outlook_check_disallowed(p, s, &needed, &it->out.err);
	if (rc)
		return rc;
	if (!needed.n) {
		note_list_add(&it->out.notes, NOTE_NOT_BLOCKED,
			"nothing blocks %s: nothing to allow", s->name);
		return 0;
	}
	if (!request_has(p->request, JSEC_FORCE))
		return outlook_refuse_suite(it, s, l, &needed, &it->out.err);
	outlook_join_entries(&needed, &entries);
	note_list_add(&it->out.notes, NOTE_FORCED_OPENS,
		"forced: removed what blocks %s: %s", s->name, buf_str(&entries));
	for (size_t i = 0; i < needed.n; i++)
		strv_adds(allow, needed.items[i]);
	return 0;
}

static bool outlook_is_about_suites(const struct request *r)
{
	return !strcmp(r->property, suite_get_property(SUITE_LIST_TLS));
}

/* Tells whether the request names suites. Most requests name entries only. */
static bool outlook_has_suites(const struct request *r)
{
	for (size_t i = 0; outlook_is_about_suites(r) && i < r->allow.n; i++)
		if (suite_table_find(r->allow.items[i]))
			return true;
	return false;
}

static int outlook_take_word(const struct planner *p, struct item *it, const char *word,
	const struct suite *s, const struct suite_lists *l, struct strv *allow)
{
	if (!outlook_is_entry(l->tls, word) && !outlook_is_entry(l->tls, s->name))
		return outlook_take_suite(p, it, s, l, allow);
	strv_adds(allow, outlook_is_entry(l->tls, word) ? word : s->name);
	return 0;
}

int outlook_resolve_suites(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow)
{
	RESTRICTIONS_AUTO struct restrictions r = {0};
	EFFECTS_AUTO struct effects others = {0};
	struct opening_lists lists = {0};
	bool suites = outlook_has_suites(p->request);
	int rc = suites ? outlook_read(p, it, base, &others, &lists, &it->out.err) : 0;

	if (suites && !rc)
		rc = restrictions_take(
			&r, &it->install->release, lists.of, lists.groups, &it->out.err);

	for (size_t i = 0; !rc && i < p->request->allow.n; i++) {
		const char *word = p->request->allow.items[i];
		const struct suite *s = suites ? suite_table_find(word) : NULL;
		if (s)
			rc = outlook_take_word(p, it, word, s, &r.all, allow);
		else
			strv_adds(allow, word);
	}
	return rc || !allow->failed ? rc : err_memory(&it->out.err);
}
