/* SPDX-License-Identifier: MIT */
/* What planning knows of cipher suites: entries that block them, and edits that open them. */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include "plan/planner.h"

/*
 * The entries that the request removes from the list in `base`: those that it names, and for
 * a suite that is no entry there those that block it. -JSEC_OPENS_MORE without --force.
 */
int outlook_resolve_suites(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow);

/* What the edit does to suites, where Java takes the file's TLS list. */
int outlook_find_opening(const struct planner *p, struct item *it);

#endif
