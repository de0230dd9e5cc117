/* SPDX-License-Identifier: MIT */
/* Package managers: whether one is at work now. */
#ifndef PACKAGE_LOCKS_H
#define PACKAGE_LOCKS_H

#include "os/root.h"

/* Whether a package manager of the tree holds its lock. */
bool package_locks_are_held(const struct root *root);

#endif
