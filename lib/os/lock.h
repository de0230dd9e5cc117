/* SPDX-License-Identifier: MIT */
/* One lock file; the kernel drops the lock of a process that dies. */
#ifndef LOCK_H
#define LOCK_H

#include "base/errors.h"

/*
 * Takes the lock in directory `dir`, named `path` in errors, within `seconds`. `ret` is the
 * descriptor that holds it: closing it gives it back.
 */
int lock_take(int dir, const char *path, unsigned seconds, int *ret, struct err *e);

#endif
