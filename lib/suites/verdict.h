/* SPDX-License-Identifier: MIT */
/* Cipher suites as callers see them, each with what blocks it. */
#ifndef VERDICT_H
#define VERDICT_H

#include "base/errors.h"
#include "text/suite.h"

struct verdict;

/* Zero is an empty list. */
struct verdicts {
	struct verdict *items;
	const struct jsec_suite **list; /* NULL at the end */
	size_t n, room;
};

/* Makes room for so many. */
int verdicts_init(struct verdicts *v, size_t room, struct err *e);

/* Adds what the lists do to the suite; their entries are borrowed. */
int verdicts_add(struct verdicts *v, const struct suite *s, const struct suite_lists *l,
	struct err *e);

/* For the public structs: never NULL. */
const struct jsec_suite *const *verdicts_list(const struct verdicts *v);
void verdicts_done(struct verdicts *v);

#endif
