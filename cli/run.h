/* SPDX-License-Identifier: MIT */
/* What a run did, for the two ways of telling it. */
#ifndef RUN_H
#define RUN_H

#include "jsecpatch.h"
#include "opt.h"
#include "progress.h"

#include <stdio.h>

/* How many installs are in each state. */
struct counts {
	size_t of[JSEC_FAILED + 1];
	size_t would_change;
	size_t no_install; /* failed, since the target is no install at all */
	size_t all;
};

/* One run. Of the lists what the action has; NULL what it has not. */
struct run {
	const struct opt *opt;
	const char *action;
	struct jsec *session;
	struct jsec_installs *installs;
	struct jsec_plan *plan;
	struct jsec_backups *backups;
	struct jsec_restarts *restarts;
	const char *restarts_error; /* why there are none, where there should be */
	struct jsec_hooks *hooks;
	struct jsec_audit *audit;    /* of Access Manager's files, which plan holds */
	struct jsec_installs *javas; /* that may have to do with them */
	struct jsec_plan *java_lists;
	struct jsec_explained *explained;
	struct jsec_overrides *overrides; /* the one that is emitted, or all, renewed */
	const struct jsec_error *error;	  /* nothing could be tried */
	struct jsec_error own_error;	  /* what the session does not know of */
	const struct jsec_scan *scan;	  /* NULL where there was none */
	struct progress progress;
	struct counts counts;
	char summary[512];
};

/* Counts what became of the installs. */
void run_count(struct run *run);

/* Their numbers as a sentence. */
void run_sum_up(struct run *run);

/* The user's name, or the number as text; of use until the next call. */
const char *run_user(unsigned uid);

/* Whether files were changed. */
bool run_changed(const struct run *run);

/* Whether a change removed what other entries block all the same. */
bool run_in_vain(const struct jsec_result *r);

/* Sentences for the end of a run that changed something; NULL at the end. */
#define MAX_WARNINGS 4
size_t run_warnings(const struct run *run, const char *warnings[MAX_WARNINGS]);

#endif
