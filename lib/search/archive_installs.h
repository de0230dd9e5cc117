/* SPDX-License-Identifier: MIT */
/* Finds the installs in an archive that is a target. */
#ifndef ARCHIVE_INSTALLS_H
#define ARCHIVE_INSTALLS_H

#include "search/archive_homes.h"
#include "search/installs.h"

/*
 * Adds the homes in the archive at a place. A home that cannot be changed gets its own
 * error. `is_archive` is false if this is not an archive. `why` gets errors of the whole
 * archive.
 */
int archive_installs_add(struct jsec_installs *l, const struct place *place,
	bool *is_archive, struct err *why);

/*
 * Tells whether a path that does not exist has the form ARCHIVE:HOME, in which homes in
 * archives are shown. `why` then says what to name instead.
 */
bool archive_installs_show(const struct context *p, const char *path, struct err *why);

#endif
