/* SPDX-License-Identifier: MIT */
/* Completes a command line for the shells. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include "opt_table.h"

/* A command line while it is typed: the last word, and the options before it. */
struct complete {
	struct opt opt;
	enum opt_kind kind;	   /* of the last word */
	const struct opt_row *row; /* the option whose value the last word is, or NULL */
	const char *word;	   /* the last word */
	const char *value;	   /* the typed part of the value in it */
};

/*
 * Prints possible values of the last word, one a line: the value, a tab, what it is. A
 * line without a value says that names of "files" or "directories" are possible, too.
 */
void complete_print(char **words);

/* Prints a value if it fits what is typed. `what` may be NULL. */
void complete_put(const struct complete *c, const char *value, const char *what);

/* Prints values that are found on this machine. Prints nothing after an error. */
void complete_put_found(const struct complete *c);

#endif
