/* SPDX-License-Identifier: MIT */
/* Takes away what was installed, and only that. */
#ifndef HOOK_REMOVE_H
#define HOOK_REMOVE_H

#include "hooks/hook_list.h"

int hook_remove_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

#endif
