/* SPDX-License-Identifier: MIT */
/*
 * Patterns of paths: `*`, `?` and `[...]` match characters of one component, and a backslash
 * before one of `*?[]\` takes it literally. A path that is written so is a pattern, too,
 * which matches itself only.
 */
#ifndef PATH_PATTERN_H
#define PATH_PATTERN_H

#include "base/buf.h"

/* Tells whether it can match other paths than one. Without `]`, a `[` is literal. */
bool path_pattern_is(const char *pattern);

/* Writes a path as a pattern, and returns the path (malloc'd) of one that is no other. */
void path_pattern_add(struct span path, struct buf *out);
char *path_pattern_get_path(const char *pattern);

/* Returns the length of the directories before the first component that can match others. */
size_t path_pattern_measure_top(const char *pattern);

/* Returns (malloc'd) what all paths without "//" start with that a pattern matches. */
char *path_pattern_get_prefix(const char *pattern);

/* A leading dot is matched by a dot only. The first function takes one component. */
bool path_pattern_matches_name(struct span pattern, struct span name);
bool path_pattern_matches(const char *pattern, const char *path);

/*
 * Makes a pattern for a path that holds the version of the Java there, as its `release` file
 * has it: it matches later versions of this Java, too, but none with another major number.
 * Returns false, and adds nothing, if the path does not hold that version.
 */
bool path_pattern_cover_updates(const char *path, const char *version, struct buf *out);

#endif
