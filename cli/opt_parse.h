/* SPDX-License-Identifier: MIT */
/* From the words of the command line to options, and the help on them. */
#ifndef OPT_PARSE_H
#define OPT_PARSE_H

#include "opt.h"

#include <stdio.h>

/* Returns 0, or 2 if something is wrong. */
int opt_parse_words(struct opt *o, int argc, char **argv);
void opt_parse_help(FILE *out);

#endif
