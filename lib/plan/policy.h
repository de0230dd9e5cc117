/* SPDX-License-Identifier: MIT */
/* The policy file: trusted, read, asked what it wants of an install, changed. */
#ifndef POLICY_H
#define POLICY_H

#include "base/note_list.h"
#include "jre/context.h"
#include "os/file.h"
#include "plan/gone.h"
#include "plan/request.h"
#include "search/known_places.h"
#include "text/policy_rules.h"

/* Where the policy file is, or is to be. */
struct policy_place {
	const struct root *root;
	char *path;
};

/* The file, as it was read. Without one all is zero but the place. */
struct policy_file {
	bool present;
	struct place place;
	struct buf bytes;
	struct meta meta;
	struct props doc;
	struct policy_rules rules;
	struct request *requests; /* what each rule asks for, checked */
	size_t n_requests;
	/* The java.security that each path in the rules leads to, first targets and then
	 * exceptions; zero where to none. */
	struct file_id *ids;
};

/*
 * Reads the policy file. None at all is no error. As root, one that others can
 * write to is JSEC_BAD_POLICY, as is what cannot be understood, with its line.
 */
int policy_load(const struct context *c, const struct policy_place *at,
	struct policy_file *ret, struct err *e);
void policy_file_done(struct policy_file *f);

/* The paths that rules name, as targets of a search. */
int policy_targets(const struct policy_file *f, struct strv *ret, struct err *e);

bool policy_covers(const struct policy_file *f, size_t rule, const struct install *i);

/*
 * What all rules together want of a list of an install, the later ones winning. False where
 * none is about it.
 */
bool policy_wants(const struct policy_file *f, const struct install *i,
	const char *property, struct strv *allow, struct strv *disallow);

/* What in the rules may be a slip: targets that are no install, entries that none has. */
int policy_doubts(const struct policy_file *f, struct note_list *ret, struct err *e);

/* The bytes that the file is to have, for what a plan remembers or forgets. */
int policy_add_request(struct policy_file *f, const struct request *r,
	const struct strv *targets, struct buf *ret, struct err *e);
int policy_forget(struct policy_file *f, const struct jsec_installs *installs,
	struct buf *ret, struct err *e);

/*
 * The same for products that were uninstalled. Adds the targets that go to `removed`, and
 * what stays although it was theirs to `notes`.
 */
int policy_forget_gone(struct policy_file *f, struct gone_products *gone,
	struct strv *removed, struct note_list *notes, struct buf *ret, struct err *e);

/* Replaces the file by these bytes, or makes it. */
int policy_save(const struct policy_place *at, const struct policy_file *f,
	struct span bytes, struct err *e);

#define POLICY_FILE_AUTO __attribute__((cleanup(policy_file_done)))

#endif
