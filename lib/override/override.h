/* SPDX-License-Identifier: MIT */
/* Plans, renews and writes files for -Djava.security.properties. */
#ifndef OVERRIDE_H
#define OVERRIDE_H

#include "backup/store.h"
#include "jre/context.h"
#include "search/known_places.h"

/* Plans a new file. `installs` must have exactly one. */
int override_plan(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, const struct jsec_request *request,
	const char *file, struct jsec_overrides **ret, struct err *e);

/* Plans to renew recorded files: of these installs, or of all if no target was named. */
int override_renew(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, struct jsec_overrides **ret, struct err *e);

/* Requires the lock of the state directory. */
int override_write(const struct store *store, struct jsec_overrides *list, struct err *e);

#endif
