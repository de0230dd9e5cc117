/* SPDX-License-Identifier: MIT */
/* One run of the command, and its session with the library. */
#ifndef COMMAND_H
#define COMMAND_H

#include "concerned.h"
#include "ending.h"
#include "progress.h"

/* Do not copy it: the session points to `progress`. */
struct command {
	const struct opt *opt;
	struct jsec *session;
	struct progress progress;
	struct concerned concerned; /* by a suspension of a hook */
};

/* Opens the session. Returns 0, or a negative code with the error in `end`. */
int command_open(struct command *c, const struct opt *o, struct ending *end);
void command_close(struct command *c);

/* Makes the request that the options ask for. It borrows from the run. */
struct jsec_request command_make_request(const struct command *c);

/* Finds the installs, without the lock. Returns 0 or a negative code. */
int command_find(
	struct command *c, bool writes, struct ending *end, struct jsec_installs **ret);

/*
 * Makes a plan without the lock and then, if `writes`, takes the lock, and makes the plan
 * again if another run came between. Returns 0 or a negative code.
 */
int command_plan(struct command *c, const struct jsec_installs *installs,
	const struct jsec_request *request, bool writes, struct jsec_plan **ret);

/* Tells whether Ctrl-C ended the scan that found them. Accepts NULL. */
bool command_was_interrupted(const struct jsec_installs *installs);

/* Returns this program's path, for the update hooks to call. NULL if it is unknown. */
const char *command_find_program(char *path, size_t size);

/* Makes the search that command_find() does. */
struct jsec_search command_make_search(const struct opt *o);

/*
 * Commits a plan, and releases the lock. Returns 0 also if installs failed, were skipped or
 * were not found: the exit status is judged by the results.
 */
int command_commit(struct command *c, struct jsec_plan *plan);

/* Turns -JSEC_SOME_FAILED into 0 in the same way, for other calls. */
int command_leave_to_results(int rc);

#endif
