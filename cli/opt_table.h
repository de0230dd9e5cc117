/* SPDX-License-Identifier: MIT */
/* The table of options, which the parser and --help share. */
#ifndef OPT_TABLE_H
#define OPT_TABLE_H

#include "opt.h"

/* An option; or, without a name, the title of the options after it. */
struct opt_row {
	char letter;	    /* the short form; 0: none */
	enum action action; /* that it asks for; or ACTION_NONE */
	const char *name;
	const char *arg; /* NULL for none; in brackets if it is optional */
	const char *help;
	size_t flag;  /* where in struct opt it sets a bool to true; 0: nowhere */
	size_t value; /* where in struct opt it puts its argument; 0: nowhere */
	int (*set)(struct opt *o, const char *arg); /* does the rest; or NULL */
};

#define OPT_TABLE_SIZE 32

extern const struct opt_row opt_table[OPT_TABLE_SIZE];

/* Does what an option of the command line asks for; returns 0, or 2 after opt_fail. */
int opt_table_apply(struct opt *o, const struct opt_row *row, const char *arg);

#endif
