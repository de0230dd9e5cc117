/* SPDX-License-Identifier: MIT */
/* All the lists of an install that decide about its cipher suites. */
#ifndef RESTRICTIONS_H
#define RESTRICTIONS_H

#include "jre/release.h"
#include "text/suite.h"

/* Is to stay where it is: `all` points into it. */
struct restrictions {
	struct list own[SUITE_LISTS]; /* those that were taken apart for it */
	struct suite_lists all;
};

/* A list as it is written, and where; all zero where nothing sets it. */
struct restriction {
	struct span value;
	const struct list *list; /* it, taken apart already, to be borrowed; or NULL */
	const char *file;
	size_t line;
};

/*
 * `lists` are in the order of enum suite_list. Where Java refuses one of them, and so all
 * TLS, that is JSEC_BAD_LIST. `r` is to be done in any case.
 */
int restrictions_take(struct restrictions *r, const struct release *release,
	const struct restriction lists[SUITE_LISTS], struct err *e);

void restrictions_done(struct restrictions *r);

#define RESTRICTIONS_AUTO __attribute__((cleanup(restrictions_done)))

#endif
