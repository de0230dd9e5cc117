/* SPDX-License-Identifier: MIT */
/* Finds the installs that JVMs run from, in containers too. */
#ifndef RUNNING_H
#define RUNNING_H

#include "search/installs.h"

/*
 * Adds those that are not there yet. One that this machine's own paths do not lead to, as
 * in a container, is `foreign`. Where processes cannot be looked at nothing is added.
 */
int running_find(struct jsec_installs *l, const struct context *p, struct err *e);

#endif
