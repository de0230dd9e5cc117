/* SPDX-License-Identifier: MIT */
/* Files for -Djava.security.properties: planned, renewed and written. */
#ifndef OVERRIDE_H
#define OVERRIDE_H

#include "backup/store.h"
#include "jre/context.h"
#include "search/known_places.h"

/* A new one, for the one install. */
int override_plan(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, const struct jsec_request *request,
	const char *file, struct jsec_overrides **ret, struct err *e);

/* Those that are recorded, of the installs or, if no target was named, all. */
int override_renew(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, struct jsec_overrides **ret, struct err *e);

/* Under the lock of the state directory. */
int override_write(const struct store *store, struct jsec_overrides *list, struct err *e);

#endif
