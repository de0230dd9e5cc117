/* SPDX-License-Identifier: MIT */
/* Adds notes about duplicates, the policy, and files that override the list. */
#include "plan/notes.h"

#include "jre/effective_list.h"
#include "jre/reading.h"
#include "jre/release.h"
#include "plan/change.h"
#include "plan/item.h"
#include "plan/request.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/vendor_lists.h"

#define MAX_NAMED 10 /* definitions that a note names; nobody reads more */

static void notes_add_duplicates(struct item *it)
{
	const struct reading *r = &it->read.file;
	const struct props *doc = &r->doc;
	size_t n = 0;

	for (const struct prop *at = doc->items; r->at && at < r->at; at++)
		if (props_key_is(doc, at, r->property) && n++ < MAX_NAMED)
			note_list_add(&it->out.notes, NOTE_DUPLICATE,
				"%s is defined more than once: Java uses the definition in "
				"line %zu, not the one in line %zu",
				r->property, r->line,
				props_count_lines(doc->bytes, at->start));
	if (n > MAX_NAMED)
		note_list_add(&it->out.notes, NOTE_DUPLICATE,
			"%s is also defined in %zu other lines, which Java does not use",
			r->property, n - MAX_NAMED);
}

/* Tells whether this Java may refuse the entry, although it is not known to do so. */
static bool notes_is_doubtful(const struct item *it, const struct entry *entry)
{
	const struct reading *r = &it->read.file;
	const struct release *release = &it->install->release;
	const struct list_rules strict = release_get_rules(release, r->property, true);

	if (entry->includes && r->rules.constraints && !release_knows_curves(release) &&
		!props_find(&r->doc, CURVES_LIST))
		return true;
	return entry_find_fault(entry->text, &strict) != NULL;
}

static void notes_add_entry(
	struct item *it, const struct reading *r, const struct entry *entry)
{
	const char *ignored = entry_find_ignored(entry, &r->rules);
	const char *fault = entry_find_fault(entry->text, &r->rules);

	if (ignored)
		note_list_add(&it->out.notes, NOTE_ENTRY_IGNORED,
			"line %zu: in the entry '%s', Java ignores '%s'; is a comma missing "
			"before it?",
			r->line, entry->text, ignored);
	if (fault && entry->twin && r->rules.set)
		note_list_add(&it->out.notes, NOTE_ENTRY_TWIN,
			"line %zu: the entry '%s' %s; this Java ignores it, but only since an "
			"earlier entry differs from it in upper and lower case alone",
			r->line, entry->text, fault);
	else if (!fault && notes_is_doubtful(it, entry))
		note_list_add(&it->out.notes, NOTE_ENTRY_DOUBTFUL,
			"line %zu: it is not known whether this Java accepts the entry '%s'; if not, it "
			"has no TLS at all",
			r->line, entry->text);
}

void notes_add_list(struct item *it)
{
	const struct reading *r = &it->read.file;

	notes_add_duplicates(it);
	for (size_t i = 0; !err_public(&r->bad) && i < r->list.n; i++)
		if (strchr(r->list.items[i].text, ' ') ||
			strchr(r->list.items[i].text, '*'))
			notes_add_entry(it, r, &r->list.items[i]);
}

bool notes_add_others(struct item *it)
{
	const struct reading *r = &it->read.file;

	if (err_public(&r->bad))
		return false;
	bool includes = release_includes(&it->install->release) != HAS_NOT &&
			props_find(&r->doc, "include");
	if (includes || props_find(&r->doc, "security.useSystemPropertiesFile"))
		note_list_add(&it->out.notes, NOTE_INCLUDES_UNKNOWN,
			"includes other files, which were not examined; they may "
			"change the list");
	return includes;
}

void notes_add_policy(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	struct jsec_result *public = &it->out.public;

	public->policy = change_compare_policy(p, it);
	public->kept = action == JSEC_CHANGE && change_is_in_policy(p, it);
	if (public->policy != JSEC_DIFFERS ||
		(action != JSEC_RESTORE && action != JSEC_CHANGE) ||
		request_has(p->request, JSEC_REMEMBER) ||
		request_has(p->request, JSEC_FORGET))
		return;
	note_list_add(&it->out.notes, NOTE_NOT_IN_POLICY,
		"the policy in %s demands something else: the next reapply changes this "
		"install again",
		p->policy_path);
}

int notes_add_override(const struct planner *p, struct item *it)
{
	const struct effects *all = &it->work->effects;
	const struct effect *f = &all->lists[0];

	if (err_public(&all->fatal)) {
		if (p->request->action == JSEC_LIST)
			note_list_add(&it->out.notes, NOTE_TLS_FAILS, "%s",
				all->fatal.public.message);
		return 0;
	}
	if (effect_format_place(f, &it->out.overridden_by, &it->out.err))
		return -JSEC_NO_MEMORY;
	note_list_add(&it->out.notes, NOTE_OVERRIDDEN,
		"not in effect: Java takes the list from %s (%s); %s",
		it->out.overridden_by, effect_describe_way(f->way),
		effect_advise(f->way, &p->request->allow));
	return 0;
}
