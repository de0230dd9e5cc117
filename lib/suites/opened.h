/* SPDX-License-Identifier: MIT */
/* What a change of the TLS list does to cipher suites. */
#ifndef OPENED_H
#define OPENED_H

#include "base/strv.h"
#include "suites/restrictions.h"
#include "suites/verdict.h"

/* Zero is nothing. Is to stay where it is. */
struct opening {
	bool known;	       /* the rest can be told */
	struct strv suites;    /* closed before, open now */
	struct strv protocols; /* no longer disabled, and of use to some suite */
	struct verdicts
		still; /* what the entries that went blocked, and others still do */
	struct restrictions before, after;
};

/* From the lists `before` to those `after`, which are filled already. */
int opening_find(struct opening *o, struct err *e);
void opening_done(struct opening *o);

#endif
