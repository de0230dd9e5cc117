/* SPDX-License-Identifier: MIT */
/* Knows the words that can be entries of a list, so that a misspelt one is noticed. */
#ifndef KNOWN_H
#define KNOWN_H

#include "text/list.h"
#include "text/properties.h"

/*
 * Tells whether the entry is one that some vendor ships, or names a suite, a part of one,
 * a protocol, a group or another algorithm of Java. One with constraints must be the same
 * as a vendor's.
 */
bool known_has(const char *entry);

/* The same, but any constraints will do: Java accepts them, and they restrict something. */
bool known_restricts(const char *entry);

/*
 * What remains of a list that was cut, as by `sed` on its first line: lines that look like
 * its other entries, and that Java reads as properties of their own. Zero it before the
 * first call.
 */
struct known_rest {
	size_t next;	    /* property to look at */
	size_t read;	    /* bytes whose names of lists are known */
	const char *latest; /* the list that was mentioned last, or NULL */
};

/* Finds the next line that belongs to the list. Returns NULL if there is no other. */
const struct prop *known_rest_find(
	struct known_rest *at, const struct props *doc, const char *property);

/* Returns the line of the last comment that is a definition of the property; 0 if none. */
size_t known_rest_find_comment(const struct props *doc, const char *property);

/* Returns the words but for suites and their parts, one after the other, then NULL. */
const char *known_get(size_t nth);

/* Adds what the entry restricts, as Java with these rules takes it: "the protocol TLSv1.1". */
void known_describe(const char *entry, const struct list_rules *rules, struct buf *out);

#endif
