/* SPDX-License-Identifier: MIT */
/* Commands of jsecpatch for a person to type. */
#ifndef TYPED_H
#define TYPED_H

#include "opt.h"

#include <stdio.h>

/* A command while it is written. */
struct typed {
	FILE *out;
	char *text;
	size_t size;
};

/* Starts a command with the options that say where to work. Returns NULL if memory ran out. */
FILE *typed_begin(struct typed *t, const struct opt *o);

/* Returns the command. Free it. NULL if memory ran out. */
char *typed_end(struct typed *t);

/* Adds a word, quoted for the shell if that is necessary. */
void typed_add_word(FILE *out, const char *word);

/* Adds an option and its value. Adds nothing if `value` is NULL. */
void typed_add_option(FILE *out, const char *option, const char *value);

#endif
