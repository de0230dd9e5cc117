/* SPDX-License-Identifier: MIT */
/* Matches paths with patterns, and makes patterns of paths that hold the version of a Java. */
#include "text/path_pattern.h"

#include <stdlib.h>
#include <strings.h>

#define SPECIAL "*?[]\\"
#define MAX_SIZE 4096 /* of a pattern: no path is longer */
#define NOWHERE ((size_t)-1)

/* Returns the size of the character at `at`, whose code is `ret`. An odd byte is one, too. */
static size_t path_pattern_read(struct span s, size_t at, unsigned *ret)
{
	unsigned char first = (unsigned char)s.data[at];
	size_t size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	*ret = first;
	for (size_t i = 1; i < size; i++) {
		unsigned char c = at + i < s.size ? (unsigned char)s.data[at + i] : 0;
		if ((c & 0xc0) != 0x80) {
			*ret = first;
			return 1;
		}
		*ret = *ret << 6 | (c & 0x3f);
	}
	return size;
}

static bool path_pattern_escapes(struct span p, size_t at)
{
	return p.data[at] == '\\' && at + 1 < p.size && p.data[at + 1] &&
	       strchr(SPECIAL, p.data[at + 1]);
}

/* Does the same as path_pattern_read(), but for a pattern, where a backslash may be. */
static size_t path_pattern_read_literal(struct span p, size_t at, unsigned *ret)
{
	size_t skip = path_pattern_escapes(p, at);

	return skip + path_pattern_read(p, at + skip, ret);
}

/* Returns the offset after the `]` of the `[` at `at`, or 0 if there is none. */
static size_t path_pattern_end_set(struct span p, size_t at)
{
	unsigned ignored;
	size_t i = at + 1;

	if (i < p.size && strchr("!^", p.data[i]))
		i++;
	if (i < p.size && p.data[i] == ']') /* it is in the set */
		i++;
	while (i < p.size && p.data[i] != ']' && p.data[i] != '/')
		i += path_pattern_read_literal(p, i, &ignored);
	return i < p.size && p.data[i] == ']' ? i + 1 : 0;
}

/* Returns the offset of the first character that can match others, or the size. */
static size_t path_pattern_find_special(struct span p)
{
	bool closed = true; /* no `[` of this component is known to have no `]` */

	for (size_t i = 0; i < p.size; i++) {
		if (path_pattern_escapes(p, i))
			i++;
		else if (p.data[i] == '*' || p.data[i] == '?')
			return i;
		else if (p.data[i] == '/')
			closed = true;
		else if (p.data[i] == '[' && closed) {
			closed = path_pattern_end_set(p, i);
			if (closed)
				return i;
		}
	}
	return p.size;
}

bool path_pattern_is(const char *pattern)
{
	const struct span p = span_str(pattern);

	return p.size <= MAX_SIZE && path_pattern_find_special(p) < p.size;
}

void path_pattern_add(struct span path, struct buf *out)
{
	for (size_t i = 0; i < path.size; i++) {
		if (path.data[i] && path.data[i] != ']' && strchr(SPECIAL, path.data[i]))
			buf_addc(out, '\\');
		buf_addc(out, path.data[i]);
	}
}

char *path_pattern_get_path(const char *pattern)
{
	const struct span p = span_str(pattern);
	BUF_AUTO struct buf path = {0};

	for (size_t i = 0; i < p.size; i++) {
		i += path_pattern_escapes(p, i);
		buf_addc(&path, p.data[i]);
	}
	return path.size || path.failed ? buf_take(&path) : strdup("");
}

char *path_pattern_get_prefix(const char *pattern)
{
	size_t n = path_pattern_find_special(span_str(pattern)), size = 0;
	char *start = strndup(pattern, n);
	char *prefix = start ? path_pattern_get_path(start) : NULL;

	free(start);
	for (char *c = prefix; c && *c; c++)
		if (*c != '/' || c[1] != '/')
			prefix[size++] = *c;
	if (prefix)
		prefix[size] = 0;
	return prefix;
}

size_t path_pattern_measure_top(const char *pattern)
{
	size_t n = path_pattern_find_special(span_str(pattern));

	while (n && pattern[n] != '/')
		n--;
	return n;
}

/* Matches the set from `at` to `end`, which is after its `]`. */
static bool path_pattern_is_in_set(struct span p, size_t at, size_t end, unsigned c)
{
	bool not = strchr("!^", p.data[at + 1]), found = false;

	for (size_t i = at + 1 + not ; i < end - 1;) {
		unsigned first, last;
		i += path_pattern_read_literal(p, i, &first);
		last = first;
		if (i + 1 < end - 1 && p.data[i] == '-')
			i += 1 + path_pattern_read_literal(p, i + 1, &last);
		found = found || (first <= c && c <= last);
	}
	return found != not ;
}

/* Matches what stands at `*p_at` with a character, and moves on if it does. */
static bool path_pattern_match_one(
	struct span p, size_t *p_at, struct span name, size_t *name_at)
{
	unsigned c, wanted;
	size_t size = path_pattern_read(name, *name_at, &c);
	size_t end = p.data[*p_at] == '[' ? path_pattern_end_set(p, *p_at) : 0;
	bool matches;

	if (p.data[*p_at] == '?') {
		end = *p_at + 1;
		matches = true;
	} else if (end) {
		matches = path_pattern_is_in_set(p, *p_at, end, c);
	} else {
		end = *p_at + path_pattern_read_literal(p, *p_at, &wanted);
		matches = c == wanted;
	}
	if (!matches)
		return false;
	*p_at = end;
	*name_at += size;
	return true;
}

/* Only the last `*` can need another try: what is before it has matched the least. */
bool path_pattern_matches_name(struct span p, struct span name)
{
	size_t at = 0, k = 0, star = NOWHERE, resume = 0;
	unsigned ignored;

	if (name.size && name.data[0] == '.' && p.size && p.data[0] != '.')
		return false;
	while (k < name.size) {
		if (at < p.size && p.data[at] == '*') {
			star = ++at;
			resume = k;
		} else if (at >= p.size || !path_pattern_match_one(p, &at, name, &k)) {
			if (star == NOWHERE)
				return false;
			at = star;
			resume += path_pattern_read(name, resume, &ignored);
			k = resume;
		}
	}
	while (at < p.size && p.data[at] == '*')
		at++;
	return at == p.size;
}

/* Cuts the first component off a path that starts with "/". */
static struct span path_pattern_cut(const char **path)
{
	const char *start = *path + strspn(*path, "/");
	size_t n = strcspn(start, "/");

	*path = start + n;
	return span_of(start, n);
}

bool path_pattern_matches(const char *pattern, const char *path)
{
	if (strlen(pattern) > MAX_SIZE)
		return false;
	while (*pattern && *path) {
		const struct span p = path_pattern_cut(&pattern);
		if (!path_pattern_matches_name(p, path_pattern_cut(&path)))
			return false;
	}
	return !*pattern && !*path;
}

/* The version of a Java. 1.8.0_412 has the update 412, and 0 stands for none. */
struct pattern_version {
	struct span text, major;
	bool old; /* up to 8 */
	unsigned update;
};

static size_t path_pattern_count_digits(struct span s, size_t at)
{
	size_t n = 0;

	while (at + n < s.size && s.data[at + n] >= '0' && s.data[at + n] <= '9')
		n++;
	return n;
}

static bool path_pattern_has(struct span s, size_t at, struct span word)
{
	return at + word.size <= s.size && !memcmp(s.data + at, word.data, word.size);
}

/* Returns the size of a number that has this value. Zeros may be before it. */
static size_t path_pattern_has_number(struct span s, size_t at, unsigned value)
{
	size_t n = path_pattern_count_digits(s, at);

	return n && n < 10 && (unsigned)atoi(s.data + at) == value ? n : 0;
}

/* An unknown update is an `x`. */
static bool path_pattern_read_version(const char *version, struct pattern_version *ret)
{
	const char *major = version && !strncmp(version, "1.", 2) ? version + 2 : version;
	size_t n = version ? strspn(version, "0123456789.") : 0;
	const char *update = version ? strchr(version, '_') : NULL;

	*ret = (struct pattern_version){.old = major != version};
	if (!n || strchr(version, 'x'))
		return false;
	ret->text = span_of(version, n);
	ret->major = span_of(major, strspn(major, "0123456789"));
	ret->update = update ? (unsigned)atoi(update + 1) : 0;
	return ret->major.size && (!ret->old || ret->update);
}

/* A part of a name that changes with each update. What is to be kept of it is before `*`. */
struct pattern_part {
	size_t size;
	char kept[32];
};

static bool path_pattern_take(
	struct pattern_part *ret, size_t size, struct span kept, const char *more)
{
	if (!size || kept.size + strlen(more) >= sizeof ret->kept)
		return false;
	memcpy(ret->kept, kept.data, kept.size);
	strcpy(ret->kept + kept.size, more);
	ret->size = size;
	return true;
}

/* Recognizes 1.8.0_412, 1.8.0.412, 8u412, 8.0.412 and 8.412. */
static bool path_pattern_find_old(struct span s, size_t at,
	const struct pattern_version *v, struct pattern_part *ret)
{
	static const struct {
		const char *before, *after;
	} forms[] = {{"1.", ".0_"}, {"1.", ".0."}, {"", "u"}, {"", "U"}, {"", ".0."},
		{"", "."}};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct span before = span_str(forms[i].before),
				  after = span_str(forms[i].after);
		size_t middle = at + before.size, end = middle + v->major.size;
		if (!path_pattern_has(s, at, before) ||
			!path_pattern_has(s, middle, v->major) ||
			!path_pattern_has(s, end, after))
			continue;
		end += after.size;
		size_t n = path_pattern_has_number(s, end, v->update);
		bool dot = !before.size && *forms[i].after == '.';
		const struct span kept = dot ? v->major : span_cut(s, at, end);
		if (n)
			return path_pattern_take(ret, end + n - at, kept, dot ? "." : "");
	}
	return false;
}

/* Recognizes 17.0.15, and 21+35 or 21.0.0 of a Java 21. */
static bool path_pattern_find_modern(struct span s, size_t at,
	const struct pattern_version *v, struct pattern_part *ret)
{
	size_t end = at + v->text.size;
	bool alone = v->text.size == v->major.size;

	if (!path_pattern_has(s, at, v->text) || path_pattern_count_digits(s, end))
		return false;
	if (!alone)
		return path_pattern_take(ret, v->text.size, v->major, ".");
	size_t n = end < s.size && strchr("+.", s.data[end])
			   ? path_pattern_count_digits(s, end + 1)
			   : 0;
	return n && path_pattern_take(ret, v->text.size + 1 + n, v->major,
			    s.data[end] == '.' ? "." : "[+.]");
}

/* Returns the size of digits and dots that start with a digit and have a dot inside. */
static size_t path_pattern_measure_dotted(struct span s, size_t at, unsigned *n_dots)
{
	size_t size = path_pattern_count_digits(s, at), more;

	*n_dots = 0;
	while (size && at + size < s.size && s.data[at + size] == '.' &&
		(more = path_pattern_count_digits(s, at + size + 1))) {
		size += 1 + more;
		++*n_dots;
	}
	return *n_dots ? size : 0;
}

/* Tells whether a word such as 6, b08 or el9 counts builds. */
static bool path_pattern_counts(struct span word)
{
	static const char *const starts[] = {
		"", "b", "r", "p", "u", "m", "el", "fc", "amzn", "mga", "oe"};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t n = strlen(starts[i]);
		if (word.size > n && !strncasecmp(word.data, starts[i], n) &&
			path_pattern_count_digits(word, n) == word.size - n)
			return true;
	}
	return false;
}

/* Returns the end of what counts builds after a version: "+6", ".0.6-2.el9", "b08". */
static size_t path_pattern_skip_build(struct span s, size_t at)
{
	while (at < s.size) {
		size_t from = at + (strchr(".+-_", s.data[at]) != NULL), end = from;
		while (end < s.size && !strchr(".+-_", s.data[end]))
			end++;
		if (!path_pattern_counts(span_cut(s, from, end)))
			return at;
		at = end;
	}
	return at;
}

/* Finds the version of this Java at `at`. */
static bool path_pattern_find(struct span s, size_t at, const struct pattern_version *v,
	struct pattern_part *ret)
{
	if (at && (s.data[at - 1] == '.' ||
			  (s.data[at - 1] >= '0' && s.data[at - 1] <= '9')))
		return false;
	if (v->old ? !path_pattern_find_old(s, at, v, ret)
		   : !path_pattern_find_modern(s, at, v, ret))
		return false;
	ret->size = path_pattern_skip_build(s, at + ret->size) - at;
	return true;
}

/* Tells whether the version before this text is that of Java, and the next number, too. */
static bool path_pattern_goes_on(struct span between)
{
	static const char *const ends[] = {"openj9-", "-b"};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t n = strlen(ends[i]);
		if (between.size >= n &&
			!strncasecmp(between.data + between.size - n, ends[i], n))
			return true;
	}
	return between.size <= 1;
}

/*
 * Finds a number of its vendor in a name that has the version, too: "17.58.21" of Zulu, which
 * starts with the major number, or "0.51.0" of OpenJ9 `after` the version.
 */
static bool path_pattern_find_other(struct span s, size_t at,
	const struct pattern_version *v, bool after, struct pattern_part *ret)
{
	unsigned n_dots;
	size_t size = path_pattern_measure_dotted(s, at, &n_dots);
	bool major = path_pattern_has(s, at, v->major) &&
		     path_pattern_count_digits(s, at) == v->major.size;

	if (!size || (at && strchr(".0123456789", s.data[at - 1])))
		return false;
	if (major && n_dots > 1)
		return path_pattern_take(ret, size, v->major, ".");
	return after && path_pattern_take(ret, size, span_of("", 0), "");
}

static bool path_pattern_has_version(struct span s, const struct pattern_version *v)
{
	struct pattern_part ignored;

	for (size_t at = 0; at < s.size; at++)
		if (path_pattern_find(s, at, v, &ignored))
			return true;
	return false;
}

/* Adds a component, with `*` for what changes if the version is in it. */
static bool path_pattern_cover_name(
	struct span s, const struct pattern_version *v, struct buf *out)
{
	bool has = path_pattern_has_version(s, v);
	size_t end = NOWHERE; /* of the last part */

	for (size_t at = 0; at < s.size;) {
		struct pattern_part part;
		bool after = end <= at && path_pattern_goes_on(span_cut(s, end, at));
		if (has && (path_pattern_find(s, at, v, &part) ||
				   path_pattern_find_other(s, at, v, after, &part))) {
			buf_addf(out, "%s*", part.kept);
			at += part.size;
			end = at;
		} else {
			path_pattern_add(span_of(s.data + at, 1), out);
			at++;
		}
	}
	return has;
}

bool path_pattern_cover_updates(const char *path, const char *version, struct buf *out)
{
	struct pattern_version v;
	BUF_AUTO struct buf made = {0};
	bool any = false;

	if (!path_pattern_read_version(version, &v) || strlen(path) > MAX_SIZE / 2)
		return false;
	while (*path) {
		const struct span name = path_pattern_cut(&path);
		buf_addc(&made, '/');
		any |= path_pattern_cover_name(name, &v, &made);
	}
	if (any)
		buf_add(out, buf_span(&made));
	out->failed = out->failed || made.failed;
	return any && !out->failed;
}
