/* SPDX-License-Identifier: MIT */
/* Finds the configuration files of RSA Access Manager by their names. */
#ifndef ACCESS_FILES_H
#define ACCESS_FILES_H

#include "search/known_places.h"

/*
 * Takes from the directories all files that have a known name and say `cleartrust.`
 * anywhere, in the order of their paths. What cannot be looked at is in the list with its
 * error: nobody is to take an audit for complete that is not.
 */
int access_files_find(const struct context *p, const char *const *dirs, size_t n,
	struct jsec_installs **ret, struct err *e);

/* Whether one of the files is an agent 4.7's. */
bool access_files_have_old_agents(const struct jsec_installs *installs);

#endif
