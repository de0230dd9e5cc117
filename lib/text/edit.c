/* SPDX-License-Identifier: MIT */
/* Removes entries from a list and inserts them, and keeps its layout. */
#include "text/edit.h"

#include "text/known.h"

#include <stdlib.h>

#define WIDTH 80 /* vendors fill lines up to this column */
#define INDENT "    "

/* A value being edited, and where it stands. */
struct draft {
	const char *property;
	struct buf raw;
	size_t column;   /* in which the value starts */
	const char *eol; /* of the document */
};

static bool has_break(struct span raw, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (raw.data[i] == '\n' || raw.data[i] == '\r')
			return true;
	return false;
}

static int splice(struct draft *d, size_t from, size_t to, struct span with)
{
	struct buf out = {0};

	buf_add(&out, span_of(d->raw.data, from));
	buf_add(&out, with);
	buf_add(&out, span_of(d->raw.data + to, d->raw.size - to));
	buf_done(&d->raw);
	d->raw = out;
	return out.failed ? -JSEC_NO_MEMORY : 0;
}

/*
 * Removes entry i with one comma. The blanks and line breaks before the next entry go with
 * it, unless that would pull the next line up: then those before this one.
 */
static int remove_entry(struct draft *d, const struct list *l, size_t i)
{
	const struct entry *it = &l->items[i];
	struct span raw = buf_span(&d->raw);

	if (l->n == 1)
		return splice(d, it->from, it->to, span_of("", 0));
	if (i + 1 == l->n)
		return splice(d, it[-1].to, it->to, span_of("", 0));
	if (i > 0 && has_break(raw, it->to, it[1].from) &&
		!has_break(raw, it[-1].to, it->from))
		return splice(d, it[-1].to, it->to, span_of("", 0));
	return splice(d, it->from, it[1].from, span_of("", 0));
}

static int remove_all(struct draft *d, const char *entry, struct strv *removed)
{
	for (;;) {
		LIST_AUTO struct list l = {0};
		size_t i = 0;
		int rc = list_read(&l, buf_span(&d->raw));

		while (!rc && i < l.n && !entry_equal(l.items[i].text, entry))
			i++;
		if (rc || i == l.n)
			return rc;
		strv_adds(removed, l.items[i].text);
		rc = remove_entry(d, &l, i);
		if (rc)
			return rc;
	}
}

/* The width of the natural line that offset `at` is on, up to there or to its end. */
static size_t width(const struct draft *d, size_t at, bool whole)
{
	struct span raw = buf_span(&d->raw);
	size_t start = at, end = at;

	while (start > 0 && !has_break(raw, start - 1, start))
		start--;
	while (whole && end < raw.size && !has_break(raw, end, end + 1))
		end++;
	return end - start + (start == 0 ? d->column : 0);
}

/* The line break and indentation that the value uses, or the usual one. */
static struct span line_break(const struct draft *d, struct buf *made)
{
	struct span raw = buf_span(&d->raw);
	size_t i = 0, end;

	while (i < raw.size && !has_break(raw, i, i + 1))
		i++;
	end = i;
	while (end < raw.size && (has_break(raw, end, end + 1) || raw.data[end] == ' ' ||
					 raw.data[end] == '\t'))
		end++;
	if (end < raw.size)
		return span_cut(raw, i, end);
	buf_addf(made, "%s" INDENT, d->eol);
	return buf_span(made);
}

static int append(struct draft *d, const struct list *l, struct span entry,
	const char *comma)
{
	BUF_AUTO struct buf text = {0}, made = {0};
	size_t at = l->items[l->n - 1].to;
	struct span raw = buf_span(&d->raw);
	size_t line = width(d, at, false);
	bool wraps = has_break(raw, 0, raw.size) || line <= WIDTH;

	buf_adds(&text, comma);
	if (wraps && line + strlen(comma) + entry.size > WIDTH) {
		if (text.data[text.size - 1] != ' ')
			buf_adds(&text, " ");
		buf_adds(&text, "\\");
		buf_add(&text, line_break(d, &made));
	}
	buf_add(&text, entry);
	return text.failed || made.failed ? -JSEC_NO_MEMORY
					  : splice(d, at, at, buf_span(&text));
}

/* Inserts before entry i: at the end of the line before, where there is room, or there. */
static int insert_entry(struct draft *d, const struct list *l, size_t i,
	struct span entry, const char *comma)
{
	BUF_AUTO struct buf text = {0};
	struct span raw = buf_span(&d->raw);
	size_t at = l->items[i].from;
	bool before = i > 0;

	if (before && has_break(raw, l->items[i - 1].to, at))
		before = width(d, l->items[i - 1].to, true) + strlen(comma) + entry.size <=
			 WIDTH;
	if (before) {
		at = l->items[i - 1].to;
		buf_adds(&text, comma);
		buf_add(&text, entry);
	} else {
		buf_add(&text, entry);
		buf_adds(&text, comma);
	}
	return text.failed ? -JSEC_NO_MEMORY : splice(d, at, at, buf_span(&text));
}

/* "," for a list that is written without blanks, else ", ". */
static const char *comma_style(const struct list *l, struct span raw)
{
	if (l->n < 2)
		return ", ";
	struct span gap = span_cut(raw, l->items[0].to, l->items[1].from);
	return gap.size == 1 ? "," : ", ";
}

static int add_entry(struct draft *d, const char *entry, struct strv *added)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf bytes = {0};
	int rc = list_read(&l, buf_span(&d->raw));

	if (rc)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		if (entry_equal(l.items[i].text, entry))
			return 0;
	chars_encode(span_str(entry), &bytes);
	strv_adds(added, entry);
	if (bytes.failed)
		return -JSEC_NO_MEMORY;
	if (list_count(&l) == 0)
		return splice(d, l.from, l.to, buf_span(&bytes));
	/* A comma at the end separates nothing; what follows it is no place. */
	while (l.n > 1 && !*l.items[l.n - 1].text)
		free(l.items[--l.n].text);
	size_t place = known_place(d->property, &l, entry);
	const char *comma = comma_style(&l, buf_span(&d->raw));
	return place == l.n ? append(d, &l, buf_span(&bytes), comma)
			    : insert_entry(d, &l, place, buf_span(&bytes), comma);
}

static const char *line_end(struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (bytes.data[i] == '\n')
			return "\n";
		if (bytes.data[i] == '\r')
			return i + 1 < bytes.size && bytes.data[i + 1] == '\n' ? "\r\n"
									       : "\r";
	}
	return "\n";
}

/* Defines a property that the document lacks, in a line of its own at the end. */
static void define(const struct props *p, const char *property, struct span value,
	struct buf *out)
{
	struct span b = p->bytes;
	const char *eol = line_end(b);

	buf_add(out, b);
	if (b.size && b.data[b.size - 1] != '\n' && b.data[b.size - 1] != '\r')
		buf_adds(out, eol);
	buf_adds(out, property);
	buf_adds(out, "=");
	buf_add(out, value);
	buf_adds(out, eol);
}

int edit(const struct props *p, const struct change *change, struct buf *out,
	struct strv *removed, struct strv *added, struct err *e)
{
	const struct prop *it = props_find(p, change->property);
	struct draft d = {.property = change->property, .eol = line_end(p->bytes)};
	int rc = 0;

	if (it) {
		size_t start = it->value;
		while (start > 0 && !has_break(p->bytes, start - 1, start))
			start--;
		d.column = it->value - start;
		buf_add(&d.raw, props_value(p, it));
	}
	for (size_t i = 0; !rc && it && i < change->n_allow; i++)
		rc = remove_all(&d, change->allow[i], removed);
	for (size_t i = 0; !rc && i < change->n_disallow; i++)
		rc = add_entry(&d, change->disallow[i], added);
	if (it) {
		buf_add(out, span_cut(p->bytes, 0, it->value));
		buf_add(out, buf_span(&d.raw));
		buf_add(out, span_cut(p->bytes, it->value_end, p->bytes.size));
	} else if (added->n) {
		define(p, change->property, buf_span(&d.raw), out);
	} else {
		buf_add(out, p->bytes);
	}
	rc = rc || d.raw.failed || out->failed || removed->failed || added->failed ? -1 : 0;
	buf_done(&d.raw);
	return rc ? err_memory(e) : 0;
}
