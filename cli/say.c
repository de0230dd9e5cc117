/* SPDX-License-Identifier: MIT */
/* Prints lines safely, and not wider than the terminal. */
#include "say.h"

#include "wrap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

static bool lost; /* memory ran out, so words are missing */

/* The line so far, if it has to be complete before it is printed; else no stream. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} line;

const char *say_choose_color(const struct opt *o, const char *color)
{
	const char *no = getenv("NO_COLOR");
	bool colors = o->color == COLOR_ALWAYS ||
		      (o->color != COLOR_NEVER && isatty(STDOUT_FILENO) && !(no && *no));

	return colors ? color : NULL;
}

size_t say_measure_control(const char *c)
{
	unsigned char byte = (unsigned char)c[0], next = (unsigned char)c[1];

	if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
		return 2;
	return byte < ' ' || byte == 0x7f;
}

static void say_octal(FILE *out, char byte)
{
	fprintf(out, "\\%03o", (unsigned)(unsigned char)byte);
}

/* Prints the text, with `blank` instead of each blank. */
static void say_escaped(FILE *out, const char *text, char blank)
{
	while (*text) {
		size_t control = say_measure_control(text);
		if (!control) {
			putc(*text == ' ' ? blank : *text, out);
			text++;
		}
		for (; control; control--)
			say_octal(out, *text++);
	}
}

char *say_escape(const char *text)
{
	char *escaped = NULL;
	size_t size;
	FILE *out = open_memstream(&escaped, &size);

	if (!out)
		return NULL;
	say_escaped(out, text, ' ');
	bool failed = ferror(out);
	if (!fclose(out) && !failed)
		return escaped;
	free(escaped);
	return NULL;
}

/* Needs memory for long texts only. Without it, prints as much as is possible. */
static void say_formatted(FILE *out, const char *format, va_list args)
{
	char room[1024], *text = NULL;
	va_list again;

	va_copy(again, args);
	if (vsnprintf(room, sizeof room, format, args) >= (int)sizeof room &&
		vasprintf(&text, format, again) < 0) {
		lost = true;
		text = NULL;
	}
	va_end(again);
	say_escaped(line.stream ? line.stream : out, text ? text : room, ' ');
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
	if (!wrap_get_width(out))
		return;
	line.stream = open_memstream(&line.text, &line.size);
	lost = lost || !line.stream;
}

void say_piece(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_formatted(out, format, args);
	va_end(args);
}

void say_whole(FILE *out, const char *text)
{
	if (line.stream)
		say_escaped(line.stream, text, WRAP_BLANK);
	else
		say_escaped(out, text, ' ');
}

void say_end(FILE *out, const char *color)
{
	if (line.stream) {
		lost = ferror(line.stream) || lost;
		lost = fclose(line.stream) || !line.text || lost;
		if (line.text)
			wrap_put(out, line.text, wrap_get_width(out));
		free(line.text);
		line.stream = NULL;
		line.text = NULL;
	}
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

void say_verbatim(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_formatted(stdout, format, args);
	va_end(args);
	say_end(stdout, NULL);
}

void say_text(const char *text, size_t size)
{
	const char *end = text + size;

	if (!wrap_get_width(stdout)) {
		fwrite(text, 1, size, stdout);
		return;
	}
	while (text < end) {
		bool plain = *text == '\n' || *text == '\t';
		size_t control = plain ? 0 : say_measure_control(text);
		if (!control)
			putchar(*text++);
		for (; control; control--)
			say_octal(stdout, *text++);
	}
}

void say_error(const char *message, const char *hint)
{
	say_line(stderr, NULL, "jsecpatch: %s%s%s", message, hint ? "; " : "",
		hint ? hint : "");
}

void say_note(FILE *out, const char *color, const char *who, const char *message,
	const char *hint)
{
	say_line(out, color, "%s%snote: %s%s%s", who ? who : "  ",
		who && *who ? ": " : "", message, hint ? "; " : "", hint ? hint : "");
}

bool say_has_words(const char *const *words)
{
	return words[0] && (*words[0] || words[1]);
}

size_t say_count_words(const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

void say_words(FILE *out, const char *before, const char *const *words)
{
	if (!say_has_words(words))
		return;
	say_piece(out, "%s", before);
	for (size_t i = 0; words[i]; i++) {
		say_piece(out, "%s", i ? ", " : "");
		say_whole(out, words[i]);
	}
}
