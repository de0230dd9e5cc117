/* SPDX-License-Identifier: MIT */
/* Proves an edit: compares both documents entry by entry and byte by byte. */
#include "text/prove.h"

#include "text/escapes.h"
#include "text/properties.h"
#include "text/vendor_lists.h"

#include <stdio.h>

/* Two lists and the raw values that they were read from. */
struct prove_pair {
	const struct claim *claim;
	struct span old_raw, new_raw;
	const struct list *old, *new;
	const struct strv *allow;    /* keys of the entries to remove */
	const struct strv *disallow; /* the entries to add, as they were asked for */
	const char *eol;
	bool gaps; /* the old list has empty entries: ignore these, and where they are */
	size_t line;
	struct err *e;
};

static int prove_refuse(
	const struct claim *claim, size_t line, const char *why, struct err *e)
{
	return err_set(e, JSEC_NOT_PROVEN, claim->path, line,
		"internal check failed, nothing was changed: %s; please "
		"report this bug",
		why);
}

/* Tells whether the bytes are the entry without needless escapes. */
static bool prove_is_spelt_plainly(struct span raw, const char *entry)
{
	bool may_escape = false;

	for (const char *c = entry; *c; c++)
		may_escape = may_escape || *c == '\\' || (*c & 0x80) ||
			     (c == entry && (*c == '=' || *c == ':'));
	return may_escape || span_equal(raw, span_str(entry));
}

/* Compares exactly: only an entry that was asked for may be added. */
static bool prove_is_disallowed(
	const struct strv *disallow, const char *entry, struct span raw)
{
	return strv_has(disallow, entry) && prove_is_spelt_plainly(raw, entry);
}

/* Returns the bytes between entries i - 1 and i, from the value's start or to its end. */
static struct span prove_find_gap(struct span raw, const struct list *l, size_t i)
{
	return span_cut(
		raw, i ? l->items[i - 1].to : 0, i < l->n ? l->items[i].from : raw.size);
}

/* Accepts a separator that the old list does not have, if it is one of the usual ones. */
static bool prove_is_plain(const struct prove_pair *p, struct span s)
{
	char wrapped[16];

	snprintf(wrapped, sizeof wrapped, ", \\%s    ", p->eol);
	return span_equal(s, span_str(",")) || span_equal(s, span_str(", ")) ||
	       span_equal(s, span_str(wrapped));
}

/* Tells whether the same gap precedes one of the old entries [from, to). */
static bool prove_has_stood(
	const struct prove_pair *p, struct span s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (span_equal(s, prove_find_gap(p->old_raw, p->old, i)))
			return true;
	return false;
}

/*
 * Checks the gap before new entry `n`. `i` is the old entry after the last kept one, `j`
 * is the next kept one. `beside_added`: an added entry is before or after the gap.
 */
static bool prove_is_gap_ok(
	const struct prove_pair *p, size_t n, size_t i, size_t j, bool beside_added)
{
	struct span s = prove_find_gap(p->new_raw, p->new, n);

	if (p->gaps)
		return true;
	if (n == 0)
		return span_equal(s, prove_find_gap(p->old_raw, p->old, 0));
	if (n == p->new->n)
		return span_equal(s, prove_find_gap(p->old_raw, p->old, p->old->n));
	if (prove_has_stood(p, s, i, j + 1 < p->old->n + 1 ? j + 1 : p->old->n))
		return true;
	return beside_added &&
	       (prove_is_plain(p, s) || prove_has_stood(p, s, 1, p->old->n));
}

static bool prove_same_bytes(const struct prove_pair *p, size_t i, size_t n)
{
	const struct entry *a = &p->old->items[i], *b = &p->new->items[n];

	return span_equal(span_cut(p->old_raw, a->from, a->to),
		span_cut(p->new_raw, b->from, b->to));
}

/* Returns the next old entry from `i` that must stay. */
static size_t prove_find_next_kept(const struct prove_pair *p, size_t i)
{
	while (i < p->old->n && (strv_has(p->allow, p->old->items[i].key) ||
					(p->gaps && !*p->old->items[i].text)))
		i++;
	return i;
}

/*
 * Tells whether new entry `n` is an empty last one, with its comma and nothing else, that
 * prevents Java from taking quotes of two entries for quotes around the list.
 */
static bool prove_is_guard(const struct prove_pair *p, size_t n)
{
	const struct list *l = p->new;

	if (p->old->quoted || n == 0 || n + 1 != l->n || *l->items[n].text)
		return false;
	const char *first = l->items[0].text, *last = l->items[n - 1].text;
	size_t size = strlen(last), to = l->items[n - 1].to;
	return *first == '"' && size && last[size - 1] == '"' && (n > 1 || size > 1) &&
	       p->new_raw.data[to] == ',' &&
	       span_equal(span_cut(p->new_raw, to + 1, p->new_raw.size),
		       prove_find_gap(p->old_raw, p->old, p->old->n));
}

/* Walks both lists. Each new entry must be the next kept old entry, or one to add. */
static int prove_compare(const struct prove_pair *p)
{
	size_t i = 0, kept = prove_find_next_kept(p, 0);
	bool after_added = false;

	bool empty = list_is_empty(p->new);

	for (size_t n = 0; n < p->new->n && !empty; n++) {
		const char *text = p->new->items[n].text;
		if ((p->gaps && !*text) || prove_is_guard(p, n))
			continue;
		bool is_kept = kept < p->old->n && prove_same_bytes(p, kept, n);
		struct span raw =
			span_cut(p->new_raw, p->new->items[n].from, p->new->items[n].to);
		bool is_added =
			!is_kept && *text && prove_is_disallowed(p->disallow, text, raw);

		if (!is_kept && !is_added && *text)
			return prove_refuse(p->claim, p->line,
				"an entry differs from the old one", p->e);
		if (!is_kept && !is_added)
			return prove_refuse(
				p->claim, p->line, "there is one comma too many", p->e);
		if (!prove_is_gap_ok(p, n, i, kept, is_added || after_added))
			return prove_refuse(
				p->claim, p->line, "the layout changed", p->e);
		after_added = is_added;
		if (is_kept) {
			i = kept + 1;
			kept = prove_find_next_kept(p, i);
		}
	}
	if (kept < p->old->n && *p->old->items[kept].text)
		return prove_refuse(p->claim, p->line, "an entry is missing", p->e);
	/* In a list without entries, only what Java ignores can remain. */
	if (!empty && !prove_is_guard(p, p->new->n - 1) &&
		!prove_is_gap_ok(p, p->new->n, i, kept, false))
		return prove_refuse(p->claim, p->line, "the value's end changed", p->e);
	return 0;
}

/* Counts how often each key is in the list: n[i] of key i. */
static void prove_count(const struct list *l, const struct strv *keys, size_t *n)
{
	for (size_t i = 0; i < l->n; i++)
		n[strv_find(keys, l->items[i].key, entry_same_key)]++;
}

/* Checks that each entry to add is there once, or as often as it was. */
static int prove_check_added(const struct prove_pair *p, const struct strv *keys)
{
	size_t *before = calloc(2 * (keys->n + 1), sizeof *before);
	size_t *now = before ? before + keys->n + 1 : NULL;
	bool good = true;

	if (!before)
		return err_memory(p->e);
	prove_count(p->old, keys, before);
	prove_count(p->new, keys, now);
	for (size_t k = 0; k < keys->n; k++) {
		/* of equal keys, only the first one is counted */
		bool first = strv_find(keys, keys->items[k], entry_same_key) == k;
		good = good && (!first || now[k] == (before[k] ? before[k] : 1));
	}
	free(before);
	return good ? 0
		    : prove_refuse(p->claim, p->line,
			      "an entry was not added exactly once", p->e);
}

static int prove_check_requests(const struct prove_pair *p)
{
	const struct change *c = p->claim->change;
	STRV_AUTO struct strv keys = {0};

	for (size_t i = 0; i < p->new->n; i++)
		if (strv_has(p->allow, p->new->items[i].key))
			return prove_refuse(
				p->claim, p->line, "an entry is still there", p->e);
	entry_add_keys(c->disallow, c->n_disallow, &keys);
	return keys.failed ? err_memory(p->e) : prove_check_added(p, &keys);
}

/* Refuses to empty a list, unless that is harmless. */
static int prove_refuse_empty(const struct claim *claim, size_t line, struct err *e)
{
	const char *property = claim->change->property;
	const char *subject = vendor_lists_get_subject(property);

	if (subject)
		return err_set(e, JSEC_EMPTY_LIST, claim->path, line,
			"the list would become empty, and nothing would be restricted in %s "
			"any more; nothing was changed",
			subject);
	if (vendor_lists_know(property))
		return 0;
	return err_set(e, JSEC_EMPTY_LIST, claim->path, line,
		"the list would become empty, and it is not known what an empty %s means; "
		"nothing was changed",
		property);
}

static int prove_check_list(const struct claim *claim, const struct list *l, size_t line,
	bool was_empty, struct err *e)
{
	const struct entry *bad;
	const char *fault = list_find_fault(l, &claim->rules, &bad);

	if (fault)
		return err_set(e, JSEC_BAD_LIST, claim->path, line,
			"the entry '%s' %s: every TLS connection of this JRE would "
			"fail; nothing was changed",
			bad->text, fault);
	return list_is_empty(l) && !was_empty && !claim->empty_ok
		       ? prove_refuse_empty(claim, line, e)
		       : 0;
}

static int prove_compare_values(const struct claim *claim, struct span old,
	struct span new, const char *eol, size_t line, struct err *e)
{
	LIST_AUTO struct list a = {0};
	LIST_AUTO struct list b = {0};
	STRV_AUTO struct strv allow = {0};
	STRV_AUTO struct strv disallow = {0};

	entry_add_keys(claim->change->allow, claim->change->n_allow, &allow);
	for (size_t i = 0; i < claim->change->n_disallow; i++)
		strv_adds(&disallow, claim->change->disallow[i]);
	if (allow.failed || disallow.failed || list_read(&a, old) || list_read(&b, new))
		return err_memory(e);
	bool gaps = list_count(&a) < a.n;
	struct prove_pair p = {
		claim, old, new, &a, &b, &allow, &disallow, eol, gaps, line, e};
	int rc = prove_compare(&p);
	rc = rc ? rc : prove_check_requests(&p);
	return rc ? rc : prove_check_list(claim, &b, line, list_is_empty(&a), e);
}

static bool prove_same_prop(const struct props *a, const struct props *b, size_t i)
{
	const struct prop *x = &a->items[i], *y = &b->items[i];

	return span_equal(span_cut(a->bytes, x->key, x->key_end),
		       span_cut(b->bytes, y->key, y->key_end)) &&
	       span_equal(props_get_value(a, x), props_get_value(b, y));
}

/*
 * Accepts "=" where only blanks separated key and value, or a blank that keeps CR and LF
 * apart around an empty value.
 */
static bool prove_is_filler_ok(
	const struct props *b, const struct prop *at, const struct prop *now)
{
	char c = b->bytes.data[at->value];

	size_t bare = at->key_end;

	while (bare < at->value && b->bytes.data[bare] != '=' &&
		b->bytes.data[bare] != ':')
		bare++;
	if (now->value != at->value + 1)
		return false;
	return now->value == now->value_end ? c == ' ' : c == '=' && bare == at->value;
}

/* Compares all but the value of `at`: the other bytes, and the properties read. */
static const char *prove_compare_others(
	const struct props *a, const struct props *b, const struct prop *at)
{
	size_t i = (size_t)(at - a->items), tail = a->bytes.size - at->value_end;

	if (a->n != b->n)
		return "there are more or fewer properties than before";
	const struct prop *now = &b->items[i];
	size_t added = now->value - at->value;
	if (now->value < at->value || b->bytes.size - now->value_end != tail ||
		(added && !prove_is_filler_ok(b, at, now)))
		return "the property is not where it was";
	if (memcmp(a->bytes.data, b->bytes.data, at->value) ||
		memcmp(a->bytes.data + at->value_end, b->bytes.data + now->value_end,
			tail))
		return "a byte outside the list changed";
	for (size_t k = 0; k < a->n; k++)
		if (k != i && !prove_same_prop(a, b, k))
			return "another property changed";
	return NULL;
}

static struct span prove_skip_eol(struct span s)
{
	if (s.size && s.data[0] == '\r')
		s = span_cut(s, 1, s.size);
	if (s.size && s.data[0] == '\n')
		s = span_cut(s, 1, s.size);
	return s;
}

static bool prove_same_chars(struct span x, struct span y)
{
	CHARS_AUTO struct chars a = {0};
	CHARS_AUTO struct chars b = {0};

	if (chars_decode(&a, x) || chars_decode(&b, y) || a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (a.items[i].c != b.items[i].c)
			return false;
	return true;
}

/* Compares a last property that ended in an open line: a blank line now continues it. */
static bool prove_same_but_open(const struct props *a, const struct props *b, size_t i)
{
	const struct prop *x = &a->items[i], *y = &b->items[i];

	return x->value_end == a->bytes.size &&
	       prove_same_chars(span_cut(a->bytes, x->key, x->key_end),
		       span_cut(b->bytes, y->key, y->key_end)) &&
	       prove_same_chars(props_get_value(a, x), props_get_value(b, y));
}

/* Checks a property that was missing: one line at the end defines it as requested. */
static int prove_defined(const struct claim *claim, const struct props *a,
	const struct props *b, struct err *e)
{
	const char *key = claim->change->property;
	size_t size = a->bytes.size;

	if (b->bytes.size == size)
		return span_equal(a->bytes, b->bytes)
			       ? 0
			       : prove_refuse(claim, 0,
					 "bytes changed, although nothing should change",
					 e);
	if (b->n != a->n + 1 || b->bytes.size < size ||
		!span_equal(a->bytes, span_cut(b->bytes, 0, size)))
		return prove_refuse(claim, 0, "a byte outside the new line changed", e);
	for (size_t i = 0; i < a->n; i++)
		if (!prove_same_prop(a, b, i) &&
			!(i + 1 == a->n && prove_same_but_open(a, b, i)))
			return prove_refuse(claim, 0, "another property changed", e);
	const struct prop *it = &b->items[a->n];
	/* One line end ends the last line. An open line needs a second one. */
	struct span before =
		prove_skip_eol(prove_skip_eol(span_cut(b->bytes, size, it->start)));
	struct span after =
		prove_skip_eol(span_cut(b->bytes, it->value_end, b->bytes.size));
	if (before.size || after.size || it->key != it->start ||
		it->value != it->key_end + 1 || b->bytes.data[it->key_end] != '=' ||
		!span_equal(span_cut(b->bytes, it->key, it->key_end), span_str(key)))
		return prove_refuse(claim, 0, "the new line is not a plain property", e);
	return prove_compare_values(claim, span_of("", 0), props_get_value(b, it),
		props_find_eol(a->bytes), props_count_lines(b->bytes, it->start), e);
}

int prove_edit(const struct claim *claim, struct span old, struct span new, struct err *e)
{
	PROPS_AUTO struct props a = {0};
	PROPS_AUTO struct props b = {0};
	ERR_AUTO struct err unreadable = {0};
	int rc = props_read(&a, claim->reader, old, claim->path, e);

	if (rc)
		return rc;
	rc = props_read(&b, claim->reader, new, claim->path, &unreadable);
	if (rc == -JSEC_BAD_FILE)
		return prove_refuse(
			claim, unreadable.public.line, "Java could not read it", e);
	if (rc == -JSEC_TOO_LARGE) /* the next run could not read it */
		return err_set(e, JSEC_TOO_LARGE, claim->path, unreadable.public.line,
			"with this change the file would have more than jsecpatch reads: "
			"64 KiB in a property, or 100000 properties; nothing was changed");
	if (rc)
		return err_memory(e);
	const struct prop *at = props_find(&a, claim->change->property);
	if (!at)
		return prove_defined(claim, &a, &b, e);
	size_t line = props_count_lines(old, at->start);
	const char *why = prove_compare_others(&a, &b, at);
	if (why)
		return prove_refuse(claim, line, why, e);
	return prove_compare_values(claim, props_get_value(&a, at),
		props_get_value(&b, &b.items[at - a.items]), props_find_eol(old), line,
		e);
}
