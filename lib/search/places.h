/* SPDX-License-Identifier: MIT */
/* Looks into the places of the system and of users where installs usually are. */
#ifndef PLACES_H
#define PLACES_H

#include "search/installs.h"

/* State of a search. */
struct places {
	const struct context *context;
	struct jsec_installs *found;
	enum jsec_source source;
	enum miss_weight weight; /* of what cannot be examined */
	struct strv closed;	 /* homes of other users, where not to look */
	struct err *e;
};

/* Makes what is noted if the place cannot be examined. */
struct miss places_make_miss(const struct places *p, const char *path, bool step);

/* Adds the home at `path`, or the home of the program at `path`, if there is one. */
int places_try_home(struct places *p, const char *path);
int places_try_program(struct places *p, const char *path);

/*
 * Looks into all places. Into the homes of other users only if `others`, and with their
 * rights if root runs.
 */
int places_search(struct places *p, bool others);

/* Tells whether the path is in a home where not to look. */
bool places_are_closed(const struct places *p, const char *path);

#endif
