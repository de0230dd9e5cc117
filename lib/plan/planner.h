/* SPDX-License-Identifier: MIT */
/* What planning needs, and what the plans of all kinds of installs have in common. */
#ifndef PLANNER_H
#define PLANNER_H

#include "backup/store.h"
#include "plan/item.h"
#include "plan/policy.h"
#include "plan/suspension.h"

struct planner {
	const struct context *context; /* a thread's own */
	const struct store *store;
	const struct request *request;
	const struct jvmargs *args; /* from the environment */
	const char *policy_path;
	const struct policy_file *policy; /* NULL where it cannot be used */
	const struct suspension *suspension;
	bool old_agents; /* Access Manager has to serve agents 4.7 */
};

/* Reads the item's file, and walks its path: once for all questions about both. */
int planner_read_file(const struct planner *p, struct item *it);

/* Its place, where it was not found on the way to the bytes. */
int planner_find_place(const struct planner *p, struct item *it, struct err *e);

/* Asks the backups for the vendor's file that this one comes from. */
int planner_find_origin(const struct planner *p, struct item *it);

/* Where Java takes the list from; for the TLS list, also the others that suites depend on. */
int planner_find_effects(const struct planner *p, const struct item *it,
	const struct reading *own, struct effects *ret, struct err *e);

/* Reads bytes that the item's file is to have. They are moved; `meta` may be NULL. */
int planner_read_bytes(const struct planner *p, struct item *it, struct buf *bytes,
	struct meta *meta, struct reading *ret);

/* Shows the list as it is. A backup may be put in the place of one that Java refuses. */
int planner_show_old_list(const struct planner *p, struct item *it);

/* The new bytes are there, if there are to be any: shows their list, and the difference. */
int planner_show_new_list(const struct planner *p, struct item *it);
int planner_show_new_bytes(struct item *it);

#endif
