/* SPDX-License-Identifier: MIT */
/* Finds the configuration files of RSA Access Manager by their names. */
#ifndef ACCESS_FILES_H
#define ACCESS_FILES_H

#include "search/installs.h"

/*
 * Finds all files below the directories, if they have a known name and contain
 * `cleartrust.`. The list is sorted by path. What cannot be read is in it, with an error:
 * otherwise an incomplete audit would look complete. Directories that look like copies are
 * left out, unless there is nothing else.
 */
int access_files_find(const struct context *p, const struct jsec_access *where,
	struct jsec_installs **ret, struct err *e);

/* Tells whether one of the files belongs to an agent 4.7. */
bool access_files_have_old_agents(const struct jsec_installs *installs);

#endif
