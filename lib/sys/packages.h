/* SPDX-License-Identifier: MIT */
/* Package managers: whether one is at work now. */
#ifndef PACKAGES_H
#define PACKAGES_H

#include "sys/root.h"

/* Whether a package manager of the tree holds its lock. */
bool packages_busy(const struct root *root);

/* Seconds since the system started, at a time that is given in seconds since 1970. */
double uptime_at(double time);

#endif
