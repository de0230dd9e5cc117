/* SPDX-License-Identifier: MIT */
/* A change, computed and proven for each install, and not yet written. */
#ifndef PLAN_H
#define PLAN_H

#include "base/note_list.h"
#include "plan/item.h"
#include "plan/policy.h"
#include "plan/suspension.h"

struct jsec_plan {
	const struct context
		*context; /* what it was made with, and is carried out with */
	struct store *store;
	const struct policy_place *policy_place;
	const struct watcher *watcher;
	struct item *items;
	size_t n;
	const struct jsec_result **results;
	bool all;		     /* no targets were named */
	bool together;		     /* all items that change, or none */
	const struct strv *left_out; /* the installs', of Access Manager */
	struct request request;
	struct policy_file policy;
	struct buf policy_new; /* the policy file's bytes to be; empty: they stay */
	struct buf policy_diff;
	struct err policy_err;
	struct note_list policy_notes;
	struct jsec_policy policy_public;
	struct suspension suspension; /* what was suspended when the plan was made */
};

/* The first four members of `with` say where and with what; they must outlive the plan. */
int plan_make(const struct jsec_plan *with, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret, struct err *e);

/* The first item with an error; NULL where there is none. */
const struct item *plan_find_failed(const struct jsec_plan *plan);

/* -JSEC_SOME_FAILED if an item has an error. */
int plan_judge(const struct jsec_plan *plan, struct err *e);

/* Lets what jsec_plan_policy() shows point to the rest. */
void plan_publish_policy(struct jsec_plan *plan);

#endif
