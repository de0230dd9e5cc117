/* SPDX-License-Identifier: MIT */
/*
 * Compares two texts, which the first 0xff separates, and applies the diff, or what differs:
 * that must give the new text.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "text/delta.h"
#include "text/diff.h"

/* Takes a line with its end. */
static struct span take_line(struct span *s)
{
	const char *eol = s->size ? memchr(s->data, '\n', s->size) : NULL;
	size_t size = eol ? (size_t)(eol - s->data) + 1 : s->size;
	struct span line = span_cut(*s, 0, size);

	*s = span_cut(*s, size, s->size);
	return line;
}

/* Takes lines of the old text up to a line number. */
static void copy_until(struct span *old, size_t *at, size_t line, struct buf *out)
{
	while (*at < line && old->size) {
		buf_add(out, take_line(old));
		++*at;
	}
}

/* Applies one line of a hunk. The next one may say that this one has no line end. */
static void apply_line(
	struct span line, struct span rest, struct span *old, size_t *at, struct buf *out)
{
	char sign = *line.data;
	struct span text = span_cut(line, 1, line.size);

	if (rest.size && *rest.data == '\\')
		text.size--;
	if (sign == '+') {
		buf_add(out, text);
		return;
	}
	CHECK(sign == ' ' || sign == '-');
	CHECK(span_equal(take_line(old), text));
	++*at;
	if (sign == ' ')
		buf_add(out, text);
}

static void apply(struct span diff, struct span old, struct buf *out)
{
	size_t at = 1;

	take_line(&diff);
	take_line(&diff);
	while (diff.size) {
		struct span line = take_line(&diff);
		size_t first = 0, count = 1;

		if (*line.data == '\\')
			continue;
		if (*line.data != '@') {
			apply_line(line, diff, &old, &at, out);
			continue;
		}
		char *head = strndup(line.data, line.size);
		CHECK(head);
		if (sscanf(head, "@@ -%zu,%zu", &first, &count) < 1)
			CHECK(!"a hunk");
		free(head);
		copy_until(&old, &at, count ? first : first + 1, out);
	}
	buf_add(out, old);
}

static void check_delta(struct span old, struct span new)
{
	BUF_AUTO struct buf made = {0};
	struct delta d;

	CHECK(!delta_make(&d, old, new));
	CHECK(delta_apply(&d, old, &made));
	CHECK(span_equal(buf_span(&made), new));
	delta_done(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data,
		   *end = size ? memchr(data, 0xff, size) : NULL;
	BUF_AUTO struct buf diff = {0}, made = {0};

	if (!end)
		return 0;
	struct span old = span_of(bytes, (size_t)(end - bytes));
	struct span new = span_of(end + 1, size - old.size - 1);
	diff_write(old, new, "file", &diff);
	CHECK(!diff.failed);
	if (diff.size)
		apply(buf_span(&diff), old, &made);
	CHECK(span_equal(diff.size ? buf_span(&made) : old, new));
	check_delta(old, new);
	return 0;
}
