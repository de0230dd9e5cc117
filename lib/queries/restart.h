/* SPDX-License-Identifier: MIT */
/* Finds running JVMs that may still use the list from before the last change. */
#ifndef RESTART_H
#define RESTART_H

#include "backup/store.h"
#include "jre/context.h"
#include "jre/program.h"
#include "os/procs.h"
#include "plan/policy.h"
#include "search/known_places.h"

/* A JVM to restart. */
struct restart {
	struct program program;
	struct file_time start;
	char *rule; /* "rule.NAME" of the policy that wants its unit restarted, or NULL */
	bool restarted; /* its unit was restarted */
	struct err err; /* or could not be */
};

struct jsec_restarts {
	const struct jsec_installs *installs;
	struct restart *items;
	size_t n;
	const struct jsec_process **list;
	size_t unseen;
	int unseen_pids[PROCS_NAMED + 1]; /* 0 at the end */
};

/*
 * Finds them, and the rules for those that started during an update. A policy that cannot be
 * used has no rules: a plan says why.
 */
int restart_find(const struct context *c, const struct store *store,
	const struct policy_place *at, const struct jsec_installs *installs,
	struct jsec_restarts **ret, struct err *e);

bool restart_has_pid(const struct jsec_restarts *list, int pid);

/* Adds what is to be reported of programs in an older list that have ended. Moves them. */
int restart_keep(struct jsec_restarts *list, struct jsec_restarts *old, struct err *e);

/* Fills in what callers see. */
void restart_publish(struct restart *r);

#endif
