/* SPDX-License-Identifier: MIT */
/* Lines for people, in which no path or word can hide a control sequence. */
#ifndef SAY_H
#define SAY_H

#include <stdio.h>

/* Prints one line; control characters as octal. `color`: an SGR code, or NULL. */
void say(FILE *out, const char *color, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
