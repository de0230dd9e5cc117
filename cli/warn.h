/* SPDX-License-Identifier: MIT */
/* Warnings for the end of a run. */
#ifndef WARN_H
#define WARN_H

#include "jsecpatch.h"
#include "opt.h"

#include <jansson.h>
#include <stdio.h>

/* A zeroed struct is an empty list. It borrows the strings that warn_add() gets. */
struct warn_list {
	struct jsec_note *items;
	size_t n;
	char **owned;
	size_t n_owned;
};

/* Codes never change; jsecpatch-json(5) lists them. */
#define WARN_ANON "anonymous-suites"	   /* a change allows them */
#define WARN_NULL "null-suites"		   /* a change allows them */
#define WARN_TLS13 "tls13-first"	   /* it has no anonymous suites, but wins */
#define WARN_NO_EFFECT "no-effect"	   /* other entries block the same suites */
#define WARN_ALL_OFF "all-off"		   /* a list is empty or missing */
#define WARN_LIST_CUT "list-cut"	   /* lines look like the rest of a list */
#define WARN_IGNORED "entry-no-effect"	   /* a Java ignores an entry */
#define WARN_RESTARTS "restarts-unknown"   /* running programs could not be checked */
#define WARN_HOOKS "hooks-unknown"	   /* the hooks could not be examined */
#define WARN_NO_HOOK "no-hook"		   /* nothing will reapply the policy */
#define WARN_HOOK_BROKEN "hook-broken"	   /* an installed hook does not work */
#define WARN_HOOK_FAILED "hook-failed"	   /* its last run failed */
#define WARN_METRICS "metrics-not-written" /* by --metrics */
#define WARN_KEPT_BACK "updates-kept-back" /* the code of the note, too */
#define WARN_CLEAR "clear-transport"	   /* Access Manager's traffic is not encrypted */
#define WARN_ANON_TRANSPORT "anonymous-transport" /* ... is not authenticated */

void warn_add(struct warn_list *w, const char *code, const char *message);
void warn_addf(struct warn_list *w, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void warn_done(struct warn_list *w);

/*
 * Warns about the entries that a plan and override files removed; each may be NULL.
 * `all`: also of files that were not changed.
 */
void warn_add_removed(struct warn_list *w, const struct jsec_plan *plan,
	const struct jsec_overrides *files, bool all);

/* Warns of TLS 1.3 if it is not 0. The parameter is as in struct jsec_result. */
void warn_add_tls13(struct warn_list *w, int tls13_first);

/* Warns of what is wrong with the lists of some installs. The plan may be NULL. */
void warn_add_noted(struct warn_list *w, const struct jsec_plan *plan);

/* Tells whether a change is in vain: other entries block the same suites. */
bool warn_is_in_vain(const struct jsec_result *r);

/* Prints one line for each. */
void warn_print(const struct warn_list *w, const struct opt *o, FILE *out);
json_t *warn_make_json(const struct warn_list *w, const struct opt *o);

#define WARN_AUTO __attribute__((cleanup(warn_done)))

#endif
