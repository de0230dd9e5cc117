/* SPDX-License-Identifier: MIT */
/* Writes a unified diff of two texts. */
#ifndef DIFF_H
#define DIFF_H

#include "base/buf.h"

/*
 * Adds a diff that `patch -p1 -d ROOT` applies, or nothing if the bytes are equal. It has
 * one hunk, unless many equal lines lie between the changes.
 */
void diff_write(struct span old, struct span new, const char *path, struct buf *out);

#endif
