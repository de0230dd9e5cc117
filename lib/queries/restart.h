/* SPDX-License-Identifier: MIT */
/* Finds running JVMs that may still use the list from before the last change. */
#ifndef RESTART_H
#define RESTART_H

#include "backup/store.h"
#include "jre/context.h"
#include "search/known_places.h"

int restart_find(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, struct jsec_restarts **ret, struct err *e);

#endif
