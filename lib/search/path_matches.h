/* SPDX-License-Identifier: MIT */
/* Finds the directories and java.security files whose paths match a pattern. */
#ifndef PATH_MATCHES_H
#define PATH_MATCHES_H

#include "base/strv.h"
#include "jre/context.h"

/* A zeroed struct is empty. */
struct path_matches {
	struct strv paths; /* sorted */
	struct err why;	   /* if something could not be looked at, or there is too much */
	bool cut;	   /* there is too much */
};

/* Looks for what is there, within bounds. Fails only if memory ran out. */
int path_matches_find(const struct context *c, const char *pattern,
	struct path_matches *ret, struct err *e);
void path_matches_done(struct path_matches *m);

#define PATH_MATCHES_AUTO __attribute__((cleanup(path_matches_done)))

#endif
