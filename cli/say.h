/* SPDX-License-Identifier: MIT */
/* Lines for people, in which no path or word can hide a control sequence. On a terminal a
 * long line is broken at its width. */
#ifndef SAY_H
#define SAY_H

#include "opt.h"

#include <stdio.h>

/* The SGR code `color`, or NULL if standard output is to have no colors. */
const char *say_choose_color(const struct opt *o, const char *color);

/* Prints one line; control characters as octal. `color`: an SGR code, or NULL. */
void say_line(FILE *out, const char *color, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A line that is to be copied, such as a command, is not broken. */
void say_verbatim(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One line on standard error, with the command's name before it. `hint` may be NULL. */
void say_error(const char *message, const char *hint);

/* One line, "WHO: note: MESSAGE; HINT". Without `who`, NULL, it is indented. */
void say_note(FILE *out, const char *color, const char *who, const char *message,
	const char *hint);

/* A line in pieces. Each piece is escaped alone, so start or end it with ASCII text. */
void say_begin(FILE *out, const char *color);
void say_piece(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_end(FILE *out, const char *color);

/* A piece of a line that is not broken at its blanks, if possible: a path, an entry. */
void say_whole(FILE *out, const char *text);

/* Prints `before` and the words with commas; nothing if say_has_words() is false. */
void say_words(FILE *out, const char *before, const char *const *words);
bool say_has_words(const char *const *words);

/* The text as it is printed, to be freed; NULL if memory ran out. */
char *say_escape(const char *text);

/* Whether memory ran out over a line: a list without an entry is a wrong one. */
bool say_has_lost_words(void);
void say_lose_words(void);

#endif
