/* SPDX-License-Identifier: MIT */
/*
 * Answers questions about cipher suites for a plan: which entries block one, and which
 * suites an edit makes usable.
 */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include "plan/planner.h"

/*
 * Finds the entries to remove from the list in `base`: those that the request names, and
 * for a suite that is not an entry itself the entries that block it. Removing the latter
 * is -JSEC_OPENS_MORE without JSEC_FORCE.
 */
int outlook_resolve_suites(const struct planner *p, struct item *it,
	const struct reading *base, struct strv *allow);

/* Finds the suites that the edit makes usable, if Java reads this file's TLS list. */
int outlook_find_opening(const struct planner *p, struct item *it);

/* Sets only `tls13_first`: for a restore or a reapply, whose suites are not reported. */
int outlook_compare_tls13(const struct planner *p, struct item *it);

#endif
