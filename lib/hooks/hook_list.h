/* SPDX-License-Identifier: MIT */
/* Lists the hooks: the texts that they should have, and what is installed. */
#ifndef HOOK_LIST_H
#define HOOK_LIST_H

#include "hooks/hook.h"
#include "search/installs.h"

/*
 * Makes the list, with root, store and root_given from `where`. Root and store must
 * outlive the list.
 */
int hook_list_make(const struct jsec_hooks *where, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret, struct err *e);

/* Examines what is installed of all hooks, and publishes what the last call noted. */
int hook_list_examine(struct jsec_hooks *list, struct err *e);

/* Tells whether files of the hook are there that nobody has changed. */
bool hook_list_is_in_place(const struct hook *h);

/* Tells whether the record has this SHA-256 for the path. */
bool hook_list_has_written(
	const struct hook_record *r, const char *path, const char *digest);

#endif
