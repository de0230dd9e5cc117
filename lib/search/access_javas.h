/* SPDX-License-Identifier: MIT */
/* Finds the Javas that an installation of Access Manager has or uses. */
#ifndef ACCESS_JAVAS_H
#define ACCESS_JAVAS_H

#include "search/installs.h"

struct process;

/* Adds the Javas in the directories of an installation, and those that links there lead to. */
int access_javas_add(struct jsec_installs *l, const struct context *p,
	const struct access_dirs *access, struct err *e);

/*
 * Tells whether a JVM has to do with an installation. For root it must be one of a user who
 * owns a directory there, so that nobody else can choose which Javas count: its working directory, its class path
 * or its options are in one of the directories, or it has a file there open. `inside` is what
 * the process sees as root.
 */
bool access_javas_are_used_by(const struct access_dirs *access, const struct context *p,
	const struct process *process, const struct root *inside);

#endif
