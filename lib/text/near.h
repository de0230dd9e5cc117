/* SPDX-License-Identifier: MIT */
/* Which entries of a list, or which suites, somebody may have meant. */
#ifndef NEAR_H
#define NEAR_H

#include "base/buf.h"
#include "text/list.h"

/* Adds the entries that come near `asked`, as "'A', 'B'"; nothing where none does. */
void near_find_entries(const struct list *l, const char *asked, struct buf *out);

/* The same of the cipher suites of all Javas, so many at most. */
void near_find_suites(const char *asked, size_t most, struct buf *out);

#endif
