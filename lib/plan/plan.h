/* SPDX-License-Identifier: MIT */
/* A plan: a change computed and proven for each install, but not written yet. */
#ifndef PLAN_H
#define PLAN_H

#include "base/note_list.h"
#include "plan/item.h"
#include "plan/list_pool.h"
#include "plan/openings.h"
#include "plan/packages.h"
#include "plan/policy.h"
#include "plan/replaced.h"
#include "plan/suspension.h"

struct jsec_plan {
	const struct context *context; /* used to make it and to carry it out */
	struct store *store;
	const struct policy_place *policy_place;
	const struct watcher *watcher;
	struct item *items;
	size_t n;
	const struct jsec_result **results;
	bool all;			  /* no target was named */
	bool together;			  /* all items change, or none */
	const struct access_dirs *access; /* of the files of Access Manager; borrowed */
	struct request request;
	struct openings openings;
	struct list_pool lists; /* of all items */
	struct policy_file policy;
	struct buf policy_new; /* new bytes of the policy file; empty: no change */
	struct buf policy_diff;
	struct err policy_err;
	struct note_list policy_notes;
	struct strv expired; /* ids of backups that are to be deleted: homes are gone */
	struct policy_successors successors;
	struct jsec_policy policy_public;
	struct jsec_installs *text; /* the plan's own, of plan_make_text(); else NULL */
	struct buf text_bytes;
	struct packages packages; /* empty if nothing depends on them */
	struct replaced replaced;
	struct suspension suspension; /* what was suspended when the plan was made */
	int64_t turn;		      /* of the lock, before anything was read */
};

/*
 * Makes a plan with context, store, policy_place and watcher from `with`. They must
 * outlive it.
 */
int plan_make(const struct jsec_plan *with, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret, struct err *e);

/*
 * Makes a plan for the bytes of a java.security, which are copied. It fails as its result
 * would. `with` has neither a store nor a policy.
 */
int plan_make_text(const struct jsec_plan *with, struct span bytes,
	const struct jsec_request *request, struct jsec_plan **ret, struct err *e);

/* Returns the first item with an error, or NULL if there is none. */
const struct item *plan_find_failed(const struct jsec_plan *plan);

/* Tells whether the plan is about files that a package manager may be about to change. */
bool plan_concerns_packages(const struct jsec_plan *plan);

/* Returns -JSEC_SOME_FAILED if an item has an error. */
int plan_judge(const struct jsec_plan *plan, struct err *e);

/*
 * Tells whether an install could not be restored, so that its rule stays. The policy's
 * error says so then.
 */
bool plan_keep_rules(struct jsec_plan *plan);

/* Makes what jsec_plan_policy() returns point to the plan's members. */
void plan_publish_policy(struct jsec_plan *plan);

#endif
