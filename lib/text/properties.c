/* SPDX-License-Identifier: MIT */
/* Reads .properties files by the grammar of java.util.Properties. */
#include "text/properties.h"

#include "text/escapes.h"

#include <stdlib.h>

/* What ends a run of bytes that mean nothing special. */
enum props_class {
	KEY_END = 1,   /* in a key */
	VALUE_END = 2, /* in a value, and in a key */
	BLANK = 4,
};

static const unsigned char classes[256] = {
	[' '] = KEY_END | BLANK,
	['\t'] = KEY_END | BLANK,
	['\f'] = KEY_END | BLANK,
	['='] = KEY_END,
	[':'] = KEY_END,
	['\\'] = KEY_END | VALUE_END,
	['\r'] = KEY_END | VALUE_END,
	['\n'] = KEY_END | VALUE_END,
};

static bool props_is(struct span s, size_t at, enum props_class class)
{
	return at < s.size && classes[(unsigned char)s.data[at]] & class;
}

static bool props_is_eol(struct span s, size_t at)
{
	return at < s.size && (s.data[at] == '\n' || s.data[at] == '\r');
}

static size_t props_skip_blanks(struct span s, size_t at)
{
	while (props_is(s, at, BLANK))
		at++;
	return at;
}

/* Skips line joins: a backslash, a line end and the next line's blanks. */
static size_t props_skip_joins(struct span s, size_t at)
{
	while (at < s.size && s.data[at] == '\\' && props_is_eol(s, at + 1)) {
		bool crlf = s.data[at + 1] == '\r' && at + 2 < s.size &&
			    s.data[at + 2] == '\n';
		at = props_skip_blanks(s, at + 2 + crlf);
	}
	return at;
}

static bool props_is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/*
 * Skips an escape at a backslash: \u and four digits, with joins between; or any other
 * character; or the end. Stays there if the digits are missing.
 */
static size_t props_skip_escape(struct span s, size_t backslash)
{
	size_t at = backslash + 1;

	if (at == s.size || s.data[at] != 'u')
		return at == s.size ? at : at + 1;
	at++;
	for (int digits = 0; digits < 4; digits++) {
		at = props_skip_joins(s, at);
		if (at == s.size || !props_is_hex(s.data[at]))
			return backslash;
		at++;
	}
	return at;
}

/* Skips a key or a value: all up to an unescaped byte of the class. */
static size_t props_skip_text(struct span s, size_t at, enum props_class end)
{
	for (;;) {
		while (at < s.size && !(classes[(unsigned char)s.data[at]] & end))
			at++;
		if (at == s.size || s.data[at] != '\\')
			return at;
		size_t next = props_is_eol(s, at + 1) ? props_skip_joins(s, at)
						      : props_skip_escape(s, at);
		if (next == at)
			return at;
		at = next;
	}
}

/* Skips blanks and joins between a key and its value. */
static size_t props_skip_gap(struct span s, size_t at)
{
	size_t before;

	do {
		before = at;
		at = props_skip_joins(s, props_skip_blanks(s, at));
	} while (at != before);
	return at;
}

/*
 * A line with only a backslash defines nothing. As the last one it defines the key "".
 * Returns the place of its line end, or `at` if the line is another one.
 */
static size_t props_skip_nothing_modern(struct span s, size_t at)
{
	if (s.data[at] != '\\' || !props_is_eol(s, at + 1))
		return at;
	bool crlf = s.data[at + 1] == '\r' && at + 2 < s.size && s.data[at + 2] == '\n';
	return crlf || at + 2 < s.size ? at + 1 : at;
}

/*
 * Lines with only a backslash, then a blank line, define nothing. But if another line
 * follows, it continues them, even one with "#".
 */
static size_t props_skip_nothing_old(struct span s, size_t at)
{
	size_t next = props_skip_joins(s, at);

	if (next == at || props_is_eol(s, next))
		return next;
	/* the last line: blanks behind it, or CR and LF, are taken for a blank line */
	bool bare = s.data[next - 2] == '\\' && props_is_eol(s, next - 1);
	return next == s.size && !bare ? next : at;
}

/*
 * Reads the entry of the line that starts at `start`, if there is one: otherwise
 * returns false, and *end is not behind the end of that line.
 */
static bool props_read_entry(struct span s, enum props_reader reader, size_t start,
	struct prop *ret, size_t *end)
{
	size_t at = props_skip_blanks(s, start);

	*end = at;
	if (at == s.size || memchr("#!\r\n", s.data[at], 4))
		return false;
	*end = reader == PROPS_OLD ? props_skip_nothing_old(s, at)
				   : props_skip_nothing_modern(s, at);
	if (*end != at)
		return false;
	*ret = (struct prop){.start = start, .key = at};
	ret->key_end = props_skip_text(s, at, KEY_END);
	at = props_skip_gap(s, ret->key_end);
	if (at < s.size && (s.data[at] == '=' || s.data[at] == ':'))
		at = props_skip_gap(s, at + 1);
	ret->value = at;
	ret->value_end = *end = props_skip_text(s, at, VALUE_END);
	return true;
}

/* Finds line ends: mostly LF, where CR is looked for only once. */
struct line_ends {
	struct span s;
	size_t lf, cr; /* the next ones, not before the last place that was asked for */
};

static size_t props_find_byte(struct span s, size_t from, char c)
{
	const char *at = from < s.size ? memchr(s.data + from, c, s.size - from) : NULL;

	return at ? (size_t)(at - s.data) : s.size;
}

/* Returns the next place of CR or LF, or the size. */
static size_t props_find_line_end(struct line_ends *l, size_t from)
{
	if (l->lf < from)
		l->lf = props_find_byte(l->s, from, '\n');
	if (l->cr < from)
		l->cr = props_find_byte(l->s, from, '\r');
	return l->lf < l->cr ? l->lf : l->cr;
}

static int props_add(struct props *p, size_t *room, const struct prop *it)
{
	if (p->n == *room) {
		size_t more = *room ? *room * 2 : 64;
		struct prop *items = realloc(p->items, more * sizeof *items);

		if (!items)
			return -1;
		p->items = items;
		*room = more;
	}
	p->items[p->n++] = *it;
	return 0;
}

static int props_refuse_escape(
	struct span bytes, size_t at, const char *path, struct err *e)
{
	return err_set(e, JSEC_BAD_FILE, path, props_count_lines(bytes, at),
		"malformed \\uxxxx escape: TLS does not work with this file; correct it by "
		"hand");
}

/* Refuses the entry if the document has too many, or if it is too long. */
static int props_check_bounds(
	const struct props *p, const struct prop *it, const char *path, struct err *e)
{
	if (p->n < PROPS_MOST && it->value_end - it->start <= PROPS_LONGEST)
		return 0;
	return err_set(e, JSEC_TOO_LARGE, path, props_count_lines(p->bytes, it->start),
		p->n < PROPS_MOST
			? "this property has more than 64 KiB; jsecpatch reads no "
			  "longer one"
			: "the file has more than 100000 properties; jsecpatch "
			  "reads no more");
}

static int props_scan(struct props *p, enum props_reader reader, bool bounded,
	const char *path, struct err *e)
{
	struct span bytes = p->bytes;
	struct line_ends ends = {bytes, 0, 0};
	size_t room = 0, at = 0;
	struct prop it;

	ends.lf = props_find_byte(bytes, 0, '\n');
	ends.cr = props_find_byte(bytes, 0, '\r');
	while (at < bytes.size) {
		bool entry = props_read_entry(bytes, reader, at, &it, &at);
		if (entry && at < bytes.size && !props_is_eol(bytes, at))
			return props_refuse_escape(bytes, at, path, e);
		if (entry && bounded && props_check_bounds(p, &it, path, e))
			return -JSEC_TOO_LARGE;
		if (entry && props_add(p, &room, &it))
			return err_memory(e);
		at = props_find_line_end(&ends, at) + 1;
	}
	return 0;
}

int props_read(struct props *p, enum props_reader reader, struct span bytes,
	const char *path, struct err *e)
{
	*p = (struct props){.bytes = bytes};
	return props_scan(p, reader, true, path, e);
}

int props_read_all(struct props *p, enum props_reader reader, struct span bytes,
	const char *path, struct err *e)
{
	*p = (struct props){.bytes = bytes};
	return props_scan(p, reader, false, path, e);
}

void props_done(struct props *p)
{
	free(p->items);
	*p = (struct props){0};
}

struct span props_get_value(const struct props *p, const struct prop *item)
{
	return span_cut(p->bytes, item->value, item->value_end);
}

bool props_key_is(const struct props *p, const struct prop *item, const char *key)
{
	struct span raw = span_cut(p->bytes, item->key, item->key_end);

	if (!raw.size || !memchr(raw.data, '\\', raw.size))
		return span_equal(raw, span_str(key));

	CHARS_AUTO struct chars c;
	if (chars_decode(&c, raw))
		return false;
	size_t i = 0;
	while (i < c.n && key[i] && c.items[i].c == (unsigned char)key[i])
		i++;
	return i == c.n && !key[i];
}

const struct prop *props_find(const struct props *p, const char *key)
{
	for (size_t i = p->n; i-- > 0;)
		if (props_key_is(p, &p->items[i], key))
			return &p->items[i];
	return NULL;
}

const char *props_find_eol(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (s.data[i] == '\n')
			return "\n";
		if (s.data[i] == '\r')
			return i + 1 < s.size && s.data[i + 1] == '\n' ? "\r\n" : "\r";
	}
	return "\n";
}

size_t props_count_lines(struct span s, size_t offset)
{
	const char *end = s.data + (offset < s.size ? offset : s.size), *at = s.data;
	size_t line = 1;

	for (; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
		line++;
	for (at = s.data; at < end && (at = memchr(at, '\r', (size_t)(end - at))); at++)
		line += at + 1 == s.data + s.size || at[1] != '\n';
	return line;
}

bool props_are_utf16(struct span b)
{
	size_t n = b.size < 64 ? b.size : 64, zeros[2] = {0};

	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += !b.data[i];
	/* every other byte of Latin letters is 0 */
	return n > 8 && (zeros[0] > n / 4) != (zeros[1] > n / 4);
}

bool props_is_open(struct span b)
{
	size_t end = b.size, backslashes = 0;

	while (end > 0 && (b.data[end - 1] == ' ' || b.data[end - 1] == '\t' ||
				  b.data[end - 1] == '\f'))
		end--;
	if (end > 0 && b.data[end - 1] == '\n')
		end--;
	if (end > 0 && b.data[end - 1] == '\r')
		end--;
	while (end > 0 && b.data[end - 1] == '\\') {
		end--;
		backslashes++;
	}
	return backslashes % 2;
}
