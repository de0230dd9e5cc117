/* SPDX-License-Identifier: MIT */
/* Tells whether a package manager is working now. */
#ifndef PACKAGE_LOCKS_H
#define PACKAGE_LOCKS_H

#include "os/root.h"

/*
 * Finds out whether a package manager holds its lock in this tree. Read locks do not count:
 * rpm takes one to read only, and every user can take one.
 */
int package_locks_find(const struct root *root, bool *ret, struct err *e);

#endif
