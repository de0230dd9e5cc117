/* SPDX-License-Identifier: MIT */
/* The actions on lists: list, allow, disallow, restore, reapply, suspend. */
#ifndef ACT_CHANGE_H
#define ACT_CHANGE_H

#include "command.h"
#include "tally.h"

/* What such an action did; zero is nothing yet. */
struct act_change {
	struct ending end;
	struct tally tally;
	struct jsec_installs *installs;
	struct jsec_plan *plan;
	struct jsec_overrides *renewed; /* by --reapply */
	struct jsec_restarts *restarts;
	const char *restarts_error; /* why there are none, where there should be */
};

/* Finds, plans and, unless nothing is to be written, commits. */
void act_change_execute(struct command *c, struct act_change *a);
enum status act_change_judge(const struct opt *o, const struct act_change *a);
void act_change_done(struct act_change *a);

/* All of it, with the text or the document. */
enum status act_change_run(struct command *c);

#endif
