/* SPDX-License-Identifier: MIT */
/* A unified diff of two texts. */
#ifndef DIFF_H
#define DIFF_H

#include "base/buf.h"

/*
 * Adds the diff that `patch -p1 -d ROOT` applies; nothing where they are the same. Changes
 * are one hunk unless many equal lines are between them.
 */
void diff_write(struct span old, struct span new, const char *path, struct buf *out);

#endif
