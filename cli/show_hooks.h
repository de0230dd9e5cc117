/* SPDX-License-Identifier: MIT */
/* Which update hooks are in place: they reapply the policy after an update of Java. */
#ifndef SHOW_HOOKS_H
#define SHOW_HOOKS_H

#include "doc.h"
#include "warn.h"

/* In all calls but the last one `hooks` may be NULL if they could not be read. */

/* Tells whether the hook runs after an update. An outdated one does, too. */
bool show_hooks_is_in_place(const struct jsec_hook *h);

/* Tells whether no hook is in place. */
bool show_hooks_are_missing(const struct jsec_hooks *hooks);

/*
 * How many hooks are in place; and how many do not work, were edited, or have failed in their
 * last run.
 */
size_t show_hooks_count_in_place(const struct jsec_hooks *hooks);
size_t show_hooks_count_failing(const struct jsec_hooks *hooks);

/* Prints a piece of a line: "hooks: apt, systemd". */
void show_hooks_put(FILE *out, const struct jsec_hooks *hooks);

/* Prints a piece of a line: how the last runs of a hook went. */
void show_hooks_put_runs(FILE *out, const struct jsec_hook *h);

/* Prints a line for each installed hook: its state, and its last runs. */
void show_hooks_print(FILE *out, const struct jsec_hooks *hooks);

/* Warns about hooks that do not work, or whose last run failed. */
void show_hooks_warn(const struct jsec_hooks *hooks, struct warn_list *w);

/* Makes the names of the hooks in place, or null. */
json_t *show_hooks_make_json(const struct jsec_hooks *hooks);

/* Makes one hook, or all that are installed, be it only partly; or null. */
json_t *show_hooks_make_item(const struct opt *o, const struct jsec_hook *h);
json_t *show_hooks_make_items(const struct opt *o, const struct jsec_hooks *hooks);

/* Returns what to type because nothing will reapply the policy. Free it. */
char *show_hooks_make_advice(const struct opt *o, const struct jsec_hooks *hooks);

#endif
