/* SPDX-License-Identifier: MIT */
/* The running JVMs that may still have a list from before the last change. */
#ifndef RESTART_H
#define RESTART_H

#include "plan/session.h"
#include "search/known_places.h"

int restart_find(struct jsec *session, const struct jsec_installs *installs,
	struct jsec_restarts **ret);

#endif
