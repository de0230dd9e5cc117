/* SPDX-License-Identifier: MIT */
/* Things that are found by the bytes of a key. A tree sorts them by it. */
#ifndef KEYED_H
#define KEYED_H

#include "base/span.h"

/* Zero it before the first call. It has no lock. */
struct keyed {
	void *tree;
};

/* Returns the thing with this key, or NULL. */
void *keyed_find(const struct keyed *k, struct span key);

/*
 * Keeps `thing`, which `done` will free, and returns it. If there is one with this key
 * already, returns that. In that case, and with NULL if memory runs out, frees `thing`.
 */
void *keyed_keep(
	struct keyed *k, struct span key, void *thing, void (*done)(void *thing));

void keyed_done(struct keyed *k);

#endif
