/* SPDX-License-Identifier: MIT */
/* Which update hooks are in place: they reapply the policy after an update of Java. */
#ifndef SHOW_HOOKS_H
#define SHOW_HOOKS_H

#include "doc.h"

/* In all calls `hooks` may be NULL if they could not be read. */

/* Tells whether no hook is in place. */
bool show_hooks_are_missing(const struct jsec_hooks *hooks);

/* Prints a piece of a line: "hooks: apt, systemd". */
void show_hooks_put(FILE *out, const struct jsec_hooks *hooks);

/* Makes the names of the hooks in place, or null. */
json_t *show_hooks_make_json(const struct jsec_hooks *hooks);

/* Returns what to type because nothing will reapply the policy. Free it. */
char *show_hooks_make_advice(const struct opt *o);

#endif
