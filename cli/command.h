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

/* Opens the session; a negative code, and the end of the run, if that fails. */
int command_open(struct command *c, const struct opt *o, struct ending *end);
void command_close(struct command *c);

/* The environment for the library; NULL if the program has more rights than its caller. */
const char *const *command_get_environment(void);

/* What the options ask the library to do in installs. */
struct jsec_request command_make_request(const struct opt *o);

/* Finds the installs; locks before, if it is to write, but after a scan. */
int command_find(
	struct command *c, bool writes, struct ending *end, struct jsec_installs **ret);

/* Whether Ctrl-C ended the scan that found them; NULL: no. */
bool command_was_interrupted(const struct jsec_installs *installs);

/* Where command_find() looks. */
struct jsec_search command_make_search(const struct opt *o);

#endif
