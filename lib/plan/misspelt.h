/* SPDX-License-Identifier: MIT */
/* Refuses changes with an entry that is probably misspelt. */
#ifndef MISSPELT_H
#define MISSPELT_H

#include "text/edit.h"

/*
 * Tells whether an entry of the change is probably misspelt unless some list has it. To
 * find that out costs more.
 */
bool misspelt_is_possible(const struct change *c);

/*
 * `listed` are the entries of all lists that were read. Fails with JSEC_UNKNOWN_ENTRY if
 * an entry to allow is not among them, and no vendor's list ever had it; or if one to
 * disallow is like that, and differs in a few letters only from one that is known.
 */
int misspelt_check(const struct change *c, const struct strv *listed, struct err *e);

#endif
