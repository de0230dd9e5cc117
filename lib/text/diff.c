/* SPDX-License-Identifier: MIT */
/* Unified diff of one hunk. */
#include "text/diff.h"

#define CONTEXT 3

/* Behind the line that `at` is on. Lines end with LF, as patch sees it. */
static size_t line_end(struct span s, size_t at)
{
	const char *eol = at < s.size ? memchr(s.data + at, '\n', s.size - at) : NULL;

	return eol ? (size_t)(eol - s.data) + 1 : s.size;
}

static size_t line_start(struct span s, size_t at)
{
	while (at > 0 && s.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t count_lines(struct span s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from = line_end(s, from))
		n++;
	return n;
}

static void put_lines(
	struct span s, size_t from, size_t to, const char *sign, struct buf *out)
{
	while (from < to) {
		size_t end = line_end(s, from);
		buf_adds(out, sign);
		buf_add(out, span_cut(s, from, end));
		if (s.data[end - 1] != '\n')
			buf_adds(out, "\n\\ No newline at end of file\n");
		from = end;
	}
}

static bool special(char c)
{
	return (unsigned char)c < ' ' || (unsigned char)c >= 0x7f || c == '"' ||
	       c == '\\';
}

/* The file's name in a header, quoted where it would break the line. */
static void put_name(const char *prefix, const char *path, struct buf *out)
{
	bool quote = false, blank = strchr(path, ' ');

	for (const char *c = path; *c; c++)
		quote = quote || special(*c);
	buf_addf(out, "%s%s/", quote ? "\"" : "", prefix);
	for (path += *path == '/'; *path; path++)
		if (special(*path))
			buf_addf(out, "\\%03o", (unsigned)(unsigned char)*path);
		else
			buf_add(out, span_of(path, 1));
	buf_adds(out, quote   ? "\""
		      : blank ? "\t"
			      : ""); /* a tab ends a name with blanks */
}

static void put_range(struct span s, size_t from, size_t to, struct buf *out)
{
	size_t before = count_lines(s, 0, from), n = count_lines(s, from, to);

	buf_addf(out, "%zu,%zu", n ? before + 1 : before, n);
}

void diff(struct span old, struct span new, const char *path, struct buf *out)
{
	size_t least = old.size < new.size ? old.size : new.size;
	size_t head = 0, tail = 0;

	while (head < least && old.data[head] == new.data[head])
		head++;
	if (head == old.size && head == new.size)
		return;
	head = line_start(old, head);
	while (tail < least - head &&
		old.data[old.size - 1 - tail] == new.data[new.size - 1 - tail])
		tail++;
	/* Whole lines only: the tails start behind a line's end in both. */
	size_t a = old.size - tail, b = new.size - tail;
	if ((a > 0 && old.data[a - 1] != '\n') || (b > 0 && new.data[b - 1] != '\n')) {
		size_t skip = line_end(old, a) - a;
		a += skip;
		b += skip;
	}
	size_t from = head, to_old = a, to_new = b;
	for (int i = 0; i < CONTEXT; i++) {
		from = from ? line_start(old, from - 1) : 0;
		to_old = line_end(old, to_old);
		to_new = line_end(new, to_new);
	}
	buf_adds(out, "--- ");
	put_name("a", path, out);
	buf_adds(out, "\n+++ ");
	put_name("b", path, out);
	buf_adds(out, "\n@@ -");
	put_range(old, from, to_old, out);
	buf_adds(out, " +");
	put_range(new, from, to_new, out);
	buf_adds(out, " @@\n");
	put_lines(old, from, head, " ", out);
	put_lines(old, head, a, "-", out);
	put_lines(new, head, b, "+", out);
	put_lines(old, a, to_old, " ", out);
}
