/* SPDX-License-Identifier: MIT */
/* All the lists of an install that decide about its cipher suites. */
#ifndef RESTRICTIONS_H
#define RESTRICTIONS_H

#include "jre/install.h"
#include "text/suite.h"

/* Is to stay where it is: `all` points into it. */
struct restrictions {
	struct list tls, certpath, curves;
	struct suite_lists all;
	size_t line; /* of the TLS list; 0 where it is not set, and disables nothing */
};

/* A list as it is written, and where; all zero where nothing sets it. */
struct restriction {
	struct span value;
	const char *file;
	size_t line;
};

/*
 * `lists` are in the order of enum suite_list. Where Java refuses one of them, and so all
 * TLS, that is JSEC_BAD_LIST. `r` is to be done in any case.
 */
int restrictions_take(struct restrictions *r, const struct install *install,
	const struct restriction lists[SUITE_LISTS], struct err *e);

/* What a document says; it borrows from that. */
struct restriction restriction_read(
	const struct props *doc, const char *file, enum suite_list which);

void restrictions_done(struct restrictions *r);

#define RESTRICTIONS_AUTO __attribute__((cleanup(restrictions_done)))

#endif
