/* SPDX-License-Identifier: MIT */
/* Finds installs: named, in the known places, and by the environment. */
#ifndef FIND_H
#define FIND_H

#include "java/install.h"

struct jsec_installs {
	struct install **items;
	size_t n;
};

/* `environment`: NULL for none, as where the root is not the machine's own. */
int find(const struct prober *p, const struct jsec_search *search,
	const char *const *environment, struct jsec_installs **ret, struct err *e);

#endif
