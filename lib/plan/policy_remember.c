/* SPDX-License-Identifier: MIT */
/*
 * Changes the rules as a plan wants. A home whose path holds the version of its Java is written
 * as a pattern: the next version is in another directory.
 */
#include "plan/policy.h"

#include "jre/install.h"
#include "os/file_info.h"
#include "os/root.h"
#include "search/installs.h"
#include "search/path_matches.h"
#include "text/list.h"
#include "text/path_pattern.h"

#include <stdlib.h>

#define MOST_OTHERS 16 /* installs that a rule excepts because its pattern matches them */

/* The installs that are named, and what the rules are to say of them. */
struct policy_change {
	struct policy_file *file;
	const struct context *context; /* its root avoids what may not answer */
	const struct jsec_installs *installs;
	struct note_list *notes;
	struct path_listing *listing;
	struct err *e;
};

/* Other installs that a pattern matches. */
struct policy_others {
	struct strv paths;
	struct file_id ids[MOST_OTHERS];
	bool unknown; /* there may be more */
	bool itself;  /* it matches the install for which it was made, too */
};

static int policy_write(const struct policy_file *f, struct buf *ret, struct err *e)
{
	policy_rules_write(&f->rules, &f->doc, ret);
	return ret->failed ? err_memory(e) : 0;
}

static void policy_add_other(
	struct policy_others *o, const char *path, const struct file_id *id)
{
	for (size_t i = 0; i < o->paths.n; i++)
		if (file_id_equal(o->ids[i], *id))
			return;
	o->unknown = o->unknown || o->paths.n == MOST_OTHERS;
	if (o->unknown)
		return;
	o->ids[o->paths.n] = *id;
	strv_adds(&o->paths, path);
}

/* Finds out what a pattern matches besides the installs that are named. */
static int policy_find_others(const struct policy_change *c, const char *pattern,
	const struct install *i, struct policy_others *ret)
{
	PATH_MATCHES_AUTO struct path_matches m = {0};
	int rc = path_matches_find(c->context, pattern, c->listing, &m, c->e);

	ret->unknown = m.cut || err_public(&m.why);
	for (size_t k = 0; !rc && k < m.paths.n; k++) {
		ERR_AUTO struct err why = {0};
		struct install found;
		int failed =
			install_find_named(c->context, m.paths.items[k], &found, &why);
		bool is_java = !failed && install_is_found(&found);
		if (is_java && file_id_equal(found.info.id, i->info.id))
			ret->itself = true;
		else if (is_java && !installs_find(c->installs, &found.info))
			policy_add_other(ret, m.paths.items[k], &found.info.id);
		install_done(&found);
		rc = failed == -JSEC_NO_MEMORY ? err_memory(c->e) : 0;
	}
	return !rc && ret->paths.failed ? err_memory(c->e) : rc;
}

/* Returns the install that the user has named with this path. */
static const struct install *policy_find_named(
	const struct policy_change *c, const char *path)
{
	ERR_AUTO struct err ignored = {0};
	struct install found;
	int rc = install_find_named(c->context, path, &found, &ignored);
	const struct install *i = !rc && install_is_found(&found)
					  ? installs_find(c->installs, &found.info)
					  : NULL;

	install_done(&found);
	return i;
}

/*
 * Tells whether the path holds the version of the Java, and adds the pattern that has `*` in
 * its place.
 */
static bool policy_holds_version(
	const struct install *i, const char *path, struct buf *pattern)
{
	return i->kind == INSTALL_ON_DISK &&
	       path_pattern_cover_updates(path, i->release.version, pattern);
}

/* Remembers a path as it is, although it holds a version. */
static void policy_note_version(
	const struct policy_change *c, const char *path, const char *pattern)
{
	note_list_add(c->notes, NOTE_TARGET_VERSION,
		"the policy names %s: it does not cover a later version of this Java in "
		"another directory, because %s matches too much",
		path, pattern);
}

static void policy_note_pattern(const struct policy_change *c, const char *path,
	const char *pattern, const struct strv *others)
{
	note_list_add(c->notes, NOTE_TARGET_PATTERN,
		"the policy names %s as %s, which later versions of this Java match, too",
		path, pattern);
	for (size_t k = 0; k < others->n; k++)
		note_list_add(c->notes, NOTE_TARGET_OTHERS,
			"%s also matches %s, which was not named: the rule excepts it",
			pattern, others->items[k]);
}

/* Adds the target for a path that the user named, and which installs it must not cover. */
static int policy_add_target(const struct policy_change *c, const char *path,
	struct strv *targets, struct strv *others)
{
	const struct install *i = policy_find_named(c, path);
	BUF_AUTO struct buf pattern = {0};
	BUF_AUTO struct buf literal = {0};
	struct policy_others found = {0};
	int rc = 0;

	path_pattern_add(span_str(path), &literal);
	bool holds = i && policy_holds_version(i, path, &pattern);
	if (holds)
		rc = policy_find_others(c, buf_str(&pattern), i, &found);
	bool covers = holds && found.itself && !found.unknown;
	if (!rc && covers)
		policy_note_pattern(c, path, buf_str(&pattern), &found.paths);
	else if (!rc && holds)
		policy_note_version(c, path, buf_str(&pattern));
	strv_adds(targets, buf_str(covers ? &pattern : &literal));
	for (size_t k = 0; covers && k < found.paths.n; k++) {
		BUF_AUTO struct buf other = {0};
		path_pattern_add(span_str(found.paths.items[k]), &other);
		strv_adds(others, buf_str(&other));
		others->failed = others->failed || other.failed;
	}
	strv_done(&found.paths);
	bool failed = pattern.failed || literal.failed || targets->failed ||
		      others->failed || c->notes->failed;
	return !rc && failed ? err_memory(c->e) : rc;
}

/* Tells whether a rule asks for nothing that the request does not ask for. */
static bool policy_asks_no_more(
	const struct policy_rule *rule, const struct policy_rule *more)
{
	bool same = !strcmp(rule->property, more->property);

	for (size_t i = 0; same && i < rule->allow.n; i++)
		same = list_has_entry(&more->allow, rule->allow.items[i]);
	for (size_t i = 0; same && i < rule->disallow.n; i++)
		same = list_has_entry(&more->disallow, rule->disallow.items[i]);
	return same;
}

/* Finds the paths of a rule at which no Java is any more. */
static void policy_find_missing(
	const struct policy_file *f, size_t rule, struct strv *ret)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct policy_path *at = f->first[rule];

	for (size_t k = 0; k < r->targets.n; k++, at++)
		if (policy_is_missing(at) && !path_pattern_is(r->targets.items[k]))
			strv_adds(ret, r->targets.items[k]);
}

/* Writes a pattern in the place of those paths that it matches. */
static int policy_replace_missing(const struct policy_change *c, size_t rule,
	const struct strv *missing, const char *pattern)
{
	STRV_AUTO struct strv old = {0};

	for (size_t i = 0; i < missing->n; i++) {
		char *path = path_pattern_get_path(missing->items[i]);
		if (!path)
			return err_memory(c->e);
		if (path_pattern_matches(pattern, path))
			strv_adds(&old, missing->items[i]);
		free(path);
	}
	if (missing->failed || old.failed)
		return err_memory(c->e);
	return old.n ? policy_rules_exchange(&c->file->rules, rule, &old, pattern, c->e)
		     : 0;
}

/* Where the Java that a rule names was replaced by one that is remembered now. */
static int policy_replace_targets(
	const struct policy_change *c, const struct policy_rule *more)
{
	const struct policy_rules *rules = &c->file->rules;
	int rc = 0;

	for (size_t k = 0; !rc && k < rules->n; k++) {
		STRV_AUTO struct strv missing = {0};
		if (policy_asks_no_more(&rules->items[k], more))
			policy_find_missing(c->file, k, &missing);
		for (size_t i = 0; !rc && missing.n && i < more->targets.n; i++)
			if (path_pattern_is(more->targets.items[i]))
				rc = policy_replace_missing(
					c, k, &missing, more->targets.items[i]);
	}
	return rc;
}

int policy_add_request(struct policy_file *f, const struct context *c,
	const struct request *r, const struct jsec_installs *installs,
	struct note_list *notes, struct buf *ret, struct err *e)
{
	const struct root root = root_avoid(c->root, c->remote);
	struct context searched = *c;
	PATH_LISTING_AUTO struct path_listing listing = {0};
	const struct policy_change change = {f, &searched, installs, notes, &listing, e};
	STRV_AUTO struct strv targets = {0};
	STRV_AUTO struct strv except = {0};
	int rc = 0;

	searched.root = &root;
	for (size_t i = 0; !rc && i < installs->named.n; i++)
		rc = policy_add_target(
			&change, installs->named.items[i], &targets, &except);
	const struct policy_rule more = {
		.property = r->property,
		.allow = r->allow,
		.disallow = r->disallow,
		.targets = targets,
		.except = except,
	};
	rc = rc ? rc : policy_replace_targets(&change, &more);
	rc = rc ? rc : policy_rules_remember(&f->rules, &more, e);
	return rc ? rc : policy_write(f, ret, e);
}

/* Tells whether a pattern is what is remembered of this install, by any of its names. */
static bool policy_is_made_of(const char *pattern, const struct install *i)
{
	size_t n = i->aliases.n;
	bool same = false;

	for (size_t k = 0; !same && k < n + 2; k++) {
		const char *path = k < n    ? i->aliases.items[k]
				   : k == n ? i->home
					    : i->file;
		BUF_AUTO struct buf made = {0};
		same = path && policy_holds_version(i, path, &made) &&
		       !strcmp(buf_str(&made), pattern);
	}
	return same;
}

/* Tells whether a rule excepts the install with this file. */
static bool policy_excepts(
	const struct policy_file *f, size_t rule, const struct file_id *id)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct policy_path *path = f->first[rule] + r->targets.n;
	size_t k = 0;

	while (k < r->except.n && !policy_has_id(&path[k], id))
		k++;
	return k < r->except.n;
}

/*
 * Tells whether a target is for nothing but installs that are named: a path, or a pattern that
 * was made of one of them. Of other patterns nobody knows what else they are for.
 */
static bool policy_is_named_only(const struct policy_change *c,
	const struct policy_path *target, const struct install *named)
{
	bool only = !path_pattern_is(target->pattern) ||
		    (!target->left_out && !target->unknown &&
			    policy_is_made_of(target->pattern, named));

	for (size_t k = 0; only && k < target->n; k++)
		only = installs_find(
			       c->installs, &(struct file_info){.id = target->ids[k]}) ||
		       policy_excepts(c->file, target->rule, &target->ids[k]);
	return only;
}

/* Returns a name of the install that stays when its version changes, or its home. */
static const char *policy_choose_name(const struct install *i)
{
	const char *home = i->home ? i->home : i->file;
	BUF_AUTO struct buf pattern = {0};

	if (!policy_holds_version(i, home, &pattern))
		return home;
	for (size_t k = 0; k < i->aliases.n; k++)
		if (!policy_holds_version(i, i->aliases.items[k], &pattern))
			return i->aliases.items[k];
	return home;
}

/* Says it once, for all rules that get the exception, which `covers` later versions or not. */
static void policy_note_except(
	const struct policy_change *c, const char *path, const char *pattern, bool covers)
{
	BUF_AUTO struct buf text = {0};
	size_t k = 0;

	if (covers)
		buf_addf(&text,
			"the policy excepts %s as %s, which later versions of this Java "
			"match, too",
			path, pattern);
	else
		buf_addf(&text,
			"the policy excepts %s, but no later version of this Java in "
			"another directory, because %s matches too much",
			path, pattern);
	while (k < c->notes->n &&
		strcmp(c->notes->items[k]->message, buf_str(&text)) != 0)
		k++;
	if (k == c->notes->n)
		note_list_add(c->notes,
			covers ? NOTE_TARGET_PATTERN : NOTE_TARGET_VERSION, "%s",
			buf_str(&text));
	c->notes->failed = c->notes->failed || text.failed;
}

/*
 * Adds an exception for an install. It is a pattern if that matches no other install: else a
 * later version of this Java would be covered again.
 */
static int policy_add_except(
	const struct policy_change *c, const struct install *i, struct strv *except)
{
	const char *path = policy_choose_name(i);
	BUF_AUTO struct buf pattern = {0};
	BUF_AUTO struct buf literal = {0};
	struct policy_others found = {0};
	int rc = 0;

	path_pattern_add(span_str(path), &literal);
	bool holds = policy_holds_version(i, path, &pattern);
	if (holds)
		rc = policy_find_others(c, buf_str(&pattern), i, &found);
	bool covers = holds && found.itself && !found.unknown && !found.paths.n;
	if (holds && !rc)
		policy_note_except(c, path, buf_str(&pattern), covers);
	strv_done(&found.paths);
	strv_adds(except, buf_str(covers ? &pattern : &literal));
	bool failed = pattern.failed || literal.failed || except->failed;
	return !rc && failed ? err_memory(c->e) : rc;
}

/* A path of a rule, and a named install to which it leads. */
struct policy_link {
	const struct policy_path *path;
	size_t install;
};

/* The links of one rule are those of one install after those of another. */
static int policy_sort_links(const void *a, const void *b)
{
	const struct policy_link *x = a, *y = b;

	if (x->path->rule != y->path->rule)
		return x->path->rule < y->path->rule ? -1 : 1;
	if (x->install != y->install)
		return x->install < y->install ? -1 : 1;
	return (x->path > y->path) - (x->path < y->path);
}

/* Finds all links of the named installs. `ret` is freed by the caller. */
static int policy_find_links(
	const struct policy_change *c, struct policy_link **ret, size_t *n)
{
	for (size_t i = 0; i < c->installs->n; i++) {
		POLICY_HITS_AUTO struct policy_hits hits;
		if (policy_hits_find(&hits, c->file, c->installs->items[i]))
			return err_memory(c->e);
		for (size_t k = 0; k < hits.n; k++) {
			struct policy_link *more = memory_grow(*ret, *n, sizeof *more);
			if (!more)
				return err_memory(c->e);
			*ret = more;
			more[(*n)++] = (struct policy_link){hits.items[k], i};
		}
	}
	if (*n)
		qsort(*ret, *n, sizeof **ret, policy_sort_links);
	return 0;
}

/*
 * Finds the targets of a rule to remove for an install: those that lead there, and to no
 * install that is not named. Moves `links` to those of the next install. Returns whether the
 * rule covers the install all the same, as one about `all` installs does.
 */
static bool policy_find_dropped(const struct policy_change *c, size_t install, bool all,
	const struct policy_link **links, const struct policy_link *end,
	struct strv *dropped)
{
	bool others = all, excepted = false;

	for (; *links < end && (*links)->install == install; ++*links) {
		const struct policy_path *path = (*links)->path;
		if (path->excepts)
			excepted = true;
		else if (!policy_is_named_only(c, path, c->installs->items[install]))
			others = true;
		else if (!strv_has(dropped, path->pattern))
			strv_adds(dropped, path->pattern);
	}
	return others && !excepted;
}

/* Makes one rule no longer cover the named installs. The links are those of the rule. */
static int policy_forget_rule(const struct policy_change *c, size_t rule,
	const struct policy_link *links, const struct policy_link *end)
{
	bool all = !c->file->rules.items[rule].targets.n;
	STRV_AUTO struct strv dropped = {0};
	STRV_AUTO struct strv except = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < c->installs->n && (all || links < end); i++) {
		i = all ? i : links->install;
		if (policy_find_dropped(c, i, all, &links, end, &dropped))
			rc = policy_add_except(c, c->installs->items[i], &except);
	}
	if (!rc && dropped.failed)
		rc = err_memory(c->e);
	if (rc || (!dropped.n && !except.n))
		return rc;
	return policy_rules_except(&c->file->rules, rule, &dropped, &except, c->e);
}

/* From the last rule to the first, so that indexes stay valid. */
static int policy_forget_named(const struct policy_change *c)
{
	struct policy_link *links = NULL;
	size_t n = 0;
	int rc = policy_find_links(c, &links, &n);

	for (size_t k = c->file->rules.n; !rc && k-- > 0;) {
		size_t end = n;
		while (n && links[n - 1].path->rule == k)
			n--;
		rc = policy_forget_rule(c, k, links + n, links + end);
	}
	free(links);
	return rc;
}

/* Without named targets all rules are removed. */
int policy_forget(struct policy_file *f, const struct context *c,
	const struct jsec_installs *installs, struct note_list *notes, struct buf *ret,
	struct err *e)
{
	const struct root root = root_avoid(c->root, c->remote);
	struct context searched = *c;
	PATH_LISTING_AUTO struct path_listing listing = {0};
	const struct policy_change change = {f, &searched, installs, notes, &listing, e};
	int rc = 0;

	searched.root = &root;
	if (installs->named.n)
		rc = policy_forget_named(&change);
	for (size_t k = f->rules.n; !installs->named.n && k-- > 0;)
		policy_rules_drop(&f->rules, k);
	return rc ? rc : policy_write(f, ret, e);
}

/* Judges a target, which may be a pattern. */
static enum gone_verdict policy_judge(
	struct gone_products *gone, const struct policy_path *path, const char *pattern)
{
	if (path_pattern_is(pattern))
		return gone_judge_pattern(gone, pattern, !policy_is_missing(path));
	char *literal = path_pattern_get_path(pattern);
	if (!literal) {
		err_memory(&gone->err);
		return GONE_STILL_THERE;
	}
	enum gone_verdict verdict = gone_judge_home(gone, literal);
	free(literal);
	return verdict;
}

/*
 * Finds targets of a rule that belonged to the products. A target that still leads to an
 * install is kept.
 */
static void policy_find_gone(const struct policy_file *f, size_t rule,
	struct gone_products *gone, struct strv *ret, struct note_list *notes)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct policy_path *path = f->first[rule];

	for (size_t k = 0; k < r->targets.n; k++, path++) {
		const char *target = r->targets.items[k];
		enum gone_verdict verdict = policy_judge(gone, path, target);
		if (verdict == GONE_THEIRS)
			strv_adds(ret, target);
		else if (verdict == GONE_STILL_THERE && path_pattern_is(target))
			note_list_add(notes, NOTE_STILL_THERE,
				"%s:%zu: rule.%s is kept for %s, which another Java matches",
				f->place.path, r->line, r->name, target);
		else if (verdict == GONE_STILL_THERE)
			note_list_add(notes, NOTE_STILL_THERE,
				"%s:%zu: rule.%s is kept for %s, which still exists",
				f->place.path, r->line, r->name, target);
	}
	/*
	 * an exception stays: without it the rule would cover whatever is installed there
	 * later
	 */
	bool stays = !r->targets.n || ret->n < r->targets.n;
	for (size_t k = 0; k < r->except.n; k++, path++)
		if (policy_judge(gone, path, r->except.items[k]) != GONE_NOT_THEIRS &&
			stays && !path->n)
			note_list_add(notes, NOTE_EXCEPTION_KEPT,
				"%s:%zu: rule.%s still excepts %s: remove that line by hand "
				"if the rule is to cover what is installed there later",
				f->place.path, r->line, r->name, r->except.items[k]);
}

int policy_forget_gone(struct policy_file *f, struct gone_products *gone,
	struct strv *removed, struct note_list *notes, struct buf *ret, struct err *e)
{
	int rc = 0;

	/* from the last rule to the first: one without targets is dropped */
	for (size_t k = f->rules.n; !rc && k-- > 0;) {
		STRV_AUTO struct strv names = {0};

		policy_find_gone(f, k, gone, &names, notes);
		for (size_t i = 0; i < names.n; i++)
			if (!strv_has(removed, names.items[i]))
				strv_adds(removed, names.items[i]);
		if (names.n)
			rc = policy_rules_except(
				&f->rules, k, &names, &(struct strv){0}, e);
		if (!rc && (names.failed || removed->failed))
			rc = err_memory(e);
	}
	return rc ? rc : policy_write(f, ret, e);
}
