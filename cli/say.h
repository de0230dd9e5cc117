/* SPDX-License-Identifier: MIT */
/*
 * Prints lines for people. Control sequences in a path or word are made visible. On a
 * terminal a long line is broken.
 */
#ifndef SAY_H
#define SAY_H

#include "opt.h"

#include <stdio.h>

/* Returns the SGR code `color`, or NULL if standard output has no colors. */
const char *say_choose_color(const struct opt *o, const char *color);

/* Prints one line. Control characters become octal. `color` is an SGR code or NULL. */
void say_line(FILE *out, const char *color, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Prints a line to copy, such as a command. It is not broken. */
void say_verbatim(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints text for other programs, such as a diff, as it is. On a terminal its control
 * characters become octal, except tabs and line feeds. It ends with a line feed.
 */
void say_text(const char *text, size_t size);

/* Prints a line to standard error, after the command's name. `hint` may be NULL. */
void say_error(const char *message, const char *hint);

/* Prints "WHO: note: MESSAGE; HINT". If `who` is NULL, the line is indented. */
void say_note(FILE *out, const char *color, const char *who, const char *message,
	const char *hint);

/*
 * Print a line in pieces. Each piece is escaped alone, so start or end it with ASCII
 * text.
 */
void say_begin(FILE *out, const char *color);
void say_piece(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_end(FILE *out, const char *color);

/* Prints a piece, such as a path, and avoids breaking the line at its blanks. */
void say_whole(FILE *out, const char *text);

/* Prints `before` and the words with commas; nothing if say_has_words() is false. */
void say_words(FILE *out, const char *before, const char *const *words);
bool say_has_words(const char *const *words);
size_t say_count_words(const char *const *words);

/* Returns the size of the control character at `c` (C0, DEL or C1 in UTF-8), or 0. */
size_t say_measure_control(const char *c);

/* Returns the text as it is printed. Free it. NULL if memory ran out. */
char *say_escape(const char *text);

/* Tells whether words are missing because memory ran out. */
bool say_has_lost_words(void);
void say_lose_words(void);

#endif
