/* SPDX-License-Identifier: MIT */
/* Lists cipher suites as callers see them, each with the entries that block it. */
#ifndef VERDICT_H
#define VERDICT_H

#include "base/errors.h"
#include "jre/release.h"
#include "text/suite.h"

/* A zeroed struct is an empty list. */
struct verdicts {
	const struct jsec_suite **list; /* NULL at the end; or NULL itself */
	size_t n;
};

/* Adds a suite, and what blocks it. The entries of the lists are borrowed. */
int verdicts_add(struct verdicts *v, const struct suite *s, const struct suite_lists *l,
	struct err *e);

/* Returns the list as public structs have it: never NULL. */
const struct jsec_suite *const *verdicts_list(const struct verdicts *v);
void verdicts_done(struct verdicts *v);

/* The Java and the list that the entries are in. */
struct verdict_place {
	const struct release *release;
	const char *property;
	/* with what this update of Java has for certain, and with what it may have, too */
	struct list_rules rules, most;
};

struct verdict_place verdict_place_make(
	const struct release *release, const char *property);

/*
 * Returns why the entry blocks nothing in this Java, or NULL. Sets `sure` if that is known
 * for certain. The text continues a sentence that begins with the entry.
 */
const char *verdict_futile_explain(
	const struct verdict_place *p, const char *entry, bool *sure);

#endif
