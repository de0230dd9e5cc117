/* SPDX-License-Identifier: MIT */
/* The lists that decide about suites, as they are where an item's file has certain bytes. */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include "plan/planner.h"
#include "suites/restrictions.h"

/*
 * The TLS list is that of `bytes`; the others are those that Java takes, wherever from. As
 * restrictions_take().
 */
int outlook_read(const struct planner *p, const struct item *it, struct span bytes,
	struct restrictions *ret, struct err *e);

#endif
