/* SPDX-License-Identifier: MIT */
/* Lines that are at most as wide as the terminal. */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

/* Printed as a blank. A line is broken here only if there is no other way. */
#define WRAP_BLANK '\1'

/*
 * Returns the columns of the stream's terminal: COLUMNS, or what the terminal reports. 0
 * if it is no terminal.
 */
size_t wrap_get_width(FILE *out);

/* Returns how many columns the UTF-8 text takes. */
size_t wrap_measure(const char *text);

/*
 * Returns the text. If it is too wide: its start, "..." and its last `tail` columns. Free
 * it. NULL if memory ran out.
 */
char *wrap_shorten(const char *text, size_t columns, size_t tail);

/*
 * Prints the text in lines of `width` columns, without the last line feed. Lines after
 * the first are indented by two more columns.
 */
void wrap_put(FILE *out, const char *text, size_t width);

#endif
