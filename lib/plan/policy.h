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
	/*
	 * The java.security that each path in the rules leads to, zero if none: of each
	 * rule first targets, then exceptions.
	 */
	struct file_id *ids;
	const struct file_id **first; /* those of each rule */
	struct strv left_out; /* paths in the rules that lead to what may not answer */
};

/*
 * Reads the policy file. A missing file is no error. A file that cannot be understood is
 * JSEC_BAD_POLICY, with its line; for root also one that others can write.
 */
int policy_load(const struct context *c, const struct policy_place *at,
	struct policy_file *ret, struct err *e);
void policy_file_done(struct policy_file *f);

/* Fails with JSEC_BAD_POLICY if root may not make the file there: others can write. */
int policy_check_place(const struct policy_place *at, struct err *e);

/* Collects the paths in the rules, as targets of a search. */
int policy_targets(const struct policy_file *f, struct strv *ret, struct err *e);

bool policy_covers(const struct policy_file *f, size_t rule, const struct install *i);

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

/* Makes the new bytes of the file for what a plan remembers or forgets. */
int policy_add_request(struct policy_file *f, const struct request *r,
	const struct strv *targets, struct buf *ret, struct err *e);
int policy_forget(struct policy_file *f, const struct jsec_installs *installs,
	struct buf *ret, struct err *e);

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
