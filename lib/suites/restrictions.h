/* SPDX-License-Identifier: MIT */
/* Reads all lists of an install that decide about its cipher suites. */
#ifndef RESTRICTIONS_H
#define RESTRICTIONS_H

#include "jre/release.h"
#include "text/suite.h"

/* Do not move it: `all` points into `own`, and to `doubt`. */
struct restrictions {
	struct list own[SUITE_LISTS]; /* those that had to be split */
	struct suite_lists all, doubt;
};

/* A list as it is written, and where. Zeroed if nothing sets it. */
struct restriction {
	struct span value;
	const struct list *list; /* the same list, already split (borrowed), or NULL */
	const char *file;
	size_t line;
};

/*
 * Splits `lists`, which are in the order of enum suite_list. `groups` is as in effects. Returns -JSEC_BAD_LIST if
 * Java rejects one of them: then all TLS fails. Call restrictions_done() in any case.
 */
int restrictions_take(struct restrictions *r, const struct release *release,
	const struct restriction lists[SUITE_LISTS], const char *groups, struct err *e);

/* Adds to `key` all that restrictions_take() looks at: with equal keys it does the same. */
void restrictions_add_key(const struct release *release,
	const struct restriction lists[SUITE_LISTS], const char *groups, struct buf *key);

void restrictions_done(struct restrictions *r);

#define RESTRICTIONS_AUTO __attribute__((cleanup(restrictions_done)))

#endif
