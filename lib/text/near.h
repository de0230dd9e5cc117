/* SPDX-License-Identifier: MIT */
/* Suggests list entries or cipher suites for a misspelt name. */
#ifndef NEAR_H
#define NEAR_H

#include "base/buf.h"
#include "text/list.h"

/*
 * Tells whether an entry resembles what was asked for: it is the same algorithm with other
 * constraints, one has the words of the other, or a few letters differ.
 */
bool near_is_near(const char *entry, const char *asked);

/* Adds the entries that resemble `asked`, as "'A', 'B'". */
void near_find_entries(const struct list *l, const char *asked, struct buf *out);

/*
 * Returns what OpenSSL's name of a suite, or another common name of an entry, is in Java, or
 * NULL.
 */
const char *near_translate(const char *asked);

/*
 * Returns the known entry or suite that is probably meant: what it is in Java, or the one
 * with the fewest other letters. Returns NULL if none is near.
 */
const char *near_find_known(const char *asked);

/* As near_find_entries(), with the cipher suites of all Java versions. Adds at most `most`. */
void near_find_suites(const char *asked, size_t most, struct buf *out);

#endif
