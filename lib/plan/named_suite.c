/* SPDX-License-Identifier: MIT */
/* Finds the entries that keep a named suite closed, and what else would open without them. */
#include "plan/named_suite.h"

#include "plan/outlook.h"

#include <stdlib.h>

static bool named_suite_is_entry(const struct list *l, const char *word)
{
	for (size_t i = 0; i < l->n; i++)
		if (entry_equal(l->items[i].text, word))
			return true;
	return false;
}

/* What has to go; another list than the one that is edited is an error. */
static int named_suite_find_entries(const struct item *it, const struct suite *s,
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
static int named_suite_count_others(const struct suite *s,
	const struct suite_lists *before, const struct strv *without, size_t *n,
	struct err *e)
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
static void named_suite_join(const struct strv *v, bool quoted, struct buf *out)
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
static int named_suite_refuse(const struct item *it, const struct suite *s,
	const struct suite_lists *l, const struct strv *needed, struct err *e)
{
	BUF_AUTO struct buf entries = {0};
	BUF_AUTO struct buf word = {0};
	size_t others = 0;
	int rc = named_suite_count_others(s, l, needed, &others, e);

	named_suite_join(needed, true, &entries);
	named_suite_join(needed, false, &word);
	return rc ? rc
		  : err_set(e, JSEC_OPENS_MORE, it->install->file, 0,
			    "%s is blocked by %s; without that, %zu other %s open, too: "
			    "nothing is changed (--force, or --allow '%s', does it)",
			    s->name, buf_str(&entries), others,
			    others == 1 ? "suite is" : "suites are", buf_str(&word));
}

static int named_suite_check_disallowed(const struct planner *p, const struct suite *s,
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

static int named_suite_take_suite(const struct planner *p, struct item *it,
	const struct suite *s, const struct suite_lists *l, struct strv *allow)
{
	STRV_AUTO struct strv needed = {0};
	BUF_AUTO struct buf entries = {0};

	if (!suite_table_has(s, &l->jsse)) {
		strv_addf(
			&it->out.notes, "this Java has no %s: nothing to allow", s->name);
		return 0;
	}
	int rc = named_suite_find_entries(it, s, l, &needed, &it->out.err);
	if (rc)
		return rc;
	rc = named_suite_check_disallowed(p, s, &needed, &it->out.err);
	if (rc)
		return rc;
	if (!needed.n) {
		strv_addf(&it->out.notes, "nothing blocks %s: nothing to allow", s->name);
		return 0;
	}
	if (!request_has(p->request, JSEC_FORCE))
		return named_suite_refuse(it, s, l, &needed, &it->out.err);
	named_suite_join(&needed, true, &entries);
	strv_addf(&it->out.notes, "--force: what blocked %s goes: %s", s->name,
		buf_str(&entries));
	for (size_t i = 0; i < needed.n; i++)
		strv_adds(allow, needed.items[i]);
	return 0;
}

static bool named_suite_is_about_suites(const struct request *r)
{
	return !strcmp(r->property, suite_get_property(SUITE_LIST_TLS));
}

/* Most requests name entries alone. */
static bool named_suite_has_suites(const struct request *r)
{
	for (size_t i = 0; named_suite_is_about_suites(r) && i < r->allow.n; i++)
		if (suite_table_find(r->allow.items[i]))
			return true;
	return false;
}

static int named_suite_take_word(const struct planner *p, struct item *it,
	const char *word, const struct suite *s, const struct suite_lists *l,
	struct strv *allow)
{
	if (!named_suite_is_entry(l->tls, word) && !named_suite_is_entry(l->tls, s->name))
		return named_suite_take_suite(p, it, s, l, allow);
	strv_adds(allow, named_suite_is_entry(l->tls, word) ? word : s->name);
	return 0;
}

int named_suite_resolve(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow)
{
	RESTRICTIONS_AUTO struct restrictions r = {0};
	bool suites = named_suite_has_suites(p->request);
	int rc = suites ? outlook_read(p, it, base, NULL, &r, &it->out.err) : 0;

	for (size_t i = 0; !rc && i < p->request->allow.n; i++) {
		const char *word = p->request->allow.items[i];
		const struct suite *s = suites ? suite_table_find(word) : NULL;
		if (s)
			rc = named_suite_take_word(p, it, word, s, &r.all, allow);
		else
			strv_adds(allow, word);
	}
	return rc || !allow->failed ? rc : err_memory(&it->out.err);
}
