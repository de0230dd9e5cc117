/* SPDX-License-Identifier: MIT */
/* A unified diff of two texts. */
#ifndef DIFF_H
#define DIFF_H

#include "base/buf.h"

/*
 * Adds the diff that `patch -p1 -d ROOT` applies: one hunk from the first to the last line
 * that differs. Nothing where they are the same.
 */
void diff(struct span old, struct span new, const char *path, struct buf *out);

#endif
