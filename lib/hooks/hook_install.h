/* SPDX-License-Identifier: MIT */
/* Writes hooks to where they belong. */
#ifndef HOOK_INSTALL_H
#define HOOK_INSTALL_H

#include "hooks/hook_list.h"

int hook_install_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

#endif
