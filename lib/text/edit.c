/* SPDX-License-Identifier: MIT */
/* Removes entries from a list and adds entries, and keeps the list's layout. */
#include "text/edit.h"

#include "text/escapes.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

#define WIDTH 80 /* vendors fill lines up to this column */
#define INDENT "    "

/* The value that is being edited. */
struct edit_draft {
	const char *property;
	struct buf raw;
	size_t column;	 /* where the value starts in its line */
	const char *eol; /* the document's line end */
	bool emptied;	 /* no entry was left after the removal */
	size_t hole;	 /* then the first new one is inserted here */
	bool guarded; /* a comma was added after the last entry, see edit_guard_quotes() */
	size_t tail;  /* then this many bytes follow it */
};

static bool edit_has_break(struct span raw, size_t from, size_t to)
{
	const char *at = raw.data + from;

	return from < to && (memchr(at, '\n', to - from) || memchr(at, '\r', to - from));
}

/* Replaces the bytes [from, to). Only those behind them move: usually few. */
static int edit_splice(struct edit_draft *d, size_t from, size_t to, struct span with)
{
	size_t tail = d->raw.size - to;

	if (!buf_reserve(&d->raw, with.size))
		return -JSEC_NO_MEMORY;
	memmove(d->raw.data + from + with.size, d->raw.data + to, tail);
	if (with.size)
		memcpy(d->raw.data + from, with.data, with.size);
	d->raw.size = from + with.size + tail;
	d->raw.data[d->raw.size] = 0;
	return 0;
}

/*
 * Returns the separator to keep when all entries from `first` to `next` - 1 are removed.
 * That is the one before `first`. But if it has no line break and a later one has, the
 * later one stays: otherwise the next line would be joined to this one.
 */
static struct span edit_is_joint(
	struct span raw, const struct list *l, size_t first, size_t next)
{
	struct span s = span_cut(raw, l->items[first - 1].to, l->items[first].from);

	for (size_t i = first + 1; i <= next && !edit_has_break(s, 0, s.size); i++)
		if (edit_has_break(raw, l->items[i - 1].to, l->items[i].from))
			s = span_cut(raw, l->items[i - 1].to, l->items[i].from);
	return s;
}

/* Cuts blanks and line joins: before a value, they would belong to the separator. */
static struct span edit_skip_blanks(struct span s)
{
	while (s.size && (memchr(" \t\f\r\n", s.data[0], 5) ||
				 (s.data[0] == '\\' && edit_has_break(s, 1, 2))))
		s = span_cut(s, 1, s.size);
	return s;
}

/*
 * Empties a list of which no entry is left, with its blanks and commas: Java ignores them,
 * and blanks would extend the separator. What is around the list stays for new entries.
 */
static void edit_empty(
	struct edit_draft *d, const struct list *l, bool for_new, struct buf *out)
{
	struct span raw = buf_span(&d->raw);

	out->size = 0;
	d->emptied = true;
	d->hole = l->items[0].from;
	if (!for_new)
		return;
	buf_add(out, span_cut(raw, 0, d->hole));
	buf_add(out, span_cut(raw, l->items[l->n - 1].to, raw.size));
}

/*
 * Adds a comma if quotes of two entries came to both ends of the list, because Java would
 * take them off. It reads an empty entry after the comma, and ignores it.
 */
static void edit_guard_quotes(struct edit_draft *d, const struct list *l, size_t first,
	size_t last, struct buf *out)
{
	const char *end = l->items[last].text;

	d->guarded = !l->quoted && *l->items[first].text == '"' && *end &&
		     end[strlen(end) - 1] == '"' && (first != last || end[1]);
	d->tail = d->raw.size - l->items[l->n - 1].to;
	if (d->guarded)
		buf_addc(out, ',');
}

static int edit_drop_guard(struct edit_draft *d)
{
	size_t end = d->raw.size - d->tail;

	if (!d->guarded)
		return 0;
	d->guarded = false;
	return edit_splice(d, end - 1, end, span_of("", 0));
}

/* The entries that stay, while the value is copied without the others. */
struct edit_kept {
	size_t first, last; /* indices of the first and the last one */
	size_t filled;	    /* the last one that is not empty; and */
	size_t end;	    /* where it ends in the copy, or 0 if there is none */
	bool any;
};

static void edit_keep(struct edit_draft *d, const struct list *l, size_t i,
	struct edit_kept *k, struct buf *out)
{
	const struct entry *it = &l->items[i];
	struct span raw = buf_span(&d->raw);

	if (k->any) {
		struct span s = edit_is_joint(raw, l, k->last + 1, i);
		buf_add(out, k->end ? s : edit_skip_blanks(s));
	} else {
		k->first = i;
	}
	buf_add(out, span_cut(raw, it->from, it->to));
	k->any = true;
	k->last = i;
	if (*it->text) {
		k->filled = i;
		k->end = out->size;
	}
}

/* Removes all requested entries in one pass, each with one comma. */
static int edit_remove_entries(struct edit_draft *d, const struct list *l,
	const struct change *c, struct strv *removed)
{
	STRV_AUTO struct strv allow = {0};
	struct buf out = {0};
	struct edit_kept k = {0};
	size_t gone = removed->n;

	entry_add_keys(c->allow, c->n_allow, &allow);
	if (allow.failed)
		return -JSEC_NO_MEMORY;
	buf_add(&out, span_cut(buf_span(&d->raw), 0, l->items[0].from));
	for (size_t i = 0; i < l->n; i++) {
		if (*l->items[i].text && strv_has(&allow, l->items[i].key))
			strv_adds(removed, l->items[i].text);
		else
			edit_keep(d, l, i, &k, &out);
	}
	if (removed->n == gone || out.failed) {
		buf_done(&out);
		return removed->failed || removed->n > gone ? -JSEC_NO_MEMORY : 0;
	}
	/* If the last entries are removed, empty entries before them have no line. */
	if (k.end && k.last + 1 < l->n) {
		out.size = k.end;
		k.last = k.filled;
	}
	if (k.end)
		edit_guard_quotes(d, l, k.first, k.last, &out);
	buf_add(&out, span_cut(buf_span(&d->raw), l->items[l->n - 1].to, d->raw.size));
	if (!k.end)
		edit_empty(d, l, c->n_disallow > 0, &out);
	buf_done(&d->raw);
	d->raw = out;
	return 0;
}

/* Returns where the line with offset `at` starts. */
static size_t edit_find_line(struct span s, size_t at)
{
	if (!s.data)
		return 0;
	const char *lf = at ? memrchr(s.data, '\n', at) : NULL;
	size_t start = lf ? (size_t)(lf - s.data) + 1 : 0;
	const char *cr = at > start ? memrchr(s.data + start, '\r', at - start) : NULL;

	return cr ? (size_t)(cr - s.data) + 1 : start;
}

/* Returns the width of the line with offset `at`: up to `at` or, if `whole`, complete. */
static size_t edit_get_width(const struct edit_draft *d, size_t at, bool whole)
{
	struct span raw = buf_span(&d->raw);
	size_t start = edit_find_line(raw, at), end = at;

	while (whole && end < raw.size && !edit_has_break(raw, end, end + 1))
		end++;
	return end - start + (start == 0 ? d->column : 0);
}

/* Adds a comma and a line break, as the list already has them or in the usual form. */
static void edit_add_break(
	const struct edit_draft *d, const struct list *l, struct buf *out)
{
	struct span raw = buf_span(&d->raw);

	for (size_t i = 1; i < l->n; i++) {
		size_t from = l->items[i - 1].to, to = l->items[i].from;
		if (edit_has_break(raw, from, to)) {
			buf_add(out, span_cut(raw, from, to));
			return;
		}
	}
	buf_addf(out, ", \\%s" INDENT, d->eol);
}

/* Writes the entry that `text` ends in, and adds it to the list. */
static int edit_append(struct edit_draft *d, struct list *l, struct span entry,
	const char *asked, const char *comma)
{
	BUF_AUTO struct buf text = {0};
	size_t at = l->items[l->n - 1].to;
	struct span raw = buf_span(&d->raw);
	size_t line = edit_get_width(d, at, false);
	bool wraps = line <= WIDTH || edit_find_line(raw, at) ||
		     edit_has_break(raw, at, raw.size);

	if (wraps && line + strlen(comma) + entry.size > WIDTH)
		edit_add_break(d, l, &text);
	else
		buf_adds(&text, comma);
	buf_add(&text, entry);
	if (text.failed || edit_splice(d, at, at, buf_span(&text)))
		return -JSEC_NO_MEMORY;
	size_t end = at + text.size;
	return list_insert(l, l->n, asked, end - entry.size, end, text.size);
}

/*
 * Inserts before entry `i`: at the end of the previous line if it fits there, or else at
 * the start of this line.
 */
static int edit_insert_entry(struct edit_draft *d, struct list *l, size_t i,
	struct span entry, const char *asked, const char *comma)
{
	BUF_AUTO struct buf text = {0};
	struct span raw = buf_span(&d->raw);
	size_t at = l->items[i].from;
	bool before = i > 0;

	if (before && edit_has_break(raw, l->items[i - 1].to, at))
		before = edit_get_width(d, l->items[i - 1].to, true) + strlen(comma) +
				 entry.size <=
			 WIDTH;
	if (before) {
		at = l->items[i - 1].to;
		buf_adds(&text, comma);
		buf_add(&text, entry);
	} else {
		buf_add(&text, entry);
		if (i > 0 &&
			edit_get_width(d, at, true) + entry.size + strlen(comma) > WIDTH)
			edit_add_break(d, l, &text);
		else
			buf_adds(&text, comma);
	}
	if (text.failed || edit_splice(d, at, at, buf_span(&text)))
		return -JSEC_NO_MEMORY;
	size_t from = before ? at + text.size - entry.size : at;
	return list_insert(l, i, asked, from, from + entry.size, text.size);
}

/* Returns "," if the list is written without blanks, else ", ". */
static const char *edit_find_comma_style(const struct list *l, struct span raw)
{
	if (l->n < 2)
		return ", ";
	struct span gap = span_cut(raw, l->items[0].to, l->items[1].from);
	return gap.size == 1 ? "," : ", ";
}

static int edit_read_list(const struct edit_draft *d, struct list *l)
{
	list_done(l);
	return list_read(l, buf_span(&d->raw));
}

/* Adds an entry to a list that has some. `l` stays what the value would be read as. */
static int edit_place_entry(struct edit_draft *d, struct list *l, struct span bytes,
	const char *asked, const char *key)
{
	/* Ignore commas at the end: nothing is inserted after them. */
	while (l->n > 1 && !*l->items[l->n - 1].text)
		free(l->items[--l->n].text);
	size_t place = vendor_lists_find_place(d->property, l, key);
	const char *comma = edit_find_comma_style(l, buf_span(&d->raw));
	/* A new last entry keeps the quotes apart, too. */
	if (place == l->n && edit_drop_guard(d))
		return -JSEC_NO_MEMORY;
	return place == l->n ? edit_append(d, l, bytes, asked, comma)
			     : edit_insert_entry(d, l, place, bytes, asked, comma);
}

static int edit_add_entry(
	struct edit_draft *d, struct list *l, const char *entry, struct strv *added)
{
	BUF_AUTO struct buf bytes = {0};
	BUF_AUTO struct buf key = {0};

	entry_add_key(entry, &key);
	if (key.failed)
		return -JSEC_NO_MEMORY;
	if (list_has_key(l, buf_str(&key)))
		return 0;
	chars_encode(span_str(entry), &bytes);
	strv_adds(added, entry);
	if (bytes.failed)
		return -JSEC_NO_MEMORY;
	if (!list_is_empty(l))
		return edit_place_entry(d, l, buf_span(&bytes), entry, buf_str(&key));
	size_t at = d->emptied ? d->hole : l->from;
	return edit_splice(d, at, at, buf_span(&bytes)) || edit_read_list(d, l)
		       ? -JSEC_NO_MEMORY
		       : 0;
}

/* Tells whether the document's last line has only a backslash. */
static bool edit_is_lone(struct span b)
{
	struct span s = span_trim(b);

	return s.size && s.data[s.size - 1] == '\\' &&
	       (s.size == 1 || memchr("\r\n\t\f ", s.data[s.size - 2], 5));
}

/* Ends the last line and, if it is an open one of an entry, the line that continues it. */
static void edit_end_line(struct span b, bool in_entry, const char *eol, struct buf *out)
{
	char last = b.size ? b.data[b.size - 1] : '\n';

	if (last != '\n' && last != '\r')
		buf_adds(out, eol);
	if (!in_entry || !props_is_open(b))
		return;
	if (last == '\r' && *eol == '\n') /* this one only completes CRLF */
		buf_adds(out, eol);
	buf_adds(out, eol);
}

static int edit_refuse_backslash(const char *what, struct err *e)
{
	return err_set(e, JSEC_NOT_PROVEN, NULL, 0,
		"the file ends in a lone backslash, after which no %s can be added; remove "
		"it by hand",
		what);
}

/* Appends a line that defines the property, for a document that does not define it. */
static int edit_define(const struct props *p, const char *property, struct span value,
	struct buf *out, struct err *e)
{
	struct span b = p->bytes;
	const char *eol = props_find_eol(b);
	const struct prop *last = p->n ? &p->items[p->n - 1] : NULL;
	bool in_entry = last && last->value_end == b.size;

	if (in_entry && props_is_open(b) && last->value == last->value_end &&
		!(last->key_end && memchr("=: \t\f", b.data[last->key_end - 1], 5)) &&
		props_key_is(p, last, ""))
		return edit_refuse_backslash("property", e);

	buf_add(out, b);
	edit_end_line(b, in_entry || edit_is_lone(b), eol, out);
	buf_addf(out, "%s=", property);
	buf_add(out, value);
	buf_adds(out, eol);
	return 0;
}

/*
 * Returns "=" if the value needs it before it: after a key without a separator, or if the
 * value starts with "=" or ":", which Java would read as the separator.
 */
static const char *edit_is_filler(
	const struct props *p, const struct prop *it, struct span value)
{
	struct span separator = span_cut(p->bytes, it->key_end, it->value);
	bool bare =
		!separator.data || !(memchr(separator.data, '=', separator.size) ||
					   memchr(separator.data, ':', separator.size));

	return value.size && bare && (!separator.size || memchr("=:", value.data[0], 2))
		       ? "="
		       : "";
}

/*
 * Tells whether the edit brings the CR of a line join directly before the LF that ends
 * the line, so that both would be one line end.
 */
static bool edit_fuses(const struct props *p, const struct prop *it, struct span value)
{
	struct span b = p->bytes;
	char end = value.size ? value.data[value.size - 1] : b.data[it->value - 1];

	return end == '\r' && it->value_end > it->value && it->value_end < b.size &&
	       b.data[it->value_end] == '\n';
}

/* Removes entries, then adds some. `l` is NULL if the property is not set. */
static int edit_change_list(struct edit_draft *d, const struct list *l,
	const struct change *c, struct strv *removed, struct strv *added)
{
	LIST_AUTO struct list now = {0};
	int rc = l ? edit_remove_entries(d, l, c, removed) : 0;

	if (!rc && c->n_disallow)
		rc = edit_read_list(d, &now);
	for (size_t i = 0; !rc && i < c->n_disallow; i++)
		rc = edit_add_entry(d, &now, c->disallow[i], added);
	return rc;
}

/* Returns the column in which the value starts. */
static size_t edit_find_column(const struct props *p, const struct prop *it)
{
	return it->value - edit_find_line(p->bytes, it->value);
}

static int edit_change_value(struct edit_draft *d, const struct props *p,
	const struct prop *it, const struct list *list, const struct change *c,
	struct strv *removed, struct strv *added)
{
	LIST_AUTO struct list own = {0};

	d->column = edit_find_column(p, it);
	buf_add(&d->raw, props_get_value(p, it));
	if (d->raw.failed || (!list && list_read(&own, buf_span(&d->raw))))
		return -JSEC_NO_MEMORY;
	return edit_change_list(d, list ? list : &own, c, removed, added);
}

static int edit_write_value(const struct edit_draft *d, const struct props *p,
	const struct prop *it, struct buf *out, struct err *e)
{
	if (d->raw.size && it->key_end == p->bytes.size && props_is_open(p->bytes))
		return edit_refuse_backslash("value", e);
	buf_add(out, span_cut(p->bytes, 0, it->value));
	buf_adds(out, edit_is_filler(p, it, buf_span(&d->raw)));
	buf_add(out, buf_span(&d->raw));
	buf_adds(out, edit_fuses(p, it, buf_span(&d->raw)) ? " " : "");
	buf_add(out, span_cut(p->bytes, it->value_end, p->bytes.size));
	return 0;
}

int edit_apply(const struct props *p, const struct list *list,
	const struct change *change, struct buf *out, struct strv *removed,
	struct strv *added, struct err *e)
{
	const struct prop *it = props_find(p, change->property);
	struct edit_draft d = {
		.property = change->property, .eol = props_find_eol(p->bytes)};
	int rc = it ? edit_change_value(&d, p, it, list, change, removed, added)
		    : edit_change_list(&d, NULL, change, removed, added);

	if (it && !rc)
		rc = edit_write_value(&d, p, it, out, e);
	else if (!rc && !added->n)
		buf_add(out, p->bytes);
	else if (!rc)
		rc = edit_define(p, change->property, buf_span(&d.raw), out, e);
	if (d.raw.failed || out->failed || removed->failed || added->failed)
		rc = -JSEC_NO_MEMORY;
	buf_done(&d.raw);
	return rc == -JSEC_NO_MEMORY ? err_memory(e) : rc;
}
