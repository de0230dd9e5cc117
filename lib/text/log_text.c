/* SPDX-License-Identifier: MIT */
/* Decodes escapes and drops what is no text, in one pass. */
#include "text/log_text.h"

#include <strings.h>

#define ESC 033
#define MOST_PARAMETERS 32

/* Returns the value of a digit in this base, or -1. */
static int log_text_get_digit(char c, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = memchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c, base);

	return found ? (int)(found - digits) : -1;
}

/* Reads 1 to `most` digits at the start. Returns how many there are. */
static size_t log_text_read_number(
	struct span s, unsigned base, size_t most, unsigned *ret)
{
	size_t n = 0;

	for (*ret = 0; n < s.size && n < most; n++) {
		int digit = log_text_get_digit(s.data[n], base);
		if (digit < 0)
			break;
		*ret = *ret * base + (unsigned)digit;
	}
	return n;
}

/* Characters that no message of TLS has are all the same. */
static char log_text_narrow(unsigned c)
{
	if (c == '\n')
		return LOG_TEXT_BREAK;
	return c == 0xa0 ? ' ' : c < 0x80 ? (char)c : '?';
}

/* JSON and Java: \n, \t, \", \/, \u003c, \x1b, also with each backslash doubled. */
static size_t log_text_read_backslash(struct span s, char *c)
{
	static const char from[] = "ntr\"'/\\",
			  to[] = {LOG_TEXT_BREAK, '\t', '\r', '"', '\'', '/', '\\'};
	size_t n = 1;
	unsigned code;

	while (n < s.size && n < MOST_PARAMETERS && s.data[n] == '\\')
		n++;
	if (n == s.size)
		return 0;
	const char *found = memchr(from, s.data[n], sizeof to);
	size_t want = s.data[n] == 'u' ? 4 : s.data[n] == 'x' ? 2 : 0;
	if (found) {
		*c = to[found - from];
		return n + 1;
	}
	if (!want ||
		log_text_read_number(span_cut(s, n + 1, s.size), 16, want, &code) != want)
		return 0;
	*c = log_text_narrow(code);
	return n + 1 + want;
}

/* rsyslog: #011 is a tab, #012 a line end. */
static size_t log_text_read_octal(struct span s, char *c)
{
	unsigned code;

	if (log_text_read_number(span_cut(s, 1, s.size), 8, 3, &code) != 3 || code >= ' ')
		return 0;
	*c = log_text_narrow(code);
	return 4;
}

/* XML and HTML: &lt; and &#10; and &#x3c;. */
static size_t log_text_read_entity(struct span s, char *c)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'},
		{"&apos;", '\''}, {"&nbsp;", ' '}};
	unsigned code;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i].name);
		if (s.size >= n && !strncasecmp(s.data, names[i].name, n)) {
			*c = names[i].c;
			return n;
		}
	}
	if (s.size < 4 || s.data[1] != '#')
		return 0;
	bool hex = s.data[2] == 'x' || s.data[2] == 'X';
	size_t start = hex ? 3 : 2;
	size_t n =
		log_text_read_number(span_cut(s, start, s.size), hex ? 16 : 10, 5, &code);
	if (!n || start + n >= s.size || s.data[start + n] != ';')
		return 0;
	*c = log_text_narrow(code);
	return start + n + 1;
}

/* Reads one character, escaped or not. Returns how many bytes it takes. */
static size_t log_text_read_char(struct span s, char *c)
{
	size_t n = 0;

	*c = s.data[0];
	if (*c == '\\')
		n = log_text_read_backslash(s, c);
	else if (*c == '#' && s.size >= 4)
		n = log_text_read_octal(s, c);
	else if (*c == '&')
		n = log_text_read_entity(s, c);
	else if (*c == '\302' && s.size > 1 && s.data[1] == '\240') { /* NO-BREAK SPACE */
		*c = ' ';
		n = 2;
	}
	return n ? n : 1;
}

/* After ESC: "[" and parameters, or one character. Returns how many bytes to skip. */
static size_t log_text_skip_colour(struct span s)
{
	size_t n = 1;

	if (!s.size || s.data[0] != '[')
		return s.size && s.data[0] != '\n' ? 1 : 0;
	while (n < s.size && n < MOST_PARAMETERS && s.data[n] >= ' ' && s.data[n] < '@')
		n++;
	return n < s.size && s.data[n] >= '@' ? n + 1 : n;
}

void log_text_clean(struct span raw, struct buf *out)
{
	buf_reserve(out, raw.size);
	while (raw.size) {
		char c;
		size_t n = log_text_read_char(raw, &c);
		raw = span_cut(raw, n, raw.size);
		if (c == ESC) {
			n = log_text_skip_colour(raw);
			raw = span_cut(raw, n, raw.size);
		} else if (c && c != '\r') {
			buf_addc(out, c);
		}
	}
}
