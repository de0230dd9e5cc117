/* SPDX-License-Identifier: MIT */
/* Reads a list from the settings that Java prints, and joins its lines. */
#include "text/settings_output.h"

#include "base/buf.h"
#include "text/escapes.h"
#include "text/list.h"

#define TITLE "    Security properties:"
#define KEY_INDENT 8
#define ENTRY_INDENT 12

static size_t shown_count_indent(struct span line)
{
	size_t n = 0;

	while (n < line.size && line.data[n] == ' ')
		n++;
	return n;
}

/* Gets the value in the key's own line. Returns false if this is another line. */
static bool shown_is_key(struct span line, const char *property, struct span *value)
{
	size_t n = strlen(property), start = KEY_INDENT + n;

	if (shown_count_indent(line) != KEY_INDENT || line.size <= start ||
		line.data[start] != '=' ||
		memcmp(line.data + KEY_INDENT, property, n) != 0)
		return false;
	*value = span_cut(line, start + 1, line.size);
	return true;
}

/* Java prints a long value with one entry a line, and leaves out some of the commas. */
static void shown_join_entries(struct span rest, struct buf *out)
{
	while (rest.size) {
		struct span line = span_take_line(&rest);
		if (shown_count_indent(line) < ENTRY_INDENT)
			return;
		line = span_cut(line, ENTRY_INDENT, line.size);
		if (line.size && line.data[line.size - 1] == ',')
			line.size--;
		buf_add(out, out->size ? span_of(",", 1) : span_of("", 0));
		buf_add(out, line);
	}
}

static int shown_split(struct span value, struct strv *ret)
{
	BUF_AUTO struct buf raw = {0};
	LIST_AUTO struct list list = {0};

	chars_encode(value, &raw);
	if (raw.failed || list_read(&list, buf_span(&raw)))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (*list.items[i].text)
			strv_adds(ret, list.items[i].text);
	return ret->failed ? -1 : 0;
}

int shown_find_list(
	struct span output, const char *property, struct strv *ret, enum shown *what)
{
	BUF_AUTO struct buf joined = {0};
	struct span value;

	*what = SHOWN_NOTHING;
	while (output.size) {
		struct span line = span_take_line(&output);
		if (span_equal(line, span_str(TITLE)))
			*what = SHOWN_UNSET;
		if (*what == SHOWN_NOTHING || !shown_is_key(line, property, &value))
			continue;
		*what = SHOWN_LIST;
		if (!value.size)
			shown_join_entries(output, &joined);
		return joined.failed
			       ? -1
			       : shown_split(value.size ? value : buf_span(&joined), ret);
	}
	return 0;
}
