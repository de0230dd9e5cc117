/* SPDX-License-Identifier: MIT */
/* What the planning of an item needs. */
#ifndef PLANNER_H
#define PLANNER_H

#include "plan/item.h"
#include "plan/policy.h"
#include "plan/session.h"
#include "plan/suspension.h"

struct planner {
	struct jsec *session;	       /* which several share */
	const struct context *context; /* a thread's own */
	const struct request *request;
	const struct jvmargs *args;	  /* from the environment */
	const struct policy_file *policy; /* NULL where it cannot be used */
	const struct suspension *suspension;
	bool old_agents; /* Access Manager has to serve agents 4.7 */
};

#endif
