/* SPDX-License-Identifier: MIT */
/* Fills in the text of a hook's file, and reads what is installed. */
#include "hooks/hook_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define PROGRAM "@PROGRAM@"
#define FILES "@FILES@\n"
#define WATCH "PathChanged="

/* Tells whether the sample has this line for the path. */
static bool hook_text_watches(const char *sample, const char *path)
{
	size_t n = strlen(path);

	for (; (sample = strstr(sample, WATCH)); sample += strlen(WATCH))
		if (!strncmp(sample + strlen(WATCH), path, n) &&
			sample[strlen(WATCH) + n] == '\n')
			return true;
	return false;
}

/* Adds a line of a path unit for each path. In units, "%%" means '%'. */
static void hook_text_add_watched(
	struct buf *out, const char *sample, const struct strv *watched)
{
	for (size_t i = 0; i < watched->n; i++) {
		const char *path = watched->items[i];
		if (strpbrk(path, "\n\r\\") || hook_text_watches(sample, path))
			continue;
		buf_adds(out, WATCH);
		for (const char *c = path; *c; c++)
			buf_add(out, *c == '%' ? span_str("%%") : span_of(c, 1));
		buf_adds(out, "\n");
	}
}

/* Fills in the program only. */
static void hook_text_put(struct buf *out, struct span part, const char *program)
{
	const char *mark;

	while ((mark = memmem(part.data, part.size, PROGRAM, strlen(PROGRAM)))) {
		size_t n = (size_t)(mark - part.data);
		buf_add(out, span_of(part.data, n));
		buf_adds(out, program);
		part = span_cut(part, n + strlen(PROGRAM), part.size);
	}
	buf_add(out, part);
}

/* Cuts a sample where the paths to watch belong. Returns false if there is no such place. */
static bool hook_text_cut(const char *sample, struct span *before, struct span *after)
{
	const char *mark = strstr(sample, FILES);

	*before = mark ? span_of(sample, (size_t)(mark - sample)) : span_str(sample);
	*after = mark ? span_str(mark + strlen(FILES)) : span_str("");
	return mark != NULL;
}

void hook_text_fill_in(struct buf *out, const char *sample, const char *program,
	const struct strv *watched)
{
	struct span before, after;

	if (hook_text_cut(sample, &before, &after)) {
		hook_text_put(out, before, program);
		hook_text_add_watched(out, sample, watched);
	} else {
		hook_text_put(out, before, program);
	}
	hook_text_put(out, after, program);
}

/* Tells whether all lines are paths to watch. */
static bool hook_text_only_watches(struct span lines)
{
	size_t n = strlen(WATCH);

	while (lines.size) {
		const char *eol = memchr(lines.data, '\n', lines.size);
		if (!eol || lines.size < n || memcmp(lines.data, WATCH, n) != 0)
			return false;
		lines = span_cut(lines, (size_t)(eol - lines.data) + 1, lines.size);
	}
	return true;
}

bool hook_text_is_filled_in(struct span text, const char *sample, const char *program)
{
	BUF_AUTO struct buf start = {0};
	BUF_AUTO struct buf end = {0};
	struct span before, after;
	bool watches = hook_text_cut(sample, &before, &after);

	hook_text_put(&start, before, program);
	hook_text_put(&end, after, program);
	if (start.failed || end.failed || text.size < start.size + end.size)
		return false;
	size_t stop = text.size - end.size;
	return span_equal(span_cut(text, 0, start.size), buf_span(&start)) &&
	       span_equal(span_cut(text, stop, text.size), buf_span(&end)) &&
	       (watches ? hook_text_only_watches(span_cut(text, start.size, stop))
			: stop == start.size);
}

/* Adds a path as it was before hook_text_add_watched(). */
static void hook_text_add_path(struct strv *out, struct span line)
{
	BUF_AUTO struct buf path = {0};

	for (size_t i = 0; i < line.size; i++) {
		bool twice = i + 1 < line.size && !memcmp(line.data + i, "%%", 2);
		buf_addc(&path, line.data[i]);
		i += twice;
	}
	if (path.size)
		strv_add(out, buf_span(&path));
	out->failed = out->failed || path.failed;
}

void hook_text_list_watched(struct span text, const char *sample, struct strv *out)
{
	size_t n = strlen(WATCH);
	struct span before, after;

	if (!hook_text_cut(sample, &before, &after))
		return;
	while (text.size) {
		struct span line = span_take_line(&text);
		if (line.size <= n || memcmp(line.data, WATCH, n) != 0)
			continue;
		STRV_AUTO struct strv path = {0};
		hook_text_add_path(&path, span_cut(line, n, line.size));
		if (path.n && !hook_text_watches(sample, path.items[0]))
			strv_adds(out, path.items[0]);
		out->failed = out->failed || path.failed;
	}
}

/* Returns the path that ends here, or an empty span. */
static struct span hook_text_find_start(struct span text, size_t end)
{
	size_t start = end;

	while (start && text.data[start - 1] &&
		strchr(HOOK_TEXT_PLAIN, text.data[start - 1]))
		start--;
	while (start < end && text.data[start] != '/')
		start++;
	return span_cut(text, start, end);
}

/* Tells whether the arguments of a hook's program begin here. */
static bool hook_text_has_arguments(struct span rest)
{
	static const char *const first[] = {" --", " \"$@\""};

	for (size_t k = 0; k < sizeof first / sizeof *first; k++)
		if (rest.size >= strlen(first[k]) &&
			!memcmp(rest.data, first[k], strlen(first[k])))
			return true;
	return false;
}

char *hook_text_find_program(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (!hook_text_has_arguments(span_cut(text, i, text.size)))
			continue;
		struct span path = hook_text_find_start(text, i);
		if (path.size)
			return strndup(path.data, path.size);
	}
	return NULL;
}

/* Tells whether a line is "enabled = 0", as INI files have it. */
static bool hook_text_is_off(struct span line)
{
	static const char *const off[] = {"0", "no", "false", "off"};
	char text[32] = "", key[16], value[16];
	bool found = false;

	snprintf(text, sizeof text, "%.*s", (int)line.size, line.data);
	if (sscanf(text, " %15[a-z] = %15[a-zA-Z0-9]", key, value) != 2 ||
		strcmp(key, "enabled") != 0)
		return false;
	for (size_t i = 0; i < sizeof off / sizeof *off; i++)
		found = found || !strcasecmp(value, off[i]);
	return found;
}

bool hook_text_switches_off(struct span text)
{
	bool off = false;

	while (text.size)
		off = hook_text_is_off(span_take_line(&text)) || off;
	return off;
}
