/* SPDX-License-Identifier: MIT */
/* Tells whether a package manager is working now. */
#ifndef PACKAGE_LOCKS_H
#define PACKAGE_LOCKS_H

#include "os/root.h"

/* Tells whether a package manager holds its lock in this tree. */
bool package_locks_are_held(const struct root *root);

#endif
