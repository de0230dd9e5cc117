/* SPDX-License-Identifier: MIT */
/* The actions on lists: list, allow, disallow, restore, reapply, suspend. */
#ifndef ACT_CHANGE_H
#define ACT_CHANGE_H

#include "command.h"
#include "tally.h"

/* What such an action did. Members are NULL until they are made. */
struct act_change {
	struct ending end;
	struct tally tally;
	struct jsec_installs *installs;
	struct jsec_plan *plan;
	struct jsec_overrides *renewed; /* by --reapply */
	struct jsec_restarts *restarts;
	const char *restarts_error; /* why `restarts` is NULL, if that is an error */
};

/* Finds the installs, makes the plan and, if the action writes, commits it. */
void act_change_execute(struct command *c, struct act_change *a);
enum status act_change_judge(const struct opt *o, const struct act_change *a);
void act_change_done(struct act_change *a);

/* Carries the action out and prints its result. */
enum status act_change_run(struct command *c);

#endif
