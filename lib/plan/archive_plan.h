/* SPDX-License-Identifier: MIT */
/*
 * Plans for a home in an archive. An archive is changed, backed up and restored as a whole.
 */
#ifndef ARCHIVE_PLAN_H
#define ARCHIVE_PLAN_H

#include "plan/planner.h"
#include "search/archive_homes.h"
#include "search/installs.h"

/* The archive that an item's file is in; NULL where it is in none. */
static inline struct bundle *archive_plan_get_bundle(const struct item *it)
{
	return it->install->parcel ? it->install->parcel->bundle : NULL;
}

/* What the backups know of the archive, and what cannot be known of its homes. */
int archive_plan_begin(const struct planner *p, struct item *it);

/* What the file was in the archive that is put back. */
int archive_plan_restore(const struct planner *p, struct item *it);

/* Whether the file's bytes can be replaced, and what of the request is of no use here. */
int archive_plan_check(const struct planner *p, struct item *it);

/*
 * Where a request wants the archive's result; with a mode of 0 where nothing is yet. What is
 * there is an error without JSEC_FORCE.
 */
int archive_plan_get_output(const struct jsec *session, const struct request *r,
	const struct bundle *b, struct place *ret, struct err *e);

/* Another place goes with one archive alone. */
int archive_plan_check_targets(
	const struct jsec_installs *installs, const struct request *r, struct err *e);

#endif
