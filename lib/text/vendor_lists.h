/* SPDX-License-Identifier: MIT */
/* The lists that jsecpatch knows, and the entries that vendors put into them. */
#ifndef VENDOR_LISTS_H
#define VENDOR_LISTS_H

#include "text/list.h"

#define TLS_LIST "jdk.tls.disabledAlgorithms" /* the list that is meant by default */

/* Whether Java reads the property as a list of algorithms. */
bool vendor_lists_know(const char *property);

/* Whether entries of the property may have constraints. */
bool vendor_lists_allow_constraints(const char *property);

/* Whether they are about suites, so that `*` and TLS usages mean something. */
bool vendor_lists_are_suites(const char *property);

/* Whether some vendor ships the entry in some list, so that it is hardly misspelt. */
bool vendor_lists_have(const char *entry);

/*
 * Where vendors put the entry with this key in this list: before which of its entries, or
 * l->n for the end. Of several vendors' orders the one that the list itself follows.
 */
size_t vendor_lists_find_place(
	const char *property, const struct list *l, const char *key);

#endif
