/* SPDX-License-Identifier: MIT */
/* The lists that jsecpatch knows, and the entries that vendors put into them. */
#ifndef VENDOR_LISTS_H
#define VENDOR_LISTS_H

#include "text/list.h"

#define TLS_LIST "jdk.tls.disabledAlgorithms" /* the default list */

#define CURVES_LIST "jdk.disabled.namedCurves" /* which other lists include */

/* Returns the properties that Java reads as lists of algorithms, one after the other. */
const char *vendor_lists_get_property(size_t nth);

/* Tells whether Java reads the property as a list of algorithms. */
bool vendor_lists_know(const char *property);

/*
 * Returns what is not restricted if the list is empty. NULL if an empty list is harmless: it
 * only orders suites or warns, is one that others include, or is empty in vendors' files.
 */
const char *vendor_lists_get_subject(const char *property);

/* Tells whether each update of each Java since 8u121 has the list. */
bool vendor_lists_are_old(const char *property);

/* Tells whether entries of this property may have constraints. */
bool vendor_lists_allow_constraints(const char *property);

/* Tells whether the list is about suites, so that "*" and TLS usages have a meaning. */
bool vendor_lists_are_suites(const char *property);

/* Tells whether a vendor ships this entry in this list or, for NULL, in some list. */
bool vendor_lists_have(const char *property, const char *entry);

/* Returns the entries that vendors ship, one after the other, then NULL. */
const char *vendor_lists_get_entry(size_t nth);

/*
 * Returns where vendors put the entry with this key: the index of the entry to insert it
 * before, or l->n for the end. Uses the vendor's order that this list follows.
 */
size_t vendor_lists_find_place(
	const char *property, const struct list *l, const char *key);

#endif
