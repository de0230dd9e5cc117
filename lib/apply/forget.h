/* SPDX-License-Identifier: MIT */
/* Forgets products that were uninstalled. */
#ifndef FORGET_H
#define FORGET_H

#include "plan/gone.h"
#include "plan/override_records.h"
#include "plan/policy.h"
#include "plan/suspension.h"

/* What to forget, and what callers see of it. */
struct forgetting {
	struct jsec_forgotten public; /* first: a pointer to it points to the whole */
	/* Borrowed; must outlive this struct. */
	const struct context *context;
	struct store *store;
	const struct policy_place *policy_place;
	struct gone_products gone;
	struct policy_file policy;
	struct buf policy_new, policy_diff;
	struct emitted_files emitted;
	struct suspension suspension;
	bool *marked; /* the backups to delete, by index; valid until the store changes */
	struct strv files; /* files of these products; none exists */
	struct err doubt;  /* about a damaged backup */
	struct strv rules, backups, kept, overrides, suspended;
	struct note_list notes;
};

/*
 * Finds out what there is to forget. Only reads; fails as jsec_forget() does. With
 * `force`, damaged backups are accepted. Copies context, store and policy_place from
 * `with`.
 */
int forget_plan(const struct forgetting *with, const char *const *paths, size_t n,
	bool force, struct forgetting **ret, struct err *e);

/* Accepts NULL. */
void forget_free(struct forgetting *f);

/* Forgets it. Requires the lock under which it was planned. */
int forget_commit(struct forgetting *f, struct err *e);

#endif
