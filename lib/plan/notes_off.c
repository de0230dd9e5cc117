/* SPDX-License-Identifier: MIT */
/* Adds notes about lists that are empty, missing, or cut: they restrict nothing. */
#include "plan/notes.h"

#include "jre/install.h"
#include "jre/reading.h"
#include "os/root.h"
#include "plan/item.h"
#include "plan/request.h"
#include "suites/verdict.h"
#include "text/known.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/vendor_lists.h"

#define MAX_NAMED 10 /* lines that are named; nobody reads more */

/* Names the lines that look like the rest of the list. */
static void notes_add_leftovers(struct item *it)
{
	const struct reading *r = &it->read.file;
	struct known_rest at = {0};
	const struct prop *line;
	size_t n = 0;

	while ((line = known_rest_find(&at, &r->doc, r->property)))
		if (n++ < MAX_NAMED)
			note_list_add(&it->out.notes, NOTE_LIST_CUT,
				"%s:%zu looks like the rest of %s, which was cut off: Java "
				"does not use this line",
				it->install->file ? it->install->file : "line",
				props_count_lines(r->doc.bytes, line->start),
				r->property);
	if (n > MAX_NAMED)
		note_list_add(&it->out.notes, NOTE_LIST_CUT,
			"%zu other lines look like the rest of %s, too", n - MAX_NAMED,
			r->property);
}

/* Tells whether this Java is known to ignore all entries. Mostly, the first one tells. */
static bool notes_ignores_all(const struct item *it, const struct list *l)
{
	const struct verdict_place place =
		verdict_place_make(&it->install->release, it->read.file.property);

	for (size_t i = 0; i < l->n; i++) {
		bool sure = true;
		if (*l->items[i].text &&
			(!verdict_futile_explain(&place, l->items[i].text, &sure) ||
				!sure))
			return false;
	}
	return true;
}

/* How a list restricts nothing. */
enum off {
	OFF_NOT,
	OFF_EMPTY,   /* empty or missing */
	OFF_IGNORED, /* it has only entries that this Java ignores */
};

static enum off notes_judge(const struct item *it, const struct list *l)
{
	return list_is_empty(l)		  ? OFF_EMPTY
	       : notes_ignores_all(it, l) ? OFF_IGNORED
					  : OFF_NOT;
}

/* Judges the list that Java reads before the change. */
static enum off notes_find_off(const struct item *it, bool *failed)
{
	const struct effects *all = &it->work->effects;
	const struct effect *f = &all->lists[0];
	LIST_AUTO struct list l = {0};

	if (all->n && (err_public(&all->fatal) || f->unread || f->doubted))
		return OFF_NOT;
	if (!all->n || (f->way == EFFECT_OWN && f->file))
		return notes_judge(it, &it->read.file.list);
	*failed = f->raw.size && list_read(&l, buf_span(&f->raw));
	return notes_judge(it, &l);
}

/* Tells where the list should be, as "is empty in FILE:LINE". */
static void notes_put_place(const struct item *it, enum off off, struct buf *out)
{
	const struct reading *r = &it->read.file;
	const struct effect *f = it->work->effects.n ? &it->work->effects.lists[0] : NULL;
	const char *file = f && f->file ? f->file : it->install->file;
	size_t line = f && f->file ? f->line : r->line;
	size_t comment = line ? 0 : known_rest_find_comment(&r->doc, r->property);

	if (props_are_utf16(r->doc.bytes))
		buf_addf(out, "is not read: %s is UTF-16, and Java reads none of it",
			file ? file : "the file");
	else if (line)
		buf_addf(out, "%s (%s:%zu)",
			off == OFF_IGNORED ? "has only entries that this Java ignores"
					   : "is empty",
			file ? file : "line", line);
	else if (comment)
		buf_addf(out, "is commented out (%s:%zu)", file ? file : "line", comment);
	else
		buf_addf(out, "is not set%s%s", file ? " in " : "", file ? file : "");
}

/* Tells what the change leaves off. */
static void notes_put_rest(const struct item *it, struct buf *out)
{
	size_t n = it->work->added.n;

	if (n)
		buf_addf(out, "; the list then has %s, and all the rest stays off",
			n == 1 ? "one entry" : "only the new entries");
}

/* Tells whether this Java's vendor has the list in its file. A list that is set counts. */
static bool notes_is_expected(const struct item *it)
{
	const struct reading *r = &it->read.file;

	return vendor_lists_are_old(r->property) || r->at ||
	       known_rest_find_comment(&r->doc, r->property);
}

static int notes_add_all_off(struct item *it)
{
	const char *property = it->read.file.property;
	const char *subject = vendor_lists_get_subject(property);
	BUF_AUTO struct buf text = {0};
	bool failed = false;

	if (!subject || !notes_is_expected(it) || it->work->effects.doubt)
		return 0;
	enum off off = notes_find_off(it, &failed);
	if (failed || off == OFF_NOT)
		return failed ? err_memory(&it->out.err) : 0;
	notes_put_place(it, off, &text);
	notes_put_rest(it, &text);
	if (text.failed)
		return err_memory(&it->out.err);
	note_list_add(&it->out.notes, NOTE_ALL_OFF,
		"every restriction of %s is off: %s %s", subject, property,
		buf_str(&text));
	return 0;
}

int notes_add_state(struct item *it)
{
	const struct reading *r = &it->read.file;

	if (err_public(&r->bad) || !r->property)
		return 0;
	notes_add_leftovers(it);
	return notes_add_all_off(it);
}
