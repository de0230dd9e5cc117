/* SPDX-License-Identifier: MIT */
/* Finds the installs that have probably replaced those that rules name. */
#include "plan/policy.h"

#include "base/pointers.h"
#include "jre/install.h"
#include "search/installs.h"
#include "text/path_pattern.h"

#include <stdlib.h>

#define MOST_MISSING 100 /* targets for which a successor is looked for */

void policy_successors_done(struct policy_successors *s)
{
	free(s->items);
	free(s->list);
}

static int policy_add_successor(struct policy_successors *s, const struct policy_rule *r,
	const char *target, const char *home, struct err *e)
{
	struct jsec_successor *items = memory_grow(s->items, s->n, sizeof *items);

	if (!items)
		return err_memory(e);
	s->items = items;
	items[s->n++] = (struct jsec_successor){
		.rule = r->name,
		.target = target,
		.home = home,
		.property = r->property,
		.allow = strv_list(&r->allow),
		.disallow = strv_list(&r->disallow),
	};
	return 0;
}

/* Tells whether a rule for the same list covers the install. */
static bool policy_is_covered(
	const struct policy_file *f, const char *property, const struct install *i)
{
	POLICY_HITS_AUTO struct policy_hits hits;
	bool covered = policy_hits_find(&hits, f, i); /* if memory ran out, all fails */
	size_t rule;

	while (!covered && policy_hits_next(f, &hits, &rule))
		covered = !strcmp(f->rules.items[rule].property, property);
	return covered;
}

/*
 * Returns the name of the install that differs from the path only in the version. NULL: there
 * is none.
 */
static const char *policy_find_name(const struct install *i, const char *path)
{
	size_t n = i->aliases.n;

	for (size_t k = 0; k < n + 2; k++) {
		const char *name = k == 0	? i->home
				   : k == n + 1 ? i->file
						: i->aliases.items[k - 1];
		BUF_AUTO struct buf pattern = {0};
		if (name &&
			path_pattern_cover_updates(name, i->release.version, &pattern) &&
			path_pattern_matches(buf_str(&pattern), path))
			return name;
	}
	return NULL;
}

/* A rule, and the path that it names. */
struct policy_lost {
	const struct policy_rule *rule;
	const char *target;
	char *path;
};

static int policy_find_successor(const struct policy_file *f,
	const struct policy_lost *lost, const struct jsec_installs *installs,
	struct policy_successors *ret, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < installs->n; i++) {
		const struct install *it = installs->items[i];
		const char *name = it->kind == INSTALL_ON_DISK && it->file &&
						   !install_is_elsewhere(it)
					   ? policy_find_name(it, lost->path)
					   : NULL;
		if (name && !policy_is_covered(f, lost->rule->property, it))
			rc = policy_add_successor(ret, lost->rule, lost->target, name, e);
	}
	return rc;
}

int policy_find_successors(const struct policy_file *f,
	const struct jsec_installs *installs, struct policy_successors *ret,
	struct err *e)
{
	size_t n_missing = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < f->rules.n; i++) {
		const struct policy_rule *r = &f->rules.items[i];
		for (size_t k = 0; !rc && k < r->targets.n; k++) {
			const char *target = r->targets.items[k];
			if (!policy_is_missing(&f->first[i][k]) ||
				path_pattern_is(target) || n_missing++ >= MOST_MISSING)
				continue;
			struct policy_lost lost = {
				r, target, path_pattern_get_path(target)};
			rc = lost.path ? policy_find_successor(f, &lost, installs, ret, e)
				       : err_memory(e);
			free(lost.path);
		}
	}
	free(ret->list);
	ret->list = rc ? NULL : pointers_make(ret->items, ret->n, sizeof *ret->items);
	return rc || ret->list ? rc : err_memory(e);
}
