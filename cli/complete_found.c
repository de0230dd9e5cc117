/* SPDX-License-Identifier: MIT */
/* Completes values from what is on this machine: entries, homes, backups and so on. */
#include "complete.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What was found; members are NULL until they are made. */
struct complete_found {
	struct command command;
	struct ending end;
	struct jsec_installs *installs;
	struct jsec_plan *lists;  /* the lists now */
	struct jsec_plan *vendor; /* the lists after --restore */
	struct words entries;	  /* without duplicates */
};

static bool complete_has(const char *const *entries, size_t n, const char *entry)
{
	for (size_t i = 0; i < n && entries[i]; i++)
		if (!strcasecmp(entries[i], entry))
			return true;
	return false;
}

static void complete_add_entries(struct words *w, const char *const *entries)
{
	for (; *entries; entries++)
		if (!complete_has(w->items, w->n, *entries))
			opt_add_word(w, *entries);
}

/* Tells whether the entry is in the lists of all installs. */
static bool complete_is_everywhere(const struct complete_found *f, const char *entry)
{
	const struct jsec_result *const *r = jsec_plan_results(f->lists);

	for (; *r; r++)
		if (!(*r)->error && !complete_has((*r)->entries, SIZE_MAX, entry))
			return false;
	return true;
}

static int complete_plan(
	struct complete_found *f, enum jsec_action action, struct jsec_plan **ret)
{
	struct jsec_request request = {.size = sizeof request,
		.action = action,
		.property = f->command.opt->property};

	return jsec_plan_make(f->command.session, f->installs, &request, ret);
}

/* Collects the entries of the lists and, if `missing`, of the vendors' files. */
static void complete_find_entries(struct complete_found *f, bool missing)
{
	const struct jsec_result *const *r;

	if (complete_plan(f, JSEC_LIST, &f->lists))
		return;
	for (r = jsec_plan_results(f->lists); *r; r++)
		if (!(*r)->error)
			complete_add_entries(&f->entries, (*r)->entries);
	if (!missing || complete_plan(f, JSEC_RESTORE, &f->vendor))
		return;
	for (r = jsec_plan_results(f->vendor); *r; r++)
		if (!(*r)->error)
			complete_add_entries(&f->entries, (*r)->entries);
}

/* Tells whether the entry is typed already, in this word or in an option before. */
static bool complete_is_typed(const struct complete *c, const char *entry)
{
	const struct words *w = c->kind == KIND_ALLOW ? &c->opt.allow : &c->opt.disallow;
	const char *equals = strchr(c->word, '=');
	const char *typed = c->word;
	size_t n = strlen(entry);

	if (!c->opt.pending &&
		equals) /* --allow=a,b; after --allow the word is the value */
		typed = equals + 1;
	for (; typed < c->value; typed += strcspn(typed, ",") + 1)
		if (strcspn(typed, ",") == n && !strncasecmp(typed, entry, n))
			return true;
	return complete_has(w->items, w->n, entry);
}

static void complete_put_suites(const struct complete *c, struct complete_found *f)
{
	const struct jsec_explanation *const *e;
	struct jsec_explained *explained = NULL;
	struct words names = {0};

	if (jsec_explain(f->command.session, f->installs, NULL, &explained))
		return;
	for (e = jsec_explained_items(explained); *e; e++)
		for (size_t i = 0; !(*e)->error && (*e)->suites[i]; i++)
			if (!complete_has(names.items, names.n, (*e)->suites[i]->name))
				opt_add_word(&names, (*e)->suites[i]->name);
	for (size_t i = 0; i < names.n; i++)
		complete_put(c, names.items[i], NULL);
	free(names.items);
	jsec_explained_free(explained);
}

static void complete_put_entries(const struct complete *c, struct complete_found *f)
{
	bool missing = c->kind == KIND_DISALLOW;

	complete_find_entries(f, missing);
	for (size_t i = 0; i < f->entries.n; i++) {
		const char *entry = f->entries.items[i];
		if (*entry && !complete_is_typed(c, entry) &&
			!(missing && complete_is_everywhere(f, entry)))
			complete_put(c, entry, NULL);
	}
	if (!missing && (!strncmp(c->value, "TLS_", 4) || !strncmp(c->value, "SSL_", 4)))
		complete_put_suites(c, f);
}

/* Completes what --explain takes: entries of the lists, and suites. */
static void complete_put_explainable(const struct complete *c, struct complete_found *f)
{
	complete_find_entries(f, false);
	for (size_t i = 0; i < f->entries.n; i++)
		if (*f->entries.items[i])
			complete_put(c, f->entries.items[i], NULL);
	complete_put_suites(c, f);
}

static void complete_put_homes(const struct complete *c, const struct complete_found *f)
{
	const struct jsec_install *const *i = jsec_installs_items(f->installs);

	for (; *i; i++)
		if (!(*i)->error)
			complete_put(c, (*i)->home ? (*i)->home : (*i)->file,
				(*i)->java_version);
}

static void complete_put_backups(const struct complete *c, struct jsec *session)
{
	const struct jsec_stored *const *s;
	struct jsec_backups *backups = NULL;
	const char *last = "";

	if (jsec_backups_read(session, &backups))
		return;
	for (s = jsec_backups_items(backups); *s; s++) {
		if ((*s)->error || !strcmp(last, (*s)->backup.id))
			continue;
		last = (*s)->backup.id; /* files of one backup are neighbours */
		complete_put(c, last, (*s)->file);
	}
	jsec_backups_free(backups);
}

static void complete_put_hooks(const struct complete *c, struct jsec *session)
{
	const struct jsec_hook *const *h;
	struct jsec_hooks *hooks = NULL;

	if (jsec_hooks_read(session, NULL, NULL, &hooks))
		return;
	for (h = jsec_hooks_items(hooks); *h; h++)
		complete_put(c, (*h)->name, (*h)->what);
	jsec_hooks_free(hooks);
}

/* Finds installs, but not from running programs: that takes too long. */
static int complete_find(struct complete_found *f)
{
	struct jsec_search search = command_make_search(f->command.opt);

	search.scan = NULL;
	search.no_processes = true;
	return jsec_find(f->command.session, &search, &f->installs);
}

static void complete_put_values(const struct complete *c, struct complete_found *f)
{
	if (c->kind == KIND_BACKUP)
		complete_put_backups(c, f->command.session);
	else if (c->kind == KIND_HOOK)
		complete_put_hooks(c, f->command.session);
	else if (complete_find(f))
		return;
	else if (c->kind == KIND_SUITE)
		complete_put_explainable(c, f);
	else if (c->kind == KIND_HOME)
		complete_put_homes(c, f);
	else
		complete_put_entries(c, f);
}

void complete_put_found(const struct complete *c)
{
	struct complete_found f = {0};
	struct opt quiet = c->opt; /* borrows all its members */

	quiet.quiet = true;
	if (c->kind == KIND_HOME)
		quiet.targets = (struct words){0};
	if (!command_open(&f.command, &quiet, &f.end))
		complete_put_values(c, &f);
	free(f.entries.items);
	jsec_plan_free(f.vendor);
	jsec_plan_free(f.lists);
	jsec_installs_free(f.installs);
	command_close(&f.command);
	ending_done(&f.end);
}
