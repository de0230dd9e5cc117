/* SPDX-License-Identifier: MIT */
/* Decodes and encodes the escapes of .properties files. */
#include "text/escapes.h"

#include <stdlib.h>

static bool chars_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f';
}

/* Returns the offset after line joins at `i`, or `i` if there are none. */
static size_t chars_skip_joins(struct span s, size_t i)
{
	while (i + 1 < s.size && s.data[i] == '\\' &&
		(s.data[i + 1] == '\r' || s.data[i + 1] == '\n')) {
		i += s.data[i + 1] == '\r' && i + 2 < s.size && s.data[i + 2] == '\n' ? 3
										      : 2;
		while (i < s.size && chars_is_blank(s.data[i]))
			i++;
	}
	return i;
}

static unsigned chars_read_hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* Returns the character that the escape at `i` means, and sets *end after the escape. */
static uint16_t chars_unescape(struct span s, size_t i, size_t *end)
{
	static const char names[] = "tnrf", meant[] = "\t\n\r\f";
	char c = s.data[i + 1];
	const char *name = c ? strchr(names, c) : NULL;

	*end = i + 2;
	if (name)
		return (uint16_t)meant[name - names];
	if (c != 'u')
		return (unsigned char)c;
	unsigned value = 0;
	for (int digit = 0; digit < 4 && *end < s.size; digit++) {
		*end = chars_skip_joins(s, *end);
		if (*end < s.size)
			value = value << 4 | chars_read_hex(s.data[(*end)++]);
	}
	return (uint16_t)value;
}

int chars_decode(struct chars *c, struct span s)
{
	size_t end;

	*c = (struct chars){.items = malloc((s.size + 1) * sizeof *c->items)};
	if (!c->items)
		return -1;
	for (size_t i = chars_skip_joins(s, 0); i < s.size;
		i = chars_skip_joins(s, end)) {
		uint16_t value = (unsigned char)s.data[i];

		end = i + 1;
		if (value == '\\') {
			if (end == s.size)
				break; /* a lone backslash at the end of the file */
			value = chars_unescape(s, i, &end);
		}
		c->items[c->n++] = (struct jchar){value, (uint32_t)i, (uint32_t)end};
	}
	return 0;
}

void chars_done(struct chars *c)
{
	free(c->items);
	*c = (struct chars){0};
}

/* Returns the code point at *i, and moves *i to its last UTF-16 unit. */
static unsigned chars_take_code_point(const struct chars *c, size_t *i, size_t to)
{
	unsigned unit = c->items[*i].c;
	unsigned next = *i + 1 < to ? c->items[*i + 1].c : 0;

	if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
		++*i;
		return 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
	}
	if (unit >= 0xd800 && unit < 0xe000)
		return 0xfffd;
	return unit ? unit : 0x2400;
}

void chars_add_to(const struct chars *c, size_t from, size_t to, struct buf *out)
{
	for (size_t i = from; i < to; i++)
		buf_add_utf8(out, chars_take_code_point(c, &i, to));
}

unsigned chars_next_utf8(struct span s, size_t *i)
{
	static const unsigned least[] = {0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)s.data[(*i)++];
	unsigned more = first >= 0xf0 && first < 0xf5	? 3
			: first >= 0xe0 && first < 0xf0 ? 2
							: first >= 0xc2 && first < 0xe0;
	unsigned value = first & (0x3fu >> more);

	if (!more || *i + more > s.size)
		return first;
	for (unsigned k = 0; k < more; k++) {
		unsigned char c = (unsigned char)s.data[*i + k];
		if ((c & 0xc0) != 0x80)
			return first;
		value = value << 6 | (c & 0x3f);
	}
	if (value < least[more] || value > 0x10ffff ||
		(value >= 0xd800 && value < 0xe000))
		return first;
	*i += more;
	return value;
}

static void chars_escape(unsigned c, bool first, struct buf *out)
{
	if (c == '\\' || (first && c && c < 0x80 && strchr(" \t\f=:", (int)c)))
		buf_addf(out, "\\%c", (int)c);
	else if (c == '\n')
		buf_adds(out, "\\n");
	else if (c == '\r')
		buf_adds(out, "\\r");
	else if (c > 0xffff)
		buf_addf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
			0xdc00 + ((c - 0x10000) & 0x3ff));
	else if (c > 0xff)
		buf_addf(out, "\\u%04x", c);
	else
		buf_addc(out, (char)c);
}

void chars_encode(struct span utf8, struct buf *out)
{
	for (size_t i = 0; i < utf8.size;) {
		bool first = i == 0;
		chars_escape(chars_next_utf8(utf8, &i), first, out);
	}
}

void chars_encode_bytes(const char *bytes, struct buf *out)
{
	for (size_t i = 0; bytes[i]; i++) {
		char c = bytes[i];
		if (c == '\n' || c == '\r' || c == '\\' ||
			(i == 0 && (c == ' ' || c == '\t' || c == '\f')))
			buf_addf(out, "\\u%04x", (unsigned char)c);
		else
			buf_addc(out, c);
	}
}

char *chars_decode_bytes(struct span raw)
{
	CHARS_AUTO struct chars c = {0};
	struct buf out = {0};

	if (chars_decode(&c, raw))
		return NULL;
	for (size_t i = 0; i < c.n; i++)
		buf_addc(&out, (char)c.items[i].c);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freed by CHARS_AUTO */
	return buf_take(&out);
}
