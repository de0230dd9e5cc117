/* SPDX-License-Identifier: MIT */
/* Which entries of a list somebody may have meant. */
#ifndef NEAR_H
#define NEAR_H

#include "base/buf.h"
#include "text/list.h"

/* Adds the entries that come near `asked`, as "'A', 'B'"; nothing where none does. */
void near_entries(const struct list *l, const char *asked, struct buf *out);

#endif
