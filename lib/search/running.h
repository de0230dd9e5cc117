/* SPDX-License-Identifier: MIT */
/* Finds the installs that running JVMs use, also in containers. */
#ifndef RUNNING_H
#define RUNNING_H

#include "search/installs.h"

/*
 * Adds the installs that are not in the list yet. One that no path of this machine leads
 * to, as in a container, becomes INSTALL_ELSEWHERE. Adds nothing where processes cannot
 * be inspected.
 */
int running_find(struct jsec_installs *l, const struct context *p, struct err *e);

#endif
