/* SPDX-License-Identifier: MIT */
/* Adds notes about entries that this Java ignores: one for each reason. */
#include "plan/notes.h"

#include "jre/install.h"
#include "plan/item.h"
#include "plan/request.h"
#include "suites/verdict.h"
#include "text/known.h"
#include "text/list.h"
#include "text/suite.h"

#define MAX_REASONS 16 /* there are not so many */
#define MAX_NAMED 6    /* entries that a note names */

/* Entries that are ignored for the same reason. */
struct futile_reason {
	const char *why;
	bool sure;
	struct buf names; /* quoted, with commas between */
	size_t n;
};

/* All reasons that were found, in the order of the entries. */
struct futile_reasons {
	struct verdict_place place;
	struct futile_reason items[MAX_REASONS];
	size_t n;
};

static struct futile_reason *notes_futile_find(
	struct futile_reasons *all, const char *why, bool sure)
{
	size_t i = 0;

	while (i < all->n && strcmp(all->items[i].why, why) != 0)
		i++;
	if (i == all->n && i < MAX_REASONS)
		all->items[all->n++] = (struct futile_reason){.why = why, .sure = sure};
	return i < MAX_REASONS ? &all->items[i] : NULL;
}

/* Adds Java's own name if the entry is another name of a suite. */
static void notes_futile_add_name(struct buf *names, const char *entry)
{
	const struct suite *s = suite_table_find(entry);

	buf_addf(names, "%s'%s'", names->size ? ", " : "", entry);
	if (s && !entry_equal(s->name, entry))
		buf_addf(names, " (Java calls it %s)", s->name);
}

/* Adds the entry if this Java ignores it. Returns true if that is certain. */
static bool notes_futile_take(struct futile_reasons *all, const char *entry, bool added)
{
	bool sure;
	const char *why = verdict_futile_explain(&all->place, entry, &sure);

	/* an unknown name that is added has a note already */
	if (!why || (added && !sure && !known_restricts(entry)))
		return false;
	struct futile_reason *r = notes_futile_find(all, why, sure);
	if (r && r->n++ < MAX_NAMED)
		notes_futile_add_name(&r->names, entry);
	return sure;
}

static void notes_futile_put(const struct futile_reasons *all, struct futile_reason *r,
	struct note_list *notes)
{
	const char *version = all->place.release->version;
	const char *code = r->sure ? NOTE_NO_EFFECT : NOTE_EFFECT_UNSURE;

	if (r->n > MAX_NAMED)
		buf_addf(&r->names, " and %zu more", r->n - MAX_NAMED);
	notes->failed = notes->failed || r->names.failed;
	if (r->sure)
		note_list_add(notes, code, "%s%s %s%s%s%s: no effect", buf_str(&r->names),
			r->n > 1 ? ": each" : "", r->why, version ? " (" : "",
			version ? version : "", version ? ")" : "");
	else
		note_list_add(notes, code, "%s%s %s", buf_str(&r->names),
			r->n > 1 ? ": each" : "", r->why);
}

static void notes_futile_put_all(struct futile_reasons *all, struct note_list *notes)
{
	for (size_t i = 0; i < all->n; i++) {
		notes_futile_put(all, &all->items[i], notes);
		buf_done(&all->items[i].names);
	}
}

void notes_futile_add(const struct release *release, const char *property,
	const struct strv *added, struct note_list *notes)
{
	struct futile_reasons all = {.place = verdict_place_make(release, property)};

	for (size_t i = 0; i < added->n; i++)
		notes_futile_take(&all, added->items[i], true);
	notes_futile_put_all(&all, notes);
}

static void notes_futile_take_all(
	struct futile_reasons *all, struct item *it, const struct strv *entries)
{
	for (size_t i = 0; i < entries->n; i++)
		if (notes_futile_take(all, entries->items[i], false))
			strv_adds(&it->work->ignored, entries->items[i]);
}

int notes_futile_add_all(const struct planner *p, struct item *it)
{
	struct futile_reasons all = {
		.place = verdict_place_make(&it->install->release, p->request->property)};

	if (p->request->action == JSEC_CHANGE)
		notes_futile_add(all.place.release, all.place.property, &it->work->added,
			&it->out.notes);
	if (p->request->action != JSEC_LIST)
		return 0;
	notes_futile_take_all(&all, it, &it->work->entries);
	if (it->out.overridden_by)
		notes_futile_take_all(&all, it, &it->work->effective);
	notes_futile_put_all(&all, &it->out.notes);
	return it->work->ignored.failed ? err_memory(&it->out.err) : 0;
}
