/* SPDX-License-Identifier: MIT */
/* One run of the command: what it is to do, and the library's session for that. */
#ifndef COMMAND_H
#define COMMAND_H

#include "ending.h"
#include "progress.h"

/* Not to be copied: the session knows where `progress` is. */
struct command {
	const struct opt *opt;
	struct jsec *session;
	struct progress progress;
};

/* Opens the session. Returns 0, or a negative code with the error in `end`. */
int command_open(struct command *c, const struct opt *o, struct ending *end);
void command_close(struct command *c);

/* The environment for the library; NULL in a set-uid program. */
const char *const *command_get_environment(void);

/* What the options ask the library to do in installs. */
struct jsec_request command_make_request(const struct opt *o);

/* Finds the installs and, if `writes`, takes the lock. Returns 0 or a negative code. */
int command_find(
	struct command *c, bool writes, struct ending *end, struct jsec_installs **ret);

/* Whether Ctrl-C ended the scan that found them; NULL: no. */
bool command_was_interrupted(const struct jsec_installs *installs);

/* The program that update hooks call: this one. NULL if that is not known. */
const char *command_find_program(char *path, size_t size);

/* Where command_find() looks. */
struct jsec_search command_make_search(const struct opt *o);

/*
 * Commits a plan. What failed, was skipped or was not found in it is in its results, by
 * which the run is judged: that is 0 here.
 */
int command_commit(struct command *c, struct jsec_plan *plan);

/* The same for other calls that carry something out. */
int command_leave_to_results(int rc);

#endif
