/* SPDX-License-Identifier: MIT */
/* Finds the cipher suites that a change of the TLS list makes usable, or an entry blocks. */
#ifndef OPENED_H
#define OPENED_H

#include "base/strv.h"
#include "suites/restrictions.h"
#include "suites/verdict.h"

/* A zeroed struct is empty. It points into itself: do not move it. */
struct opening {
	bool known;	 /* the results are valid */
	bool anon;	 /* `suites` has anonymous ones */
	int tls13_first; /* how TLS 1.3 stands in their way, as in struct jsec_result */
	struct strv suites;    /* not usable before, usable now */
	struct strv protocols; /* no longer disabled, and a usable suite uses them */
	struct verdicts still; /* blocked by removed entries, and still by others */
	struct restrictions before, after;
};

/* Compares `before` with `after`, which the caller has filled. */
int opening_find(struct opening *o, struct err *e);

void opening_done(struct opening *o);

/* A zeroed struct is empty. */
struct entry_effect {
	bool stands[SUITE_LISTS]; /* the entry is in this list, and the list counts */
	struct verdicts blocked;  /* by it, and maybe by others; or would be */
	struct strv decides; /* those that only it makes unusable; or would make so */
};

/* The lists of an install, with an entry and without it. */
int entry_effect_find(struct entry_effect *f, const char *entry,
	const struct restrictions *r, struct err *e);
void entry_effect_done(struct entry_effect *f);

#define OPENING_AUTO __attribute__((cleanup(opening_done)))

#endif
