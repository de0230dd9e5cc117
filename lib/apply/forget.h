/* SPDX-License-Identifier: MIT */
/* Forgets products that were uninstalled: plans it, and carries it out. */
#ifndef FORGET_H
#define FORGET_H

#include "plan/gone.h"
#include "plan/override_records.h"
#include "plan/policy.h"
#include "plan/suspension.h"

/* What is to be forgotten, and what callers see of it. */
struct forgetting {
	struct jsec_forgotten public; /* first, so that it leads to the rest */
	/* Where, and with what. They must outlive it. */
	const struct context *context;
	struct store *store;
	const struct policy_place *policy_place;
	struct gone_products gone;
	struct policy_file policy;
	struct buf policy_new, policy_diff;
	struct emitted_files emitted;
	struct suspension suspension;
	bool *marked;	   /* backups to delete; of use until others are loaded */
	struct strv files; /* theirs, none of which exists */
	struct err doubt;  /* about a damaged backup */
	struct strv rules, backups, kept, overrides, suspended;
	struct note_list notes;
};

/*
 * Finds out what there is. Only reads; fails as jsec_forget(). `force`: a damaged backup is
 * no obstacle. The first members of `with` behind the public one are taken over.
 */
int forget_plan(const struct forgetting *with, const char *const *paths, size_t n,
	bool force, struct forgetting **ret, struct err *e);

/* Takes NULL. */
void forget_free(struct forgetting *f);

/* Carries it out, under the lock under which it was planned. */
int forget_commit(struct forgetting *f, struct err *e);

#endif
