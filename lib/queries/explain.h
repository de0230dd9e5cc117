/* SPDX-License-Identifier: MIT */
/* Says which cipher suites are blocked in each install, and by which entries. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "jre/context.h"
#include "search/known_places.h"

int explain_installs(const struct context *c, const struct jsec_installs *installs,
	const char *what, struct jsec_explained **ret, struct err *e);

#endif
