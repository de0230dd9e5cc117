/* SPDX-License-Identifier: MIT */
/* Lines of text about what was seen, to look at the same paths again in a later run. */
#ifndef SIGHTS_H
#define SIGHTS_H

#include "os/seen.h"

/*
 * Writes a line for each path. Returns how many, or -1 where they would not tell all: in
 * doubt, where something was changed after `before`, so that the next change could leave the
 * same time, or on a file system whose times do not tell each change.
 */
long sights_write(
	const struct seen *s, int root, const struct timespec *before, struct buf *out);

/* Whether the path of such a line, which is written to, still is what the line says. */
bool sights_same(int root, char *line, size_t size);

#endif
