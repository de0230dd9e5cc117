/* SPDX-License-Identifier: MIT */
/* Lines that are as wide as a terminal at most. */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

/* Prints as a blank. A line is broken there only if nothing else helps. */
#define WRAP_BLANK '\1'

/* The columns of the stream's terminal: COLUMNS, or what the terminal says; 0 if the stream
 * is no terminal. */
size_t wrap_get_width(FILE *out);

/* The columns that the text takes on a terminal, as UTF-8. */
size_t wrap_measure(const char *text);

/* The text, or if it takes more columns the start of it, "...", and its last `tail` columns;
 * to be freed. NULL if memory ran out. */
char *wrap_shorten(const char *text, size_t columns, size_t tail);

/* Prints the text in lines of `width` columns, without the last line feed. The second line and
 * those after it are indented by two columns more than the first one. */
void wrap_put(FILE *out, const char *text, size_t width);

#endif
