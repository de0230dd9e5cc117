/* SPDX-License-Identifier: MIT */
/* The running JVMs that may still have a list from before the last change. */
#ifndef RESTART_H
#define RESTART_H

#include "java/find.h"
#include "java/session.h"

int restarts(struct jsec *session, const struct jsec_installs *installs,
	struct jsec_restarts **ret);

#endif
