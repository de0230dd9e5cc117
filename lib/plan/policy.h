/* SPDX-License-Identifier: MIT */
/* The policy file: reads it, finds what it requires of an install, and changes it. */
#ifndef POLICY_H
#define POLICY_H

#include "base/note_list.h"
#include "jre/context.h"
#include "os/file.h"
#include "plan/gone.h"
#include "plan/request.h"
#include "search/known_places.h"
#include "text/policy_rules.h"

/* Where the policy file is or will be. */
struct policy_place {
	const struct root *root;
	char *path;
};

/* What a path or a pattern in a rule leads to now. */
struct policy_path {
	const char *pattern; /* as in the rule, while that is not changed */
	size_t rule;
	bool excepts;	     /* it is an exception, no target */
	struct file_id *ids; /* of java.security files, sorted */
	size_t n;
	bool left_out; /* to what may not answer */
	bool unknown;  /* something could not be looked at */
	bool cut;      /* the pattern matches too much: the rest is ignored */
};

/* The file as it was read. If there is none, everything but the place is zero. */
struct policy_file {
	bool present;
	struct place place;
	struct buf bytes;
	struct meta meta;
	struct props doc;
	struct policy_rules rules;
	struct request *requests; /* what each rule asks for, checked */
	size_t n_requests;
	struct policy_path *paths; /* of each rule first targets, then exceptions */
	size_t n_paths;
	const struct policy_path **first; /* those of each rule */
	struct policy_index *index;	  /* of all paths */
};

/*
 * Reads the policy file. A missing file is no error. A file that cannot be understood is
 * JSEC_BAD_POLICY, with its line; for root also one that others can write. The first
 * function does not find out what its paths lead to.
 */
int policy_read(const struct policy_place *at, struct policy_file *ret, struct err *e);
int policy_load(const struct context *c, const struct policy_place *at,
	struct policy_file *ret, struct err *e);
void policy_file_done(struct policy_file *f);

/* Fails with JSEC_BAD_POLICY if root may not make the file there: others can write. */
int policy_check_place(const struct policy_place *at, struct err *e);

/* Collects the targets in the rules, paths and patterns, for a search. */
int policy_targets(const struct policy_file *f, struct strv *ret, struct err *e);

/* For policy_load(): finds out what the paths in the rules lead to. */
int policy_find_paths(const struct context *c, struct policy_file *f, struct err *e);
void policy_paths_done(struct policy_file *f);
int policy_index_make(struct policy_file *f, struct err *e);
void policy_index_free(struct policy_index *x);

/* Tells whether it leads to the file, or to no install. */
bool policy_has_id(const struct policy_path *p, const struct file_id *id);
bool policy_is_missing(const struct policy_path *p);

/* Tells whether a path or pattern of a rule leads to the install. */
bool policy_leads_to(
	const struct policy_path *p, const char *pattern, const struct install *i);
bool policy_covers(const struct policy_file *f, size_t rule, const struct install *i);

/* The paths that lead to an install, in the order of the rules as they were read. */
struct policy_hits {
	const struct policy_path **items;
	size_t n;
	size_t at, n_general; /* rules that policy_hits_next() has returned */
};

/* Returns 0, or not if memory ran out. Call policy_hits_done() in any case. */
int policy_hits_find(
	struct policy_hits *h, const struct policy_file *f, const struct install *i);
void policy_hits_done(struct policy_hits *h);

/* Returns the next rule that covers the install, or false. */
bool policy_hits_next(const struct policy_file *f, struct policy_hits *h, size_t *rule);

#define POLICY_HITS_AUTO __attribute__((cleanup(policy_hits_done)))

/*
 * Fails with JSEC_NO_TARGET if a rule has targets and all of them lead to no install, and with
 * JSEC_TOO_LARGE if a pattern matches too much. The other rules are good all the same.
 */
int policy_check_targets(const struct policy_file *f, struct err *e);

/* Notes targets of a rule that lead to no install. */
void policy_doubt_targets(
	const struct policy_file *f, size_t rule, struct note_list *ret);

/*
 * Collects what all rules require of a list of an install. Later rules win. Returns false
 * if no rule is about it.
 */
bool policy_wants(const struct policy_file *f, const struct install *i,
	const char *property, struct strv *allow, struct strv *disallow);

/* Fails with JSEC_UNKNOWN_ENTRY if a rule allows an entry that no vendor ever shipped. */
int policy_check_entries(const struct policy_file *f, struct err *e);

/*
 * Notes possible mistakes: targets without an install and, if asked, entries that no
 * vendor ever shipped.
 */
int policy_doubts(
	const struct policy_file *f, bool entries, struct note_list *ret, struct err *e);

/*
 * Finds the installs that have probably replaced those that rules name. The result has strings
 * of the rules and of the installs.
 */
struct policy_successors {
	struct jsec_successor *items;
	size_t n;
	const struct jsec_successor **list;
};

int policy_find_successors(const struct policy_file *f,
	const struct jsec_installs *installs, struct policy_successors *ret,
	struct err *e);
void policy_successors_done(struct policy_successors *s);

/*
 * Makes the new bytes of the file for what a plan remembers or forgets. A home whose path
 * holds its version is written as a pattern, which later versions match, too; `notes` say
 * so.
 */
int policy_add_request(struct policy_file *f, const struct context *c,
	const struct request *r, const struct jsec_installs *installs,
	struct note_list *notes, struct buf *ret, struct err *e);
int policy_forget(struct policy_file *f, const struct context *c,
	const struct jsec_installs *installs, struct note_list *notes, struct buf *ret,
	struct err *e);

/*
 * Does the same for uninstalled products. Adds removed targets to `removed`, and to
 * `notes` what has to stay although it was theirs.
 */
int policy_forget_gone(struct policy_file *f, struct gone_products *gone,
	struct strv *removed, struct note_list *notes, struct buf *ret, struct err *e);

/* Replaces or creates the file. `notes` gets what was found and lost on the way. */
int policy_save(const struct policy_place *at, const struct policy_file *f,
	struct span bytes, struct note_list *notes, struct err *e);

#define POLICY_FILE_AUTO __attribute__((cleanup(policy_file_done)))

#endif
