/* SPDX-License-Identifier: MIT */
/* Judges Javas by their cipher suites, not by the words in their lists. */
#include "access_javas.h"

#include "progress.h"
#include "show_install.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BROAD 1000 /* weighs more than all entries that block anonymous suites only */

static bool access_javas_is_anonymous(const struct jsec_suite *s)
{
	return strstr(s->name, "_anon_") != NULL;
}

/*
 * Tells whether the suite does what `anon` is for: it encrypts, without certificates. The
 * export suites do not count: no entry that blocks anonymous suites blocks all of them, and
 * no program relies on them.
 */
static bool access_javas_serves(const struct jsec_suite *s)
{
	return access_javas_is_anonymous(s) && !strstr(s->name, "_NULL_") &&
	       !strstr(s->name, "_EXPORT_");
}

static bool access_javas_is_same(
	const struct jsec_blocker *a, const struct jsec_blocker *b)
{
	return !strcmp(a->property, b->property) && !strcasecmp(a->entry, b->entry);
}

/* Tells whether an entry blocks suites with certificates, too. */
static bool access_javas_is_broad(
	const struct jsec_explanation *e, const struct jsec_blocker *b)
{
	for (const struct jsec_suite *const *s = e->suites; *s; s++)
		for (size_t i = 0; !access_javas_is_anonymous(*s) && (*s)->blockers[i];
			i++)
			if (access_javas_is_same((*s)->blockers[i], b))
				return true;
	return false;
}

static void access_javas_add_entry(struct access_java *j, const struct jsec_blocker *b)
{
	size_t i = 0;

	while (i < j->n_allow && !access_javas_is_same(j->allow[i], b))
		i++;
	if (i == j->n_allow)
		j->allow[j->n_allow++] = b;
}

/* How much would have to be opened for this suite: the fewer other suites, the better. */
static size_t access_javas_weigh(
	const struct jsec_explanation *e, const struct jsec_suite *s)
{
	size_t weight = 0;

	for (size_t i = 0; s->blockers[i]; i++)
		if (s->blockers[i]->needed)
			weight += access_javas_is_broad(e, s->blockers[i]) ? BROAD : 1;
	return weight;
}

/* Returns the suite that the least stands in the way of, or NULL if there is none. */
static const struct jsec_suite *access_javas_choose(const struct jsec_explanation *e)
{
	const struct jsec_suite *best = NULL;
	size_t least = SIZE_MAX;

	for (const struct jsec_suite *const *s = e->suites; *s; s++) {
		size_t weight =
			access_javas_serves(*s) ? access_javas_weigh(e, *s) : SIZE_MAX;
		if (weight < least) {
			best = *s;
			least = weight;
		}
	}
	return best;
}

static size_t access_javas_count_blockers(const struct jsec_explanation *e)
{
	size_t n = 0;

	for (const struct jsec_suite *const *s = e->suites; *s; s++)
		for (size_t i = 0; (*s)->blockers[i]; i++)
			n++;
	return n;
}

/* Lists what blocks anonymous suites only, and what else blocks the chosen one. */
static int access_javas_list_blockers(struct access_java *j)
{
	const struct jsec_explanation *e = j->explained;
	const struct jsec_suite *best = access_javas_choose(e);

	j->allow = calloc(access_javas_count_blockers(e) + 1, sizeof *j->allow);
	if (!j->allow)
		return -JSEC_NO_MEMORY;
	for (const struct jsec_suite *const *s = e->suites; best && *s; s++)
		for (size_t i = 0; access_javas_serves(*s) && (*s)->blockers[i]; i++) {
			const struct jsec_blocker *b = (*s)->blockers[i];
			bool broad = access_javas_is_broad(e, b);
			if (broad ? *s == best && b->needed : true)
				access_javas_add_entry(j, b);
		}
	return 0;
}

/* Tells whether any suite that serves is in this state. */
static bool access_javas_has(
	const struct jsec_explanation *e, enum jsec_suite_state state)
{
	for (const struct jsec_suite *const *s = e->suites; *s; s++)
		if (access_javas_serves(*s) && (*s)->state == state)
			return true;
	return false;
}

/* Returns why the list that a Java uses is not known, or NULL. */
static const char *access_javas_find_unknown(const struct access_java *j)
{
	if (j->result->error)
		return j->result->error->message;
	if (j->explained->error)
		return j->explained->error->message;
	if (j->result->effect_unknown)
		return "other files may decide, which cannot be read from here";
	return access_javas_has(j->explained, JSEC_SUITE_UNSURE) &&
			       !access_javas_has(j->explained, JSEC_SUITE_OPEN)
		       ? "it depends on the update of this Java, which is not known"
		       : NULL;
}

static int access_javas_judge(struct access_java *j)
{
	j->unknown = access_javas_find_unknown(j);
	if (j->unknown)
		return 0;
	j->anon = access_javas_has(j->explained, JSEC_SUITE_OPEN) ? ACCESS_ANON_ALLOWED
								  : ACCESS_ANON_BLOCKED;
	return j->anon == ACCESS_ANON_BLOCKED ? access_javas_list_blockers(j) : 0;
}

/*
 * Of the machine's Javas, one that is changed only by name counts only by name, and so does
 * one in a container, which has its own programs.
 */
static bool access_javas_takes(const struct access_javas *j, const struct jsec_result *r)
{
	if (r->install->source == JSEC_TARGET)
		return true;
	return r->install->belongs == j->level &&
	       (j->level != JSEC_OF_MACHINE ||
		       (!r->only_named && r->install->source != JSEC_CONTAINER));
}

static int access_javas_judge_all(struct access_javas *j)
{
	const struct jsec_result *const *results = jsec_plan_results(j->lists);
	int rc = 0;

	while (results[j->n]) {
		enum jsec_belonging belongs = results[j->n++]->install->belongs;
		j->level = belongs > j->level ? belongs : j->level;
	}
	j->items = calloc(j->n + 1, sizeof *j->items);
	if (!j->items) {
		j->n = 0;
		return -JSEC_NO_MEMORY;
	}
	for (size_t i = 0; !rc && i < j->n; i++) {
		j->items[i].result = results[i];
		j->items[i].explained = jsec_explained_items(j->explained)[i];
		j->items[i].counts = access_javas_takes(j, results[i]);
		rc = access_javas_judge(&j->items[i]);
	}
	return rc;
}

int access_javas_find(
	struct command *c, const struct jsec_installs *files, struct access_javas *j)
{
	struct jsec_search search = command_make_search(c->opt);
	struct jsec_request list = {.size = sizeof list, .action = JSEC_LIST};

	if (!search.targets)
		search.access = files;
	if (search.scan)
		progress_catch_interrupt();
	int rc = jsec_find(c->session, &search, &j->found);
	if (search.scan)
		progress_release_interrupt();
	progress_clear(&c->progress);
	rc = rc ? rc : jsec_plan_make(c->session, j->found, &list, &j->lists);
	rc = rc ? rc : jsec_explain(c->session, j->found, NULL, &j->explained);
	rc = rc ? rc : access_javas_judge_all(j);
	if (!rc && j->level == JSEC_INSIDE)
		rc = jsec_restarts_find(c->session, j->found, &j->restarts);
	return rc;
}

static bool access_javas_can_change(const struct access_java *j)
{
	return j->counts && j->anon == ACCESS_ANON_BLOCKED && j->n_allow && !j->refused;
}

static bool access_javas_have(const struct words *w, const char *word)
{
	size_t i = 0;

	while (i < w->n && strcasecmp(w->items[i], word) != 0)
		i++;
	return i < w->n;
}

void access_javas_list_entries(
	const struct access_javas *j, const char *property, struct words *ret)
{
	for (const struct access_java *it = j->items; it < j->items + j->n; it++)
		for (size_t i = 0; access_javas_can_change(it) && i < it->n_allow; i++)
			if (!strcmp(it->allow[i]->property, property) &&
				!access_javas_have(ret, it->allow[i]->entry))
				opt_add_word(ret, it->allow[i]->entry);
}

const char *access_javas_next_list(const struct access_javas *j, const char *property)
{
	const char *next = NULL;

	for (const struct access_java *it = j->items; it < j->items + j->n; it++)
		for (size_t i = 0; access_javas_can_change(it) && i < it->n_allow; i++) {
			const char *list = it->allow[i]->property;
			if ((!property || strcmp(list, property) < 0) &&
				(!next || strcmp(list, next) > 0))
				next = list;
		}
	return next;
}

/* Tells whether the change is refused to anybody: root can do what this user cannot. */
static bool access_javas_is_refused(const struct jsec_result *r)
{
	return r->error && r->error->code != JSEC_DENIED &&
	       r->error->code != JSEC_READ_ONLY;
}

/* Finds out for each Java of the plan whether it would be refused. */
static void access_javas_note_refused(struct access_javas *j)
{
	for (const struct jsec_result *const *r = jsec_plan_results(j->change); *r; r++)
		for (size_t i = 0; access_javas_is_refused(*r) && i < j->n; i++)
			if (j->items[i].counts && j->items[i].result->install->file &&
				(*r)->install->file &&
				!strcmp(j->items[i].result->install->file,
					(*r)->install->file))
				j->items[i].refused = *r;
}

/* Finds out whether a Java that takes its list from elsewhere would read an override file. */
static int access_javas_try_override(struct command *c, struct access_java *j)
{
	const char *home = show_install_get_name(j->result->install);
	struct words entries = {0};
	struct jsec_installs *found = NULL;
	struct jsec_overrides *files = NULL;

	for (size_t i = 0; i < j->n_allow; i++)
		opt_add_word(&entries, j->allow[i]->entry);
	const struct jsec_search search = {
		.size = sizeof search, .targets = &home, .n_targets = 1};
	const struct jsec_request request = {.size = sizeof request,
		.action = JSEC_CHANGE,
		.allow = entries.items,
		.n_allow = entries.n};
	int rc = jsec_find(c->session, &search, &found);
	if (!rc && !jsec_overrides_plan(
			   c->session, found, &request, "/etc/anon.security", &files))
		j->takes_override = !jsec_overrides_items(files)[0]->error;
	jsec_overrides_free(files);
	jsec_installs_free(found);
	free(entries.items);
	return rc;
}

int access_javas_try_allow(struct command *c, struct access_javas *j)
{
	struct words homes = {0}, entries = {0};

	access_javas_list_entries(j, "jdk.tls.disabledAlgorithms", &entries);
	for (size_t i = 0; i < j->n; i++)
		if (access_javas_can_change(&j->items[i]))
			opt_add_word(&homes,
				show_install_get_name(j->items[i].result->install));
	const struct jsec_search search = {
		.size = sizeof search, .targets = homes.items, .n_targets = homes.n};
	const struct jsec_request request = {.size = sizeof request,
		.action = JSEC_CHANGE,
		.allow = entries.items,
		.n_allow = entries.n};
	int rc = homes.n && entries.n ? jsec_find(c->session, &search, &j->blocked) : 0;
	if (!rc && j->blocked)
		rc = jsec_plan_make(c->session, j->blocked, &request, &j->change);
	if (!rc && j->change)
		access_javas_note_refused(j);
	for (size_t i = 0; !rc && i < j->n; i++)
		if (j->items[i].refused &&
			j->items[i].refused->error->code == JSEC_OVERRIDDEN)
			rc = access_javas_try_override(c, &j->items[i]);
	free(homes.items);
	free(entries.items);
	return rc;
}

size_t access_javas_count(const struct access_javas *j, enum access_anon anon)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		n += j->items[i].counts && j->items[i].anon == anon;
	return n;
}

int access_javas_compare_tls13(const struct access_javas *j)
{
	int first = 0;

	for (size_t i = 0; i < j->n; i++)
		if (first <= 0 && j->items[i].counts &&
			j->items[i].explained->tls13_first)
			first = j->items[i].explained->tls13_first;
	for (const struct jsec_result *const *r = j->change ? jsec_plan_results(j->change)
							    : NULL;
		r && *r; r++)
		if (first <= 0 && (*r)->tls13_first)
			first = (*r)->tls13_first;
	return first;
}

void access_javas_done(struct access_javas *j)
{
	for (size_t i = 0; i < j->n; i++)
		free(j->items ? j->items[i].allow : NULL);
	free(j->items);
	jsec_restarts_free(j->restarts);
	jsec_plan_free(j->change);
	jsec_installs_free(j->blocked);
	jsec_explained_free(j->explained);
	jsec_plan_free(j->lists);
	jsec_installs_free(j->found);
}
