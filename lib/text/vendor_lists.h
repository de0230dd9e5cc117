/* SPDX-License-Identifier: MIT */
/* The lists that jsecpatch knows, and the entries that vendors put into them. */
#ifndef VENDOR_LISTS_H
#define VENDOR_LISTS_H

#include "text/list.h"

#define TLS_LIST "jdk.tls.disabledAlgorithms" /* the default list */

/* Tells whether Java reads the property as a list of algorithms. */
bool vendor_lists_know(const char *property);

/* Tells whether entries of this property may have constraints. */
bool vendor_lists_allow_constraints(const char *property);

/* Tells whether the list is about suites, so that "*" and TLS usages have a meaning. */
bool vendor_lists_are_suites(const char *property);

/* Tells whether a vendor ships this entry in some list. Then it is not a typing error. */
bool vendor_lists_have(const char *entry);

/*
 * Returns where vendors put the entry with this key: the index of the entry to insert it
 * before, or l->n for the end. Uses the vendor's order that this list follows.
 */
size_t vendor_lists_find_place(
	const char *property, const struct list *l, const char *key);

#endif
