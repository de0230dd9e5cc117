/* SPDX-License-Identifier: MIT */
/*
 * Plans changes of homes in archives. An archive is changed, backed up and restored as a
 * whole.
 */
#ifndef ARCHIVE_PLAN_H
#define ARCHIVE_PLAN_H

#include "plan/planner.h"
#include "search/archive_homes.h"
#include "search/installs.h"

/* Returns the archive that an item's file is in, or NULL if it is in none. */
static inline struct bundle *archive_plan_get_bundle(const struct item *it)
{
	const struct install *i = it->install;

	return i->kind == INSTALL_IN_ARCHIVE ? i->archive.member->bundle : NULL;
}

/* Plans one home. Sets `skip` if nothing is to be done; the notes say why. */
int archive_plan_compute(const struct planner *p, struct item *it, bool *skip);

/*
 * Finds the place of the request's output. Its kind is FILE_NONE if there is no file yet.
 * An existing file is an error without JSEC_FORCE.
 */
int archive_plan_get_output(const struct context *c, const struct request *r,
	const struct bundle *b, struct place *ret, struct err *e);

/*
 * Refuses an output unless one archive is the only target, and a change of the policy if
 * all targets are archives.
 */
int archive_plan_check_targets(
	const struct jsec_installs *installs, const struct request *r, struct err *e);

#endif
