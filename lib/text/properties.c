/* SPDX-License-Identifier: MIT */
/* Reads .properties files: the java.util.Properties grammar as one PCRE2 pattern. */
#include "text/properties.h"

#include "text/escapes.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/*
 * The pattern of one entry.
 *
 * All repeats are possessive, so that matching is linear: no input makes PCRE2 backtrack.
 *
 * The search for an entry starts at the line end before it. So one match skips all
 * comments and blank lines before the entry, and PCRE2 finds CR or LF with the speed of
 * memchr.
 *
 * PATTERN(start, nothing): `start` is what must precede an entry. `nothing` rejects lines
 * that look like entries but are empty for this reader.
 */
#define BLANK "[ \\t\\f]"
/* A line join: a backslash, a line end and the next line's blanks. All are dropped. */
#define JOIN "\\\\(?:\\r\\n?|\\n)" BLANK "*+"
/* \u and four digits, with joins between; another escape; or a backslash at the end. */
#define ESCAPE "\\\\(?:u(?:(?:" JOIN ")*+[0-9A-Fa-f]){4}|[^u\\r\\n]|\\z)"
#define KEY "((?:[^\\\\=:\\ \\t\\f\\r\\n]++|" JOIN "|" ESCAPE ")*+)"
#define GAP "(?:" BLANK "|" JOIN ")*+"
#define VALUE "((?:[^\\\\\\r\\n]++|" JOIN "|" ESCAPE ")*+)"
#define PATTERN(start, nothing)                                     \
	start "(?#indent)" BLANK "*+" nothing                       \
	      "(?#no comment, no blank line)(?![\\#!\\r\\n]|\\z)"   \
	      "(?#key)" KEY "(?#separator)" GAP "(?:[=:]" GAP ")?+" \
	      "(?#value)" VALUE

/* A line with only a backslash defines nothing. As the last one it defines the key "". */
#define NOTHING_MODERN "(?!\\\\(?:\\r\\n|[\\r\\n](?!\\z)))"
/*
 * Lines with only a backslash, then a blank line, define nothing. But if another line
 * follows, it continues them, even one with "#". SKIP makes the search continue after
 * them: otherwise each of many such lines would be tried with all that follow, in
 * quadratic time.
 */
#define NOTHING_OLD \
	"(?:(?:" JOIN ")++(?:(?=[\\r\\n])|\\z(?<!\\\\[\\r\\n]))(*SKIP)(*FAIL))?"

#define AFTER_LINE "[\\r\\n]"
#define AT_START "\\A"

static const char *const patterns[2][2] = {
	[PROPS_MODERN] = {PATTERN(AFTER_LINE, NOTHING_MODERN),
		PATTERN(AT_START, NOTHING_MODERN)},
	[PROPS_OLD] = {PATTERN(AFTER_LINE, NOTHING_OLD), PATTERN(AT_START, NOTHING_OLD)},
};

struct lexer {
	pcre2_code *code[2][2]; /* compiled at first use */
	pcre2_match_data *match;
	pcre2_match_context *context;
};

struct lexer *lexer_new(void)
{
	struct lexer *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->match = pcre2_match_data_create(3, NULL);
	l->context = pcre2_match_context_create(NULL);
	if (!l->match || !l->context) {
		lexer_free(l);
		return NULL;
	}
	/* The default limits are for patterns that backtrack. */
	pcre2_set_match_limit(l->context, UINT32_MAX);
	pcre2_set_depth_limit(l->context, UINT32_MAX);
	return l;
}

void lexer_free(struct lexer *l)
{
	if (!l)
		return;
	for (int i = 0; i < 4; i++)
		pcre2_code_free(l->code[i / 2][i % 2]);
	pcre2_match_data_free(l->match);
	pcre2_match_context_free(l->context);
	free(l);
}

static pcre2_code *props_get_code(
	struct lexer *l, enum props_reader reader, bool at_start)
{
	pcre2_code **code = &l->code[reader][at_start];
	size_t offset;
	int error;

	if (!*code) {
		*code = pcre2_compile((PCRE2_SPTR)patterns[reader][at_start],
			PCRE2_ZERO_TERMINATED, PCRE2_NEVER_UTF, &error, &offset, NULL);
#ifndef WITHOUT_JIT
		/* The JIT only adds speed: ignore a failure. */
		if (*code && !at_start)
			pcre2_jit_compile(*code, PCRE2_JIT_COMPLETE);
#endif
	}
	return *code;
}

static int props_add(struct props *p, size_t *room, const size_t *at, bool at_start)
{
	if (p->n == *room) {
		size_t more = *room ? *room * 2 : 64;
		struct prop *items = realloc(p->items, more * sizeof *items);

		if (!items)
			return -1;
		p->items = items;
		*room = more;
	}
	p->items[p->n++] = (struct prop){
		.start = at[0] + !at_start,
		.key = at[2],
		.key_end = at[3],
		.value = at[4],
		.value_end = at[5],
	};
	return 0;
}

static bool props_starts_with_entry(struct span s)
{
	size_t i = 0;

	while (i < s.size && (s.data[i] == ' ' || s.data[i] == '\t' || s.data[i] == '\f'))
		i++;
	return i < s.size && !memchr("#!\r\n", s.data[i], 4);
}

static int props_refuse_escape(
	struct span bytes, size_t at, const char *path, struct err *e)
{
	return err_set(e, JSEC_BAD_FILE, path, props_count_lines(bytes, at),
		"malformed \\uxxxx escape: TLS does not work with this file; correct it by "
		"hand");
}

/* Refuses the entry in *at if the document has too many, or if it is too long. */
static int props_check_bounds(const struct props *p, const size_t *at, bool at_start,
	const char *path, struct err *e)
{
	size_t start = at[0] + !at_start;

	if (p->n < PROPS_MOST && at[1] - start <= PROPS_LONGEST)
		return 0;
	return err_set(e, JSEC_TOO_LARGE, path, props_count_lines(p->bytes, start),
		p->n < PROPS_MOST
			? "this property has more than 64 KiB; jsecpatch reads no "
			  "longer one"
			: "the file has more than 100000 properties; jsecpatch "
			  "reads no more");
}

static int props_scan(struct props *p, struct lexer *l, enum props_reader reader,
	bool bounded, const char *path, struct err *e)
{
	struct span bytes = p->bytes;
	bool at_start = props_starts_with_entry(bytes);
	size_t room = 0, pos = 0;

	while (pos < bytes.size) {
		pcre2_code *code = props_get_code(l, reader, at_start);
		if (!code)
			return err_memory(e);
		int rc = pcre2_match(code, (PCRE2_SPTR)bytes.data, bytes.size, pos, 0,
			l->match, l->context);
		if (rc == PCRE2_ERROR_NOMATCH && !at_start)
			break;
		if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
			return err_memory(e);
		if (rc > 0) {
			const size_t *at = pcre2_get_ovector_pointer(l->match);

			pos = at[1];
			if (pos < bytes.size && bytes.data[pos] != '\r' &&
				bytes.data[pos] != '\n')
				return props_refuse_escape(bytes, pos, path, e);
			if (bounded && props_check_bounds(p, at, at_start, path, e))
				return -JSEC_TOO_LARGE;
			if (props_add(p, &room, at, at_start))
				return err_memory(e);
		}
		at_start = false;
	}
	return 0;
}

int props_read(struct props *p, struct lexer *l, enum props_reader reader,
	struct span bytes, const char *path, struct err *e)
{
	*p = (struct props){.bytes = bytes};
	return props_scan(p, l, reader, true, path, e);
}

int props_read_all(struct props *p, struct lexer *l, enum props_reader reader,
	struct span bytes, const char *path, struct err *e)
{
	*p = (struct props){.bytes = bytes};
	return props_scan(p, l, reader, false, path, e);
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
