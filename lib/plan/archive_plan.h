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
	const struct install *i = it->install;

	return i->kind == INSTALL_IN_ARCHIVE ? i->archive.member->bundle : NULL;
}

/* `skip`: nothing is to be done with it, as the notes say. */
int archive_plan_compute(const struct planner *p, struct item *it, bool *skip);

/*
 * Where a request wants the archive's result; with a mode of 0 where nothing is yet. What is
 * there is an error without JSEC_FORCE.
 */
int archive_plan_get_output(const struct context *c, const struct request *r,
	const struct bundle *b, struct place *ret, struct err *e);

/* Another place goes with one archive alone. */
int archive_plan_check_targets(
	const struct jsec_installs *installs, const struct request *r, struct err *e);

#endif
