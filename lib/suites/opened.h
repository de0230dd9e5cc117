/* SPDX-License-Identifier: MIT */
/* Finds the cipher suites that a change of the TLS list makes usable. */
#ifndef OPENED_H
#define OPENED_H

#include "base/strv.h"
#include "suites/restrictions.h"
#include "suites/verdict.h"

/* A zeroed struct is empty. It points into itself: do not move it. */
struct opening {
	bool known;	       /* the results are valid */
	struct strv suites;    /* not usable before, usable now */
	struct strv protocols; /* no longer disabled, and a usable suite uses them */
	struct verdicts still; /* blocked by removed entries, and still by others */
	struct restrictions before, after;
};

/* Compares `before` with `after`, which the caller has filled. */
int opening_find(struct opening *o, struct err *e);
void opening_done(struct opening *o);

#endif
