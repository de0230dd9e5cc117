/* SPDX-License-Identifier: MIT */
/* What the plans of all kinds of installs have in common. */
#ifndef PLANNER_H
#define PLANNER_H

#include "backup/store.h"
#include "plan/item.h"
#include "plan/list_pool.h"
#include "plan/policy.h"
#include "plan/replaced.h"
#include "plan/suspension.h"

struct planner {
	const struct context *context; /* one for each thread */
	const struct store *store;
	const struct request *request;
	const struct jsec_installs *installs;
	const char *policy_path;
	const struct policy_file *policy; /* NULL if it cannot be used */
	const struct suspension *suspension;
	const struct replaced *replaced; /* of a suspension */
	struct openings *openings;	 /* of the plan */
	struct list_pool *lists;	 /* likewise */
	bool old_agents; /* Access Manager has to serve agents of version 4.7 */
};

/* Reads the item's file. It resolves the path once, for all later questions. */
int planner_read_file(const struct planner *p, struct item *it);

/* Resolves the path unless reading the file did. */
int planner_find_place(const struct planner *p, struct item *it, struct err *e);

/* Asks the backups which vendor's file this one comes from. */
int planner_find_origin(const struct planner *p, struct item *it);

/*
 * For a list, and a file of which no backup says who wrote it: notes that a lost manifest
 * may have said so.
 */
int planner_doubt_origin(const struct planner *p, struct item *it, const char *file);

/*
 * Finds where Java reads the list from. For the TLS list also the others that decide
 * about suites.
 */
int planner_find_list(const struct planner *p, const struct item *it,
	const char *property, const struct reading *own, struct effects *ret,
	struct err *e);

/* Does it for the list of the request. */
int planner_find_effects(const struct planner *p, const struct item *it,
	const struct reading *own, struct effects *ret, struct err *e);

/* Reads planned bytes. Moves them. `meta` may be NULL. */
int planner_read_bytes(const struct planner *p, struct item *it, struct buf *bytes,
	struct meta *meta, struct reading *ret);

/*
 * Shows the list before the change. If Java refuses it, only a restore or a suspension
 * can go on.
 */
int planner_show_old_list(const struct planner *p, struct item *it);

/* Shows the list of the new bytes, if there are any, and the difference. */
int planner_show_new_list(const struct planner *p, struct item *it);
int planner_show_new_bytes(struct item *it);

#endif
