/* SPDX-License-Identifier: MIT */
/* How many installs are in each state. */
#ifndef TALLY_H
#define TALLY_H

#include "ending.h"

#include <stdbool.h>
#include <stdio.h>

struct tally {
	size_t of[JSEC_FAILED + 1];
	size_t would_change;
	size_t no_install;   /* failed, because the target is not an install */
	size_t half_updated; /* left alone, because dpkg has not finished with them */
	size_t unsearched;   /* places that could not be searched */
	size_t all;
};

void tally_add(struct tally *t, enum jsec_state state, const struct jsec_error *error);
void tally_add_plan(struct tally *t, const struct jsec_plan *plan);
void tally_add_search(struct tally *t, const struct jsec_installs *installs);

/* Tells whether there is no install; targets that are none do not count. */
bool tally_is_empty(const struct tally *t);

/* Returns the status if there is no install: there may be one that was not found. */
enum status tally_judge_empty(const struct tally *t);

/* Tell whether files were changed. The second includes suspended files and dry runs. */
bool tally_has_written(const struct tally *t);
bool tally_has_changes(const struct tally *t);

/* Prints the numbers as a sentence. */
void tally_print(const struct tally *t, const struct opt *o, FILE *out);

#endif
