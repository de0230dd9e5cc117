/* SPDX-License-Identifier: MIT */
/* Completes a command line that is being typed, for the shells. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include "opt_table.h"

/* What is being typed: the options before the last word, and what that is. */
struct complete {
	struct opt opt;
	enum opt_kind kind;	   /* of the last word */
	const struct opt_row *row; /* the option whose value it is, or NULL */
	const char *word;	   /* the last word */
	const char
		*value; /* in it: what is typed of the value, or of the last in a list */
};

/* Prints what the last of the words can become, a line each: the word, a tab, what it is.
 * A line without a word says that names of "files" or "directories" fit, too. */
void complete_print(char **words);

/* Prints one that fits what is typed; `what` may be NULL. */
void complete_put(const struct complete *c, const char *value, const char *what);

/* Prints the values that are found on this machine; prints nothing if that fails. */
void complete_put_found(const struct complete *c);

#endif
