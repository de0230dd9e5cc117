/* SPDX-License-Identifier: MIT */
/* Reads, checks, asks and changes the policy file. */
#include "plan/policy.h"

#include "jre/install.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/temporary.h"
#include "search/installs.h"
#include "text/known.h"
#include "text/list.h"
#include "text/properties.h"

#include <stdlib.h>

void policy_file_done(struct policy_file *f)
{
	for (size_t i = 0; i < f->n_requests; i++)
		request_done(&f->requests[i]);
	free(f->requests);
	free(f->ids);
	free(f->first);
	strv_done(&f->left_out);
	policy_rules_done(&f->rules);
	props_done(&f->doc);
	buf_done(&f->bytes);
	meta_done(&f->meta);
	place_done(&f->place);
	*f = (struct policy_file){.place = PLACE_NONE};
}

static size_t policy_count_paths(const struct policy_rule *r)
{
	return r->targets.n + r->except.n;
}

/*
 * Finds out which file a path leads to now. One that leads nowhere gets zero, or to what may
 * not answer: what is planned there was found before, and the way was opened.
 */
static struct file_id policy_find_id(
	const struct context *c, struct policy_file *f, const char *path)
{
	ERR_AUTO struct err why = {0};
	const struct root root = root_avoid(c->root, c->remote);
	struct context searched = *c;
	struct install found;
	struct file_id id = {0};

	searched.root = &root;
	if (!install_find_named(&searched, path, &found, &why) &&
		install_is_found(&found))
		id = found.info.id;
	else if (mounts_are_why(c->remote, &why))
		strv_adds(&f->left_out, path);
	install_done(&found);
	return id;
}

static int policy_find_ids(const struct context *c, struct policy_file *f, struct err *e)
{
	const struct policy_rules *p = &f->rules;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += policy_count_paths(&p->items[i]);
	f->ids = calloc(n + 1, sizeof *f->ids);
	f->first = calloc(p->n + 1, sizeof *f->first);
	if (!f->ids || !f->first)
		return err_memory(e);
	struct file_id *id = f->ids;
	for (size_t i = 0; i < p->n; i++) {
		const struct policy_rule *r = &p->items[i];
		f->first[i] = id;
		for (size_t k = 0; k < r->targets.n; k++)
			*id++ = policy_find_id(c, f, r->targets.items[k]);
		for (size_t k = 0; k < r->except.n; k++)
			*id++ = policy_find_id(c, f, r->except.items[k]);
	}
	return f->left_out.failed ? err_memory(e) : 0;
}

/* Checks a rule as the request that it stands for. */
static int policy_check_rule(const struct policy_file *f, size_t i, struct err *e)
{
	const struct policy_rule *r = &f->rules.items[i];
	ERR_AUTO struct err why = {0};
	struct jsec_request request = {.size = sizeof request,
		.action = JSEC_CHANGE,
		.property = r->property,
		.allow = strv_list(&r->allow),
		.n_allow = r->allow.n,
		.disallow = strv_list(&r->disallow),
		.n_disallow = r->disallow.n};

	if (request_copy(&request, &f->requests[i], &why))
		return err_set(e, JSEC_BAD_POLICY, f->place.path, r->line,
			"rule.%s: %s; correct it by hand", r->name, why.public.message);
	return 0;
}

static int policy_read_rules(
	const struct context *c, struct policy_file *f, struct err *e)
{
	ERR_AUTO struct err why = {0};
	const char *path = f->place.path;

	if (!f->bytes.size)
		return err_set(e, JSEC_BAD_POLICY, path, 0,
			"the file is empty; restore it from a copy, or delete it");
	int rc = props_read(
		&f->doc, c->lexer, PROPS_MODERN, buf_span(&f->bytes), path, &why);

	if (rc == -JSEC_BAD_FILE)
		return err_set(e, JSEC_BAD_POLICY, path, why.public.line,
			"malformed \\uxxxx escape (a backslash is written twice); "
			"correct it by hand");
	if (rc)
		return err_copy(e, &why.public);
	rc = policy_rules_read(&f->rules, &f->doc, path, e);
	f->requests = calloc(f->rules.n + 1, sizeof *f->requests);
	if (!f->requests)
		return err_memory(e);
	f->n_requests = f->rules.n; /* rules may be dropped later */
	for (size_t i = 0; !rc && i < f->rules.n; i++)
		rc = policy_check_rule(f, i, e);
	return rc ? rc : policy_find_ids(c, f, e);
}

/* Refuses a policy that others can write: root enforces it. */
static int policy_check_trust(const struct place *p, struct err *e)
{
	if (!identity_is_root() || !p->distrust)
		return 0;
	return err_set(e, JSEC_BAD_POLICY, p->path, 0,
		"%s is writable by others, so the policy is not trusted; fix its owner and "
		"mode, or use another policy file",
		p->distrust);
}

int policy_check_place(const struct policy_place *at, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	char *path = strdup(at->path), *slash;
	int rc = path ? root_resolve(at->root, path, &place, e) : err_memory(e);

	while (rc == -JSEC_NOT_FOUND && (slash = strrchr(path, '/')) && slash > path) {
		*slash = 0;
		err_done(e);
		rc = root_resolve(at->root, path, &place, e);
	}
	free(path);
	return rc ? rc : policy_check_trust(&place, e);
}

int policy_load(const struct context *c, const struct policy_place *at,
	struct policy_file *f, struct err *e)
{
	int rc = root_resolve(at->root, at->path, &f->place, e);

	if (rc == -JSEC_NOT_FOUND) { /* the directory is missing, too */
		err_done(e);
		return 0;
	}
	if (rc || !f->place.info.kind)
		return rc;
	if (f->place.info.kind != FILE_REGULAR)
		return err_set(
			e, JSEC_BAD_POLICY, f->place.path, 0, "is not a regular file");
	f->present = true;
	rc = policy_check_trust(&f->place, e);
	rc = rc ? rc : file_read(&f->place, &f->bytes, &f->meta, e);
	return rc ? rc : policy_read_rules(c, f, e);
}

int policy_targets(const struct policy_file *f, struct strv *ret, struct err *e)
{
	for (size_t i = 0; i < f->rules.n; i++)
		for (size_t k = 0; k < f->rules.items[i].targets.n; k++)
			strv_adds(ret, f->rules.items[i].targets.items[k]);
	return ret->failed ? err_memory(e) : 0;
}

static bool policy_is_file(const struct file_id *id, const struct install *i)
{
	return i->file && file_id_equal(*id, i->info.id);
}

bool policy_covers(const struct policy_file *f, size_t rule, const struct install *i)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct file_id *ids = f->first[rule];
	bool covers = !r->targets.n;

	for (size_t k = 0; k < r->targets.n; k++)
		covers = covers || policy_is_file(&ids[k], i);
	for (size_t k = r->targets.n; k < policy_count_paths(r); k++)
		covers = covers && !policy_is_file(&ids[k], i);
	return covers;
}

bool policy_wants(const struct policy_file *f, const struct install *i,
	const char *property, struct strv *allow, struct strv *disallow)
{
	bool any = false;

	for (size_t k = 0; k < f->rules.n; k++) {
		const struct request *r = &f->requests[k];
		if (strcmp(r->property, property) != 0 || !policy_covers(f, k, i))
			continue;
		any = true;
		/* if rules contradict each other, the later one wins */
		list_move_entries(allow, disallow, &r->allow);
		list_move_entries(disallow, allow, &r->disallow);
	}
	return any;
}

static void policy_doubt_targets(
	const struct policy_file *f, size_t rule, struct note_list *ret)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct file_id *ids = f->first[rule];

	for (size_t k = 0; k < r->targets.n; k++)
		if (strv_has(&f->left_out, r->targets.items[k]))
			note_list_add(ret, NOTE_TARGET_LEFT_OUT,
				"%s:%zu: rule.%s: not looked at, because it leads to a "
				"file system that may not answer: %s",
				f->place.path, r->line, r->name, r->targets.items[k]);
		else if (!ids[k].number)
			note_list_add(ret, NOTE_NO_TARGET,
				"%s:%zu: rule.%s: no Java is installed at %s",
				f->place.path, r->line, r->name, r->targets.items[k]);
}

/* Notes entries that no vendor ships: a misspelt one has no effect, without an error. */
static void policy_doubt_entries(
	const struct policy_file *f, size_t rule, struct note_list *ret)
{
	const struct policy_rule *r = &f->rules.items[rule];

	for (size_t k = 0; k < r->allow.n; k++)
		if (!known_has(r->allow.items[k]))
			note_list_add(ret, NOTE_UNKNOWN_ENTRY,
				"%s:%zu: rule.%s: no vendor's list has an entry '%s'; if "
				"it is misspelled, it allows nothing",
				f->place.path, r->line, r->name, r->allow.items[k]);
}

int policy_check_entries(const struct policy_file *f, struct err *e)
{
	for (size_t i = 0; i < f->rules.n; i++) {
		const struct policy_rule *r = &f->rules.items[i];
		for (size_t k = 0; k < r->allow.n; k++)
			if (!known_has(r->allow.items[k]))
				return err_set(e, JSEC_UNKNOWN_ENTRY, f->place.path,
					r->line,
					"rule.%s allows '%s', which no vendor's list ever "
					"had; correct it or remove it",
					r->name, r->allow.items[k]);
	}
	return 0;
}

int policy_doubts(
	const struct policy_file *f, bool entries, struct note_list *ret, struct err *e)
{
	for (size_t i = 0; i < f->rules.n; i++) {
		policy_doubt_targets(f, i, ret);
		if (entries)
			policy_doubt_entries(f, i, ret);
	}
	return ret->failed ? err_memory(e) : 0;
}

static int policy_write_rules(const struct policy_file *f, struct buf *ret, struct err *e)
{
	policy_rules_write(&f->rules, &f->doc, ret);
	return ret->failed ? err_memory(e) : 0;
}

int policy_add_request(struct policy_file *f, const struct request *r,
	const struct strv *targets, struct buf *ret, struct err *e)
{
	const struct policy_rule more = {
		.property = r->property,
		.allow = r->allow,
		.disallow = r->disallow,
		.targets = *targets,
	};
	int rc = policy_rules_remember(&f->rules, &more, e);

	return rc ? rc : policy_write_rules(f, ret, e);
}

/*
 * Finds the rule's targets that lead to one of the installs. For a rule about all
 * installs these are their homes.
 */
static void policy_is_named_in(const struct policy_file *f, size_t rule,
	const struct jsec_installs *installs, struct strv *ret)
{
	const struct policy_rule *r = &f->rules.items[rule];
	const struct file_id *ids = f->first[rule];

	for (size_t i = 0; i < installs->n; i++) {
		const struct install *it = installs->items[i];
		if (!r->targets.n && policy_covers(f, rule, it))
			strv_adds(ret, it->home ? it->home : it->file);
		for (size_t k = 0; k < r->targets.n; k++)
			if (policy_is_file(&ids[k], it) &&
				!strv_has(ret, r->targets.items[k]))
				strv_adds(ret, r->targets.items[k]);
	}
}

/* Without named targets all rules are removed. */
int policy_forget(struct policy_file *f, const struct jsec_installs *installs,
	struct buf *ret, struct err *e)
{
	int rc = 0;

	/* from the last rule to the first, so that indexes stay valid */
	for (size_t k = f->rules.n; !rc && k-- > 0;) {
		STRV_AUTO struct strv names = {0};
		size_t n_targets = f->rules.items[k].targets.n;

		policy_is_named_in(f, k, installs, &names);
		if (names.failed)
			return err_memory(e);
		if (!installs->named.n || (n_targets && names.n == n_targets))
			policy_rules_drop(&f->rules, k);
		else if (names.n)
			rc = policy_rules_except(&f->rules, k, &names, e);
	}
	return rc ? rc : policy_write_rules(f, ret, e);
}

/*
 * Finds targets of a rule that belonged to the products. A target that still leads to an
 * install is kept.
 */
static void policy_find_gone(const struct policy_file *f, size_t rule,
	struct gone_products *gone, struct strv *ret, struct note_list *notes)
{
	const struct policy_rule *r = &f->rules.items[rule];

	for (size_t k = 0; k < r->targets.n; k++) {
		const char *target = r->targets.items[k];
		enum gone_verdict verdict = gone_judge_home(gone, target);
		if (verdict == GONE_THEIRS)
			strv_adds(ret, target);
		else if (verdict == GONE_STILL_THERE)
			note_list_add(notes, NOTE_STILL_THERE,
				"%s:%zu: rule.%s is kept for %s, which still exists",
				f->place.path, r->line, r->name, target);
	}
	/*
	 * an exception stays: without it the rule would cover whatever is installed there
	 * later
	 */
	for (size_t k = 0; k < r->except.n; k++)
		if (gone_judge_home(gone, r->except.items[k]) != GONE_NOT_THEIRS)
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
			rc = policy_rules_except(&f->rules, k, &names, e);
		if (!rc && (names.failed || removed->failed))
			rc = err_memory(e);
	}
	return rc ? rc : policy_write_rules(f, ret, e);
}

/*
 * Finds the place of the file. Makes its directory if that is missing, as for a user
 * without configuration.
 */
static int policy_make_place(
	const struct policy_place *at, struct place *ret, struct err *e)
{
	const char *slash = strrchr(at->path, '/');
	PLACE_AUTO struct place above = PLACE_NONE;
	char *dir = strndup(at->path, slash > at->path ? (size_t)(slash - at->path) : 1);
	int rc = dir ? root_make_dir(at->root, dir, 0755,
			       "make the policy file's directory", &above, e)
		     : err_memory(e);

	free(dir);
	return rc ? rc : root_resolve(at->root, at->path, ret, e);
}

int policy_save(const struct policy_place *at, const struct policy_file *f,
	struct span bytes, struct note_list *notes, struct err *e)
{
	struct meta made = {0};
	PLACE_AUTO struct place new_place = PLACE_NONE;
	struct replacement r = {.place = f->present ? &f->place : &new_place,
		.old = f->present ? &f->meta : NULL,
		.meta = f->present ? &f->meta : &made,
		.bytes = bytes,
		.notes = notes};
	struct replacing *replacing = NULL;
	enum replace_way way;
	int rc = f->present ? replace_check(&f->place, &way, e)
			    : policy_make_place(at, &new_place, e);

	if (rc)
		return rc;
	meta_own(&made, 0644);
	temporary_clean(r.place, notes);
	rc = replace_begin(&r, &replacing, e);
	rc = rc ? rc : replace_commit(replacing, e);
	replace_end(replacing);
	return rc;
}
