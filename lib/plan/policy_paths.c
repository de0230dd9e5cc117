/* SPDX-License-Identifier: MIT */
/* Finds out which installs the targets and exceptions of the rules lead to. */
#include "plan/policy.h"

#include "jre/install.h"
#include "os/file_info.h"
#include "os/root.h"
#include "os/system.h"
#include "search/path_matches.h"
#include "text/path_pattern.h"

#include <stdio.h>
#include <stdlib.h>

static size_t policy_count_paths(const struct policy_rule *r)
{
	return r->targets.n + r->except.n;
}

void policy_paths_done(struct policy_file *f)
{
	for (size_t i = 0; i < f->n_paths; i++)
		free(f->paths[i].ids);
	free(f->paths);
	free(f->first);
	policy_index_free(f->index);
}

static void policy_doubt_path(
	const struct context *c, const struct err *why, struct policy_path *ret)
{
	if (mounts_are_why(c->remote, why))
		ret->left_out = true;
	else if (system_judge(why) != LOOK_ABSENT)
		ret->unknown = true;
}

/*
 * Finds out which file a path leads to now, if to one. What may not answer is not looked at:
 * what is planned there was found before, and the way was opened.
 */
static int policy_find_id(
	const struct context *c, const char *path, struct policy_path *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct install found;
	int rc = install_find_named(c, path, &found, &why);
	bool is_java = !rc && install_is_found(&found);
	struct file_id *ids = is_java ? memory_grow(ret->ids, ret->n, sizeof *ids) : NULL;

	if (ids) {
		ret->ids = ids;
		ids[ret->n++] = found.info.id;
	}
	install_done(&found);
	if (rc)
		policy_doubt_path(c, &why, ret);
	return is_java && !ids ? err_memory(e) : 0;
}

static int policy_compare_ids(const void *a, const void *b)
{
	return file_id_compare(*(const struct file_id *)a, *(const struct file_id *)b);
}

static int policy_find_matches(const struct context *c, struct path_listing *listing,
	struct policy_path *ret, struct err *e)
{
	PATH_MATCHES_AUTO struct path_matches m = {0};
	int rc = path_matches_find(c, ret->pattern, listing, &m, e);

	for (size_t i = 0; !rc && i < m.paths.n; i++)
		rc = policy_find_id(c, m.paths.items[i], ret, e);
	policy_doubt_path(c, &m.why, ret);
	ret->cut = m.cut;
	if (ret->n)
		qsort(ret->ids, ret->n, sizeof *ret->ids, policy_compare_ids);
	return rc;
}

static int policy_find_path(const struct context *c, struct path_listing *listing,
	struct policy_path *ret, struct err *e)
{
	if (path_pattern_is(ret->pattern))
		return policy_find_matches(c, listing, ret, e);
	char *path = path_pattern_get_path(ret->pattern);
	int rc = path ? policy_find_id(c, path, ret, e) : err_memory(e);
	free(path);
	return rc;
}

/* Notes the paths of a rule. */
static void policy_take_rule(
	const struct policy_rule *r, size_t rule, struct policy_path *ret)
{
	for (size_t k = 0; k < policy_count_paths(r); k++) {
		bool excepts = k >= r->targets.n;
		ret[k] = (struct policy_path){.rule = rule,
			.excepts = excepts,
			.pattern = excepts ? r->except.items[k - r->targets.n]
					   : r->targets.items[k]};
	}
}

int policy_find_paths(const struct context *c, struct policy_file *f, struct err *e)
{
	struct root root = root_avoid(c->root, c->remote);
	const struct policy_rules *p = &f->rules;
	PATH_LISTING_AUTO struct path_listing listing = {0};
	struct context searched = *c;
	int rc = 0;

	for (size_t i = 0; i < p->n; i++)
		f->n_paths += policy_count_paths(&p->items[i]);
	f->paths = calloc(f->n_paths + 1, sizeof *f->paths);
	f->first = calloc(p->n + 1, sizeof *f->first);
	if (!f->paths || !f->first) {
		f->n_paths = 0;
		return err_memory(e);
	}
	struct policy_path *at = f->paths;
	for (size_t i = 0; i < p->n; i++) {
		f->first[i] = at;
		policy_take_rule(&p->items[i], i, at);
		at += policy_count_paths(&p->items[i]);
	}
	searched.root = &root;
	root_remember(&root);
	for (size_t i = 0; !rc && i < f->n_paths; i++)
		rc = policy_find_path(&searched, &listing, &f->paths[i], e);
	root_forget(&root);
	return rc ? rc : policy_index_make(f, e);
}

int policy_targets(const struct policy_file *f, struct strv *ret, struct err *e)
{
	for (size_t i = 0; i < f->rules.n; i++)
		for (size_t k = 0; k < f->rules.items[i].targets.n; k++)
			strv_adds(ret, f->rules.items[i].targets.items[k]);
	return ret->failed ? err_memory(e) : 0;
}

bool policy_has_id(const struct policy_path *p, const struct file_id *id)
{
	return p->n && bsearch(id, p->ids, p->n, sizeof *p->ids, policy_compare_ids);
}

/* A directory on the way may be closed to this user, so that its names are unknown. */
static bool policy_matches_name(const char *pattern, const struct install *i)
{
	bool matches = (i->home && path_pattern_matches(pattern, i->home)) ||
		       path_pattern_matches(pattern, i->file);

	for (size_t k = 0; !matches && k < i->aliases.n; k++)
		matches = path_pattern_matches(pattern, i->aliases.items[k]);
	return matches;
}

bool policy_is_missing(const struct policy_path *p)
{
	return !p->n && !p->left_out && !p->unknown;
}

bool policy_leads_to(
	const struct policy_path *p, const char *pattern, const struct install *i)
{
	if (!i->file)
		return false;
	if (policy_has_id(p, &i->info.id))
		return true;
	return i->kind == INSTALL_ON_DISK && !install_is_elsewhere(i) &&
	       path_pattern_is(pattern) && policy_matches_name(pattern, i);
}

bool policy_covers(const struct policy_file *f, size_t rule, const struct install *i)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct policy_path *path = f->first[rule];
	bool covers = !r->targets.n;

	for (size_t k = 0; k < r->targets.n; k++, path++)
		covers = covers || policy_leads_to(path, r->targets.items[k], i);
	for (size_t k = 0; covers && k < r->except.n; k++, path++)
		covers = !policy_leads_to(path, r->except.items[k], i);
	return covers;
}

void policy_doubt_targets(const struct policy_file *f, size_t rule, struct note_list *ret)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct policy_path *path = f->first[rule];

	for (size_t k = 0; k < r->targets.n; k++, path++)
		if (path->left_out)
			note_list_add(ret, NOTE_TARGET_LEFT_OUT,
				"%s:%zu: rule.%s: not looked at, because it leads to a "
				"file system that may not answer: %s",
				f->place.path, r->line, r->name, r->targets.items[k]);
		else if (policy_is_missing(path))
			note_list_add(ret, NOTE_NO_TARGET,
				"%s:%zu: rule.%s: no Java is installed at %s",
				f->place.path, r->line, r->name, r->targets.items[k]);
	for (size_t k = 0; k < r->except.n; k++, path++)
		if (policy_is_missing(path))
			note_list_add(ret, NOTE_NO_EXCEPTION,
				"%s:%zu: rule.%s: no Java is installed at %s, so the "
				"exception spares none; correct it, or remove it by hand",
				f->place.path, r->line, r->name, r->except.items[k]);
}

/* Tells whether a rule names installs, and none is there. */
static bool policy_covers_nothing(const struct policy_file *f, size_t rule)
{
	size_t n = f->rules.items[rule].targets.n, k = 0;

	while (k < n && policy_is_missing(&f->first[rule][k]))
		k++;
	return n && k == n;
}

static int policy_refuse_cut(const struct policy_file *f, size_t rule, struct err *e)
{
	const struct policy_rule *r = &f->rules.items[rule];

	for (size_t k = 0; k < policy_count_paths(r); k++)
		if (f->first[rule][k].cut)
			return err_set(e, JSEC_TOO_LARGE, f->place.path, r->line,
				"rule.%s: %s matches more than jsecpatch looks at; the rest "
				"is ignored",
				r->name,
				k < r->targets.n ? r->targets.items[k]
						 : r->except.items[k - r->targets.n]);
	return 0;
}

int policy_check_targets(const struct policy_file *f, struct err *e)
{
	const struct policy_rule *first = NULL;
	char others[64] = "";
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < f->rules.n; i++) {
		rc = policy_refuse_cut(f, i, e);
		if (!rc && policy_covers_nothing(f, i) && !n++)
			first = &f->rules.items[i];
	}
	if (rc || !n)
		return rc;
	if (n > 1)
		snprintf(others, sizeof others, ", and %zu other rule%s cover%s none",
			n - 1, n > 2 ? "s" : "", n > 2 ? "" : "s");
	return err_set(e, JSEC_NO_TARGET, f->place.path, first->line,
		"rule.%s covers no Java: no Java is installed at %s%s%s", first->name,
		first->targets.items[0],
		first->targets.n > 1 ? " or its other targets" : "", others);
}
