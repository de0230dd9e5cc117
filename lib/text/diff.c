/* SPDX-License-Identifier: MIT */
/* Writes a unified diff in linear time: few hunks, split at long runs of equal lines. */
#include "text/diff.h"

#include "text/delta.h"

#define CONTEXT 3
#define GAP (2 * CONTEXT + 1) /* at least so many equal lines separate two hunks */
#define MOST_HUNKS 8
#define MOST_LINES 64 /* that a hunk may remove and add, except the last hunk */

/* Offsets of lines that differ: [a, a_end) in the old bytes, [b, b_end) in the new. */
struct diff_change {
	size_t a, a_end, b, b_end;
};

/* Returns the offset after the line with `at`. Lines end with LF, as in patch. */
static size_t diff_find_line_end(struct span s, size_t at)
{
	const char *eol = at < s.size ? memchr(s.data + at, '\n', s.size - at) : NULL;

	return eol ? (size_t)(eol - s.data) + 1 : s.size;
}

static size_t diff_find_line_start(struct span s, size_t at)
{
	while (at > 0 && s.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t diff_count_lines(struct span s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from = diff_find_line_end(s, from))
		n++;
	return n;
}

static void diff_put_lines(
	struct span s, size_t from, size_t to, const char *sign, struct buf *out)
{
	while (from < to) {
		size_t end = diff_find_line_end(s, from);
		buf_adds(out, sign);
		buf_add(out, span_cut(s, from, end));
		if (s.data[end - 1] != '\n')
			buf_adds(out, "\n\\ No newline at end of file\n");
		from = end;
	}
}

static bool diff_is_special(char c)
{
	return (unsigned char)c < ' ' || (unsigned char)c >= 0x7f || c == '"' ||
	       c == '\\';
}

/* Writes the file's name in a header. Quotes it if it would break the line. */
static void diff_put_name(const char *prefix, const char *path, struct buf *out)
{
	bool quote = false, blank = strchr(path, ' ');

	for (const char *c = path; *c; c++)
		quote = quote || diff_is_special(*c);
	buf_addf(out, "%s%s/", quote ? "\"" : "", prefix);
	for (path += *path == '/'; *path; path++)
		if (diff_is_special(*path))
			buf_addf(out, "\\%03o", (unsigned)(unsigned char)*path);
		else
			buf_addc(out, *path);
	buf_adds(out, quote   ? "\""
		      : blank ? "\t"
			      : ""); /* a tab marks the end of a name with blanks */
}

static void diff_put_range(struct span s, size_t from, size_t to, struct buf *out)
{
	size_t before = diff_count_lines(s, 0, from), n = diff_count_lines(s, from, to);

	buf_addf(out, "%zu,%zu", n ? before + 1 : before, n);
}

static struct diff_change diff_find_change(struct span old, struct span new)
{
	size_t head = delta_count_head(old, new);

	if (head == old.size && head == new.size)
		return (struct diff_change){0};
	head = diff_find_line_start(old, head);
	size_t tail = delta_count_tail(
		span_cut(old, head, old.size), span_cut(new, head, new.size));
	/* The tails must start at the start of a line in both. */
	size_t a = old.size - tail, b = new.size - tail;
	if ((a > 0 && old.data[a - 1] != '\n') || (b > 0 && new.data[b - 1] != '\n')) {
		size_t skip = diff_find_line_end(old, a) - a;
		a += skip;
		b += skip;
	}
	return (struct diff_change){head, a, head, b};
}

/* Moves both offsets past the equal lines, and returns how many lines these are. */
static size_t diff_skip_equal(struct span old, struct span new, size_t *a, size_t *b)
{
	size_t n = 0;

	for (; *a < old.size && *b < new.size; n++) {
		size_t x = diff_find_line_end(old, *a), y = diff_find_line_end(new, *b);
		if (!span_equal(span_cut(old, *a, x), span_cut(new, *b, y)))
			break;
		*a = x;
		*b = y;
	}
	return n;
}

/*
 * Splits `c` at the first long run of equal lines: `c` keeps what is before, `rest` gets
 * what follows. Returns false if there is no such run.
 */
static bool diff_split(
	struct span old, struct span new, struct diff_change *c, struct diff_change *rest)
{
	size_t a[MOST_LINES + 1] = {c->a}, b[MOST_LINES + 1] = {c->b};

	old.size = c->a_end;
	new.size = c->b_end;
	for (int lines = 1; lines <= MOST_LINES; lines++) {
		/* One side has to skip lines / 2 lines or more, and is at its end. */
		if (a[lines / 2] == old.size && b[lines / 2] == new.size)
			return false;
		a[lines] = diff_find_line_end(old, a[lines - 1]);
		b[lines] = diff_find_line_end(new, b[lines - 1]);
		for (int i = 0; i <= lines; i++) {
			*rest = (struct diff_change){
				a[i], c->a_end, b[lines - i], c->b_end};
			if (diff_skip_equal(old, new, &rest->a, &rest->b) < GAP)
				continue;
			c->a_end = a[i];
			c->b_end = b[lines - i];
			return true;
		}
	}
	return false;
}

static void diff_put_hunk(
	struct span old, struct span new, struct diff_change c, struct buf *out)
{
	size_t from_a = c.a, from_b = c.b, to_a = c.a_end, to_b = c.b_end;

	for (int i = 0; i < CONTEXT; i++) {
		from_a = from_a ? diff_find_line_start(old, from_a - 1) : 0;
		from_b = from_b ? diff_find_line_start(new, from_b - 1) : 0;
		to_a = diff_find_line_end(old, to_a);
		to_b = diff_find_line_end(new, to_b);
	}
	buf_adds(out, "@@ -");
	diff_put_range(old, from_a, to_a, out);
	buf_adds(out, " +");
	diff_put_range(new, from_b, to_b, out);
	buf_adds(out, " @@\n");
	diff_put_lines(old, from_a, c.a, " ", out);
	diff_put_lines(old, c.a, c.a_end, "-", out);
	diff_put_lines(new, c.b, c.b_end, "+", out);
	diff_put_lines(old, c.a_end, to_a, " ", out);
}

void diff_write(struct span old, struct span new, const char *path, struct buf *out)
{
	struct diff_change c = diff_find_change(old, new), rest;

	if (c.a == c.a_end && c.b == c.b_end)
		return;
	buf_adds(out, "--- ");
	diff_put_name("a", path, out);
	buf_adds(out, "\n+++ ");
	diff_put_name("b", path, out);
	buf_adds(out, "\n");
	for (int i = 1; i < MOST_HUNKS && diff_split(old, new, &c, &rest); i++) {
		diff_put_hunk(old, new, c, out);
		c = rest;
	}
	diff_put_hunk(old, new, c, out);
}
