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

/*
 * The names in the directory that was listed last: of many patterns, most have stars in the
 * same directory. A zeroed struct has none.
 */
struct path_listing {
	char *dir;
	struct strv names; /* sorted */
	bool is_of_others; /* other users can change it */
};

/*
 * Finds the paths that exist and match, within bounds. Fails only if memory ran out. Searches
 * that follow each other can share `listing`.
 */
int path_matches_find(const struct context *c, const char *pattern,
	struct path_listing *listing, struct path_matches *ret, struct err *e);
void path_matches_done(struct path_matches *m);
void path_listing_done(struct path_listing *l);

#define PATH_MATCHES_AUTO __attribute__((cleanup(path_matches_done)))
#define PATH_LISTING_AUTO __attribute__((cleanup(path_listing_done)))

#endif
