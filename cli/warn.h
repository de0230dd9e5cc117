/* SPDX-License-Identifier: MIT */
/* Warnings for the end of a run. */
#ifndef WARN_H
#define WARN_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

#define WARN_MOST 4

/* Sentences, with NULL at the end. */
struct warn_list {
	const char *items[WARN_MOST + 1];
	size_t n;
};

/* Ignores NULL. */
void warn_add(struct warn_list *w, const char *warning);

/* Looks at the entries that a plan and override files removed; each may be NULL. `all`:
 * whether to look at files that were not changed, too. */
void warn_add_removed(struct warn_list *w, const struct jsec_plan *plan,
	const struct jsec_overrides *files, bool all);

/* Whether a change opens nothing, since other entries block the same suites. */
bool warn_is_in_vain(const struct jsec_result *r);

/* Prints each one in a line. */
void warn_print(const struct warn_list *w, const struct opt *o, FILE *out);

#endif
