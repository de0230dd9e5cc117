/* SPDX-License-Identifier: MIT */
/* The lists that decide about suites, as they are where an item's file has certain bytes. */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include "plan/planner.h"
#include "suites/restrictions.h"

/*
 * The TLS list is that of the reading; the others are those that Java takes, wherever from.
 * They are those of `known`, if that is not NULL and nothing can have changed them. As
 * restrictions_take().
 */
int outlook_read(const struct planner *p, const struct item *it, const struct reading *r,
	const struct restrictions *known, struct restrictions *ret, struct err *e);

/* What the edit does to suites, where Java takes the file's TLS list. */
int outlook_find_opening(const struct planner *p, struct item *it);

#endif
