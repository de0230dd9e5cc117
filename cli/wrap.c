/* SPDX-License-Identifier: MIT */
/* Measures text in columns of a terminal, and breaks long lines. */
#include "wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_WIDTH 80
#define MAX_WIDTH 100000
#define INDENT 2
#define GAP "..." /* stands for text that is cut */

/* Characters that need no column, or two. */
struct wrap_range {
	unsigned first, last;
	size_t columns;
};

static const struct wrap_range wrap_ranges[] = {
	{0x300, 0x36f, 0},     /* combining accents */
	{0x1100, 0x115f, 2},   /* Hangul */
	{0x200b, 0x200f, 0},   /* marks without a width */
	{0x20d0, 0x20ff, 0},   /* combining signs */
	{0x2e80, 0xa4cf, 2},   /* Chinese, Japanese */
	{0xac00, 0xd7a3, 2},   /* Hangul */
	{0xf900, 0xfaff, 2},   /* Chinese */
	{0xfe00, 0xfe0f, 0},   /* variants of the sign before */
	{0xfe30, 0xfe6f, 2},   /* Chinese */
	{0xff00, 0xff60, 2},   /* wide forms */
	{0x1f300, 0x1faff, 2}, /* pictures */
	{0x20000, 0x3fffd, 2}, /* Chinese */
};

/* Returns the size of a UTF-8 character by its first byte; 1 if that is invalid. */
static size_t wrap_get_length(unsigned char first)
{
	if (first >= 0xf0 && first < 0xf8)
		return 4;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xc2 && first < 0xe0 ? 2 : 1;
}

static size_t wrap_get_columns(unsigned code)
{
	for (size_t i = 0; i < sizeof wrap_ranges / sizeof *wrap_ranges; i++)
		if (code >= wrap_ranges[i].first && code <= wrap_ranges[i].last)
			return wrap_ranges[i].columns;
	return 1;
}

/* Returns the size of the next character, and its columns. An invalid byte takes one. */
static size_t wrap_read(const char *text, size_t *columns)
{
	size_t n = wrap_get_length((unsigned char)*text);
	unsigned code = (unsigned char)*text & (n > 1 ? 0xffU >> (n + 1) : 0x7fU);

	*columns = 1;
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)text[i];
		if ((next & 0xc0) != 0x80)
			return 1;
		code = code << 6 | (next & 0x3f);
	}
	*columns = wrap_get_columns(code);
	return n;
}

/* Returns how many bytes of the text fit into the columns. */
static size_t wrap_fit(const char *text, size_t columns)
{
	size_t n = 0, wide;

	while (text[n]) {
		size_t bytes = wrap_read(text + n, &wide);
		if (wide > columns)
			break;
		columns -= wide;
		n += bytes;
	}
	return n;
}

/* Returns the columns up to this character, or up to the end. */
static size_t wrap_measure_part(const char *text, char stop)
{
	size_t used = 0, wide;

	while (*text && *text != stop) {
		text += wrap_read(text, &wide);
		used += wide;
	}
	return used;
}

size_t wrap_measure(const char *text)
{
	return wrap_measure_part(text, 0);
}

char *wrap_shorten(const char *text, size_t columns, size_t tail)
{
	size_t room = columns > strlen(GAP) ? columns - strlen(GAP) : 0;
	size_t used = wrap_measure(text), wide;
	const char *end = text;
	char *shorter;

	if (used <= columns)
		return strdup(text);
	tail = tail < room ? tail : room;
	while (used > tail) {
		end += wrap_read(end, &wide);
		used -= wide;
	}
	int head = (int)wrap_fit(text, room - tail);
	return asprintf(&shorter, "%.*s" GAP "%s", head, text, end) < 0 ? NULL : shorter;
}

static size_t wrap_parse_width(const char *number)
{
	char *end;
	unsigned long width = number && *number >= '0' && *number <= '9'
				      ? strtoul(number, &end, 10)
				      : 0;

	return width && !*end && width <= MAX_WIDTH ? width : 0;
}

static size_t wrap_ask_terminal(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	size_t width = wrap_parse_width(getenv("COLUMNS"));
	if (!width && !ioctl(fd, TIOCGWINSZ, &size))
		width = size.ws_col;
	return width ? width : DEFAULT_WIDTH;
}

size_t wrap_get_width(FILE *out)
{
	static struct {
		bool known;
		size_t width;
	} kept[2];
	size_t i = out == stderr;

	if (!kept[i].known)
		kept[i].width = wrap_ask_terminal(fileno(out));
	kept[i].known = true;
	return kept[i].width;
}

/*
 * Chooses where to break a line: at the blank, unless the text after it is too long for a
 * line. Then at the last resort.
 */
static size_t wrap_choose(
	const char *text, size_t blank, size_t last_resort, size_t width)
{
	if (!blank ||
		(last_resort > blank && wrap_measure_part(text + blank + 1, ' ') > width))
		return last_resort;
	return blank;
}

/* Returns how many bytes go into a line of this width. Breaks at a blank, if possible. */
static size_t wrap_find_end(const char *text, size_t width)
{
	size_t n = strspn(text, " "), used = n, blank = 0, last_resort = 0, wide;

	while (text[n]) {
		size_t bytes = wrap_read(text + n, &wide);
		if (text[n] == ' ')
			blank = n;
		else if (text[n] == WRAP_BLANK)
			last_resort = n;
		else if (used + wide > width && (blank || last_resort))
			return wrap_choose(text, blank, last_resort, width);
		used += wide;
		n += bytes;
	}
	return n;
}

void wrap_put(FILE *out, const char *text, size_t width)
{
	size_t indent = strspn(text, " ") + INDENT, left = width;

	while (*text) {
		size_t end = wrap_find_end(text, left);
		for (size_t i = 0; i < end; i++)
			putc(text[i] == WRAP_BLANK ? ' ' : text[i], out);
		text += end;
		while (end && (*text == ' ' || *text == WRAP_BLANK))
			text++;
		if (*text)
			fprintf(out, "\n%*s", (int)indent, "");
		left = width > indent ? width - indent : 1;
	}
}
