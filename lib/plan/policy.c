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
	policy_paths_done(f);
	policy_rules_done(&f->rules);
	props_done(&f->doc);
	buf_done(&f->bytes);
	meta_done(&f->meta);
	place_done(&f->place);
	*f = (struct policy_file){.place = PLACE_NONE};
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

static int policy_read_rules(struct policy_file *f, struct err *e)
{
	ERR_AUTO struct err why = {0};
	const char *path = f->place.path;

	if (!f->bytes.size)
		return err_set(e, JSEC_BAD_POLICY, path, 0,
			"the file is empty; restore it from a copy, or delete it");
	int rc = props_read(&f->doc, PROPS_MODERN, buf_span(&f->bytes), path, &why);

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
	return rc;
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

int policy_read(const struct policy_place *at, struct policy_file *f, struct err *e)
{
	int rc = root_resolve(at->root, at->path, &f->place, e);

	if (rc == -JSEC_NOT_FOUND || (!rc && !f->place.info.kind)) {
		err_done(e);
		return f->place.dangling
			       ? place_refuse_dangling(at->path, JSEC_BAD_POLICY, e)
			       : 0;
	}
	if (rc)
		return rc;
	if (f->place.info.kind != FILE_REGULAR)
		return err_set(e, JSEC_BAD_POLICY, at->path, 0, "is not a regular file");
	f->present = true;
	rc = policy_check_trust(&f->place, e);
	rc = rc ? rc : file_read(&f->place, &f->bytes, &f->meta, e);
	return rc ? rc : policy_read_rules(f, e);
}

int policy_load(const struct context *c, const struct policy_place *at,
	struct policy_file *f, struct err *e)
{
	int rc = policy_read(at, f, e);

	return rc ? rc : policy_find_paths(c, f, e);
}

bool policy_wants(const struct policy_file *f, const struct install *i,
	const char *property, struct strv *allow, struct strv *disallow)
{
	POLICY_HITS_AUTO struct policy_hits hits;
	bool any = policy_hits_find(&hits, f, i);
	size_t rule;

	allow->failed = allow->failed || any;
	while (policy_hits_next(f, &hits, &rule)) {
		const struct request *r = &f->requests[rule];
		if (strcmp(r->property, property) != 0)
			continue;
		any = true;
		/* if rules contradict each other, the later one wins */
		list_move_entries(allow, disallow, &r->allow);
		list_move_entries(disallow, allow, &r->disallow);
	}
	return any;
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
			       "make the policy file's directory", NULL, &above, e)
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
