/* SPDX-License-Identifier: MIT */
/* Commands of jsecpatch for a person to type. */
#ifndef TYPED_H
#define TYPED_H

#include "opt.h"

#include <stdio.h>

/* Starts a command with the options that say where to work, on a stream to be closed. The
 * text is then in `text`, to be freed. Returns NULL if memory ran out. */
FILE *typed_begin(const struct opt *o, char **text, size_t *size);

/* Adds a word, quoted for the shell if that is necessary. */
void typed_add_word(FILE *out, const char *word);

/* Adds an option and its value; nothing if that is NULL. */
void typed_add_option(FILE *out, const char *option, const char *value);

#endif
