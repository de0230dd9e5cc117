/* SPDX-License-Identifier: MIT */
/* Writes and reads the journal. Its lines are "SECONDS.NANOSECONDS WAS WRITTEN FILE". */
#include "backup/history.h"

#include "os/file_info.h"
#include "text/escapes.h"

#define NAME "history"
#define KEEP_LINES 1000 /* lines; at least those of two runs as large as this */
#define DIGEST (DIGEST_SIZE - 1)
#define LEAST_LINE (size_t)(3 + 2 * (DIGEST + 1) + 2) /* minimum, in bytes */

static void history_add_line(struct buf *out, const struct moment *m)
{
	buf_addf(out, "%lld.%09u %s %s ", (long long)m->time.seconds, m->time.nanoseconds,
		m->was, m->written);
	chars_encode_bytes(m->file, out);
	buf_adds(out, "\n");
}

/* Returns where the last `n` lines start. */
static size_t history_keep_last(struct span s, size_t n)
{
	size_t at = s.size;

	while (at > 0 && (s.data[at - 1] != '\n' || at == s.size || n-- > 1))
		at--;
	return at;
}

static size_t history_count_lines(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.size; i++)
		n += s.data[i] == '\n';
	return n;
}

/* Shortens a journal that is too long to its last lines. Empties an unreadable one. */
static void history_shorten(const struct store *s, size_t keep)
{
	BUF_AUTO struct buf history = {0};
	ERR_AUTO struct err ignored = {0};

	if (store_get(s, NAME, &history, &ignored)) {
		store_put(s, NAME, span_of("", 0), &ignored);
	} else if (history_count_lines(buf_span(&history)) > 2 * keep) {
		size_t from = history_keep_last(buf_span(&history), keep);
		store_put(s, NAME, span_cut(buf_span(&history), from, history.size),
			&ignored);
	}
}

void history_add(const struct store *s, const struct moment *moments, size_t n)
{
	size_t keep = 2 * n > KEEP_LINES ? 2 * n : KEEP_LINES;
	BUF_AUTO struct buf lines = {0};
	ERR_AUTO struct err ignored = {0};
	int64_t size = 0;

	for (size_t i = 0; i < n; i++)
		history_add_line(&lines, &moments[i]);
	if (lines.failed || store_append(s, NAME, buf_span(&lines), &size, &ignored))
		return;
	if (size >= (int64_t)(2 * keep * LEAST_LINE))
		history_shorten(s, keep);
}

void history_load(const struct store *s, struct buf *ret)
{
	ERR_AUTO struct err ignored = {0};

	if (store_get(s, NAME, ret, &ignored))
		buf_done(ret);
}

/* A line about the file. It borrows from the journal. */
struct history_line {
	long long time; /* in nanoseconds */
	struct span was, written;
};

/* Reads a line without its end. Returns false if it is incomplete or of another file. */
static bool history_read_line(struct span s, struct span file, struct history_line *ret)
{
	size_t digits = 0, fixed;
	long long second = 0, nano = 0;

	while (digits < s.size && s.data[digits] >= '0' && s.data[digits] <= '9')
		digits++;
	fixed = digits + 10 + 2 * (size_t)(DIGEST + 1) + 1;
	if (!digits || digits > 10 || s.size < fixed || s.data[digits] != '.' ||
		!span_equal(span_cut(s, fixed, s.size), file))
		return false;
	for (size_t i = 0; i < digits; i++)
		second = second * 10 + (s.data[i] - '0');
	for (size_t i = digits + 1; i < digits + 10; i++)
		nano = nano * 10 + (s.data[i] - '0');
	ret->time = second * 1000000000 + nano;
	ret->was = span_of(s.data + digits + 11, DIGEST);
	ret->written = span_of(s.data + digits + 12 + DIGEST, DIGEST);
	return true;
}

/* Tells whether a line is about one of these files, which are named as in the journal. */
static bool history_is_about(struct span line, const struct strv *names)
{
	struct history_line l;

	for (size_t i = 0; i < names->n; i++)
		if (history_read_line(line, span_str(names->items[i]), &l))
			return true;
	return false;
}

/* Copies the journal without the lines about these files. */
static void history_sift(struct span history, const struct strv *names, struct buf *ret)
{
	while (history.size) {
		const char *eol = memchr(history.data, '\n', history.size);
		size_t size = eol ? (size_t)(eol - history.data) : history.size;
		size_t next = eol ? size + 1 : size;

		if (!history_is_about(span_cut(history, 0, size), names))
			buf_add(ret, span_cut(history, 0, next));
		history = span_cut(history, next, history.size);
	}
}

int history_drop(const struct store *s, const struct strv *files, struct err *e)
{
	BUF_AUTO struct buf history = {0};
	BUF_AUTO struct buf rest = {0};
	STRV_AUTO struct strv names = {0};

	int rc = store_get_any(s, NAME, &history, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < files->n; i++) {
		BUF_AUTO struct buf name = {0};
		chars_encode_bytes(files->items[i], &name);
		strv_adds(&names, buf_str(&name));
		names.failed = names.failed || name.failed;
	}
	history_sift(buf_span(&history), &names, &rest);
	if (names.failed || rest.failed)
		return err_memory(e);
	return rest.size < history.size ? store_put(s, NAME, buf_span(&rest), e) : 0;
}

/* Finds the last line of the file up to `time`, and the first one after it. */
static void history_find_lines(struct span history, struct span file, long long time,
	struct history_line *before, struct history_line *next)
{
	while (history.size) {
		const char *eol = memchr(history.data, '\n', history.size);
		struct history_line l;

		if (!eol)
			return;
		size_t size = (size_t)(eol - history.data);
		if (history_read_line(span_cut(history, 0, size), file, &l)) {
			*(l.time <= time ? before : next) = l;
			if (l.time > time)
				return;
		}
		history = span_cut(history, size + 1, history.size);
	}
}

static long long history_get_nanoseconds(struct file_time t)
{
	return t.seconds * 1000000000LL + t.nanoseconds;
}

bool history_stale(struct span history, const char *file, struct file_time changed,
	const char *digest, struct file_time start)
{
	BUF_AUTO struct buf name = {0};
	struct history_line before = {0}, next = {0};
	struct span now = span_str(digest);

	if (history_get_nanoseconds(start) >= history_get_nanoseconds(changed))
		return false;
	chars_encode_bytes(file, &name);
	history_find_lines(
		history, buf_span(&name), history_get_nanoseconds(start), &before, &next);
	if (name.failed || (!before.written.size && !next.was.size))
		return true;
	return (before.written.size && !span_equal(before.written, now)) ||
	       (next.was.size && !span_equal(next.was, now));
}
