/* SPDX-License-Identifier: MIT */
/* Knows the words that can be entries of a list, so that a misspelt one is noticed. */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Tells whether the entry is one that some vendor ships, or names a suite, a part of one,
 * a protocol, a group or another algorithm of Java. One with constraints must be the same
 * as a vendor's.
 */
bool known_has(const char *entry);

/* The same, but any constraints will do: Java accepts them, and they restrict something. */
bool known_restricts(const char *entry);

/* Returns the words but for suites and their parts, one after the other, then NULL. */
const char *known_get(size_t nth);

#endif
