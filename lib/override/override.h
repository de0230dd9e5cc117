/* SPDX-License-Identifier: MIT */
/* Files for -Djava.security.properties: planned, renewed and written. */
#ifndef OVERRIDE_H
#define OVERRIDE_H

#include "plan/session.h"
#include "search/known_places.h"

/* A new one, for the one install. */
int override_plan(struct jsec *s, const struct jsec_installs *installs,
	const struct jsec_request *request, const char *file,
	struct jsec_overrides **ret);

/* Those that are recorded, of the installs or, if no target was named, all. */
int override_renew(struct jsec *s, const struct jsec_installs *installs,
	struct jsec_overrides **ret);

/* Under the session's lock. */
int override_write(struct jsec *s, struct jsec_overrides *list);

#endif
