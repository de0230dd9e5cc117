/* SPDX-License-Identifier: MIT */
/* Suggests list entries or cipher suites for a misspelt name. */
#ifndef NEAR_H
#define NEAR_H

#include "base/buf.h"
#include "text/list.h"

/* Adds the entries that resemble `asked`, as "'A', 'B'". */
void near_find_entries(const struct list *l, const char *asked, struct buf *out);

/* Does the same with the cipher suites of all Java versions. Adds at most `most`. */
void near_find_suites(const char *asked, size_t most, struct buf *out);

#endif
