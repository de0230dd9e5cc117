/* SPDX-License-Identifier: MIT */
/* Shows what one entry does in an install. */
#ifndef SHOW_ENTRY_H
#define SHOW_ENTRY_H

#include "doc.h"

/* Prints where the entry stands, what it concerns, and the suites that it blocks. */
void show_entry_print(const struct jsec_explanation *e);

/* Makes the value of the key "entry". */
json_t *show_entry_make_json(const struct jsec_entry *entry);

#endif
