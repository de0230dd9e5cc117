/* SPDX-License-Identifier: MIT */
/* What a user is to be warned of at the end of a run. */
#ifndef WARN_H
#define WARN_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

#define WARN_MOST 4

/* Sentences with NULL at the end; zero is none. */
struct warn_list {
	const char *items[WARN_MOST + 1];
	size_t n;
};

/* NULL is no warning. */
void warn_add(struct warn_list *w, const char *warning);

/* Of what a plan removed, and of what the files have without it, each of which may be NULL;
 * `all` of the files, or those that were changed. */
void warn_add_removed(struct warn_list *w, const struct jsec_plan *plan,
	const struct jsec_overrides *files, bool all);

/* Whether a change removed what other entries block all the same. */
bool warn_is_in_vain(const struct jsec_result *r);

/* Each in a line. */
void warn_print(const struct warn_list *w, const struct opt *o, FILE *out);

#endif
