/* SPDX-License-Identifier: MIT */
/* Finds the homes in an archive that is a target. */
#ifndef ARCHIVE_INSTALLS_H
#define ARCHIVE_INSTALLS_H

#include "search/archive_homes.h"
#include "search/installs.h"

/*
 * Adds the homes in the archive at a place, each with its own error if it cannot be worked
 * on. `is_archive` is false where the file is known to be none. `why`: what is wrong with all of it.
 */
int archive_installs_add(struct jsec_installs *l, const struct context *p,
	const struct place *place, bool *is_archive, struct err *why);

/*
 * Whether a path that leads nowhere names a home as those in archives are shown; `why` then
 * says what to name.
 */
bool archive_installs_show(const struct context *p, const char *path, struct err *why);

#endif
