/* SPDX-License-Identifier: MIT */
/* What a plan did to the policy file, as text and as JSON. */
#ifndef SHOW_POLICY_H
#define SHOW_POLICY_H

#include "doc.h"

/* Prints it. `missing`: also print that there is no policy file. */
void show_policy_print(const struct opt *o, const struct jsec_plan *plan, bool missing);

/* Tells whether the plan changes the file. Accepts NULL. */
bool show_policy_has_changes(const struct jsec_plan *plan);

/* NULL becomes null. */
json_t *show_policy_make_json(const struct opt *o, const struct jsec_policy *p);

#endif
