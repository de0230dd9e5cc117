/* SPDX-License-Identifier: MIT */
/* Prints lines safely. */
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

static bool lost; /* words, since memory ran out */

const char *say_choose_color(const struct opt *o, const char *color)
{
	const char *no = getenv("NO_COLOR");
	bool colors = o->color == COLOR_ALWAYS ||
		      (o->color != COLOR_NEVER && isatty(STDOUT_FILENO) && !(no && *no));

	return colors ? color : NULL;
}

/* The bytes of the control character at `c`, 0 for another: C0, DEL, and C1 in UTF-8. */
static size_t say_measure_control(const char *c)
{
	unsigned char byte = (unsigned char)c[0], next = (unsigned char)c[1];

	if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
		return 2;
	return byte < ' ' || byte == 0x7f;
}

static void say_text(FILE *out, const char *text)
{
	while (*text) {
		size_t control = say_measure_control(text);
		if (!control)
			putc(*text++, out);
		for (; control; control--)
			fprintf(out, "\\%03o", (unsigned)(unsigned char)*text++);
	}
}

static void say_formatted(FILE *out, const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0) {
		lost = true;
		return;
	}
	say_text(out, text);
	free(text);
}

bool say_has_lost_words(void)
{
	return lost;
}

void say_lose_words(void)
{
	lost = true;
}

void say_begin(FILE *out, const char *color)
{
	if (color)
		fprintf(out, "\033[%sm", color);
}

void say_piece(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_formatted(out, format, args);
	va_end(args);
}

void say_end(FILE *out, const char *color)
{
	fputs(color ? "\033[0m\n" : "\n", out);
}

void say_line(FILE *out, const char *color, const char *format, ...)
{
	va_list args;

	say_begin(out, color);
	va_start(args, format);
	say_formatted(out, format, args);
	va_end(args);
	say_end(out, color);
}

void say_error(const char *message)
{
	say_line(stderr, NULL, "jsecpatch: %s", message);
}

bool say_has_words(const char *const *words)
{
	return words[0] && (*words[0] || words[1]);
}

void say_words(FILE *out, const char *before, const char *const *words)
{
	if (!say_has_words(words))
		return;
	say_piece(out, "%s", before);
	for (size_t i = 0; words[i]; i++)
		say_piece(out, "%s%s", i ? ", " : "", words[i]);
}
