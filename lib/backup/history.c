/* SPDX-License-Identifier: MIT */
/*
 * Writes and reads the journal. Its lines are "1 SUM TIME WAS WRITTEN FILE" or, after an
 * update, "2 SUM TIME SINCE WAS WRITTEN FILE": the format, and the first digits of the
 * SHA-256 of what follows SUM. Times are SECONDS.NANOSECONDS.
 */
#include "backup/history.h"

#include "os/file_info.h"
#include "text/escapes.h"

#include <limits.h>
#include <stdlib.h>

#define NAME "history"
#define KEEP_LINES 1000 /* lines; at least those of two runs as large as this */
#define DIGEST ((size_t)DIGEST_SIZE - 1)
#define FORMAT 2 /* bytes, with the blank */
#define SUM 16	 /* digits */
#define START (FORMAT + SUM + 1)
#define SECOND 1000000000LL
#define LEAST_LINE (START + 3 + 2 * (DIGEST + 1) + 2) /* minimum, in bytes */

/* Stands for lines that are removed. It is no valid line, as a damaged one. */
#define REMOVED "earlier lines were removed\n"

static void history_add_time(struct buf *out, struct file_time t)
{
	buf_addf(out, "%lld.%09u ", (long long)t.seconds, t.nanoseconds);
}

static void history_add_line(struct buf *out, const struct moment *m)
{
	char digest[DIGEST_SIZE];
	BUF_AUTO struct buf rest = {0};

	history_add_time(&rest, m->time);
	if (m->since.seconds)
		history_add_time(&rest, m->since);
	buf_addf(&rest, "%s %s ", m->was, m->written);
	chars_encode_bytes(m->file, &rest);
	digest_compute(buf_span(&rest), digest);
	buf_addf(out, "%d %.*s %s\n", m->since.seconds ? 2 : 1, SUM, digest,
		buf_str(&rest));
	out->failed = out->failed || rest.failed;
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

/* Shortens a journal that is too long to its last lines. */
static int history_shorten(const struct store *s, size_t keep, struct err *e)
{
	BUF_AUTO struct buf history = {0};
	BUF_AUTO struct buf rest = {0};
	int rc = store_get(s, NAME, &history, e);

	if (rc || history_count_lines(buf_span(&history)) <= 2 * keep)
		return rc;
	size_t from = history_keep_last(buf_span(&history), keep - 1);
	buf_adds(&rest, REMOVED);
	buf_add(&rest, span_cut(buf_span(&history), from, history.size));
	return rest.failed ? err_memory(e) : store_put(s, NAME, buf_span(&rest), e);
}

int history_add(
	const struct store *s, const struct moment *moments, size_t n, struct err *e)
{
	size_t keep = 2 * n > KEEP_LINES ? 2 * n : KEEP_LINES;
	BUF_AUTO struct buf lines = {0};
	int64_t size = 0;

	for (size_t i = 0; i < n; i++)
		history_add_line(&lines, &moments[i]);
	int rc = lines.failed ? err_memory(e)
			      : store_append(s, NAME, buf_span(&lines), &size, e);
	return rc || size < (int64_t)(2 * keep * LEAST_LINE)
		       ? rc
		       : history_shorten(s, keep, e);
}

/* Takes what follows the sum. Returns the format, or 0 if the line is damaged. */
static int history_check_line(struct span *s)
{
	char digest[DIGEST_SIZE];

	if (s->size < START || !memchr("12", s->data[0], 2) || s->data[1] != ' ' ||
		s->data[START - 1] != ' ')
		return 0;
	const char *format = s->data, *sum = s->data + FORMAT;
	*s = span_cut(*s, START, s->size);
	digest_compute(*s, digest);
	return memcmp(sum, digest, SUM) ? 0 : *format - '0';
}

/* Takes a time and the blank after it. Returns false if it is not there. */
static bool history_take_time(struct span *s, long long *ret)
{
	size_t digits = 0;
	long long second = 0, nano = 0;

	while (digits < s->size && s->data[digits] >= '0' && s->data[digits] <= '9')
		digits++;
	if (!digits || digits > 10 || s->size < digits + 11 || s->data[digits] != '.')
		return false;
	for (size_t i = 0; i < digits; i++)
		second = second * 10 + (s->data[i] - '0');
	for (size_t i = digits + 1; i < digits + 10; i++)
		nano = nano * 10 + (s->data[i] - '0');
	if (second >= LLONG_MAX / SECOND) /* after the year 2262 */
		return false;
	*ret = second * SECOND + nano;
	*s = span_cut(*s, digits + 11, s->size);
	return true;
}

/*
 * Reads a line without its end. Returns false if it is damaged or incomplete, or of a
 * newer format.
 */
static bool history_read_line(struct span s, struct history_line *ret)
{
	const size_t fixed = 2 * (DIGEST + 1);
	const int format = history_check_line(&s);

	*ret = (struct history_line){0};
	if (!format || !history_take_time(&s, &ret->time) ||
		(format > 1 && !history_take_time(&s, &ret->since)) || s.size < fixed)
		return false;
	ret->was = span_of(s.data, DIGEST);
	ret->written = span_of(s.data + DIGEST + 1, DIGEST);
	ret->file = span_cut(s, fixed, s.size);
	return true;
}

/* Reads all lines, each with its sum, once for all questions about them. */
static int history_read_lines(struct history *h, struct err *e)
{
	struct span rest = buf_span(&h->bytes);

	h->lines = calloc(history_count_lines(rest) + 1, sizeof *h->lines);
	if (!h->lines)
		return err_memory(e);
	while (rest.size) {
		struct history_line *l = &h->lines[h->n++];
		l->is_good = history_read_line(span_take_line(&rest), l);
	}
	return 0;
}

int history_load(const struct store *s, struct history *ret, struct err *e)
{
	*ret = (struct history){0};
	int rc = store_get_any(s, NAME, &ret->bytes, e);

	if (rc == -JSEC_DENIED) {
		err_done(e); /* a user: all programs count as older than the changes */
		rc = 0;
	}
	return rc ? rc : history_read_lines(ret, e);
}

void history_done(struct history *h)
{
	buf_done(&h->bytes);
	free(h->lines);
	*h = (struct history){0};
}

/* Tells whether a line is about one of these files, which are named as in the journal. */
static bool history_is_about(struct span line, const struct strv *names)
{
	struct history_line l;

	if (!history_read_line(line, &l))
		return false;
	for (size_t i = 0; i < names->n; i++)
		if (span_equal(l.file, span_str(names->items[i])))
			return true;
	return false;
}

/* Copies the journal without the lines about these files. */
static void history_sift(struct span history, const struct strv *names, struct buf *ret)
{
	while (history.size) {
		const char *start = history.data;
		struct span line = span_take_line(&history);
		if (!history_is_about(line, names))
			buf_add(ret, span_of(start, (size_t)(history.data - start)));
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

/* What the journal says about a file at some time. */
struct history_answer {
	struct history_line before,
		next; /* the last line until then, the first one after */
	bool gap;     /* a line between them is damaged or removed */
};

static void history_find_lines(const struct history *h, struct span file, long long time,
	struct history_answer *a)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct history_line *l = &h->lines[i];

		if (!l->is_good) {
			a->gap = true; /* it may have been about this file */
		} else if (span_equal(l->file, file) && l->time > time) {
			a->next = *l;
			return;
		} else if (span_equal(l->file, file)) {
			a->before = *l;
			a->gap = false;
		}
	}
}

static long long history_get_nanoseconds(struct file_time t)
{
	return t.seconds * SECOND + t.nanoseconds;
}

bool history_stale(const struct history *h, const char *file, struct file_time changed,
	const char *digest, struct file_time start)
{
	BUF_AUTO struct buf name = {0};
	struct history_answer a = {0};
	struct span now = span_str(digest);

	if (history_get_nanoseconds(start) >= history_get_nanoseconds(changed))
		return false;
	chars_encode_bytes(file, &name);
	history_find_lines(h, buf_span(&name), history_get_nanoseconds(start), &a);
	if (name.failed || a.gap || (!a.before.written.size && !a.next.was.size))
		return true;
	return (a.before.written.size && !span_equal(a.before.written, now)) ||
	       (a.next.was.size && !span_equal(a.next.was, now));
}

bool history_late(const struct history *h, const char *file, struct file_time start)
{
	const long long time = history_get_nanoseconds(start);
	BUF_AUTO struct buf name = {0};
	struct history_answer a = {0};

	chars_encode_bytes(file, &name);
	history_find_lines(h, buf_span(&name), time, &a);
	return !name.failed && a.next.since && a.next.since <= time;
}

const struct history_line *history_find_last(const struct history *h, const char *file)
{
	BUF_AUTO struct buf name = {0};
	size_t i = h->n;

	chars_encode_bytes(file, &name);
	while (!name.failed && i-- > 0 && h->lines[i].is_good)
		if (span_equal(h->lines[i].file, buf_span(&name)))
			return &h->lines[i];
	return NULL;
}

struct file_time history_get_time(const struct history_line *l)
{
	return (struct file_time){l->time / SECOND, (uint32_t)(l->time % SECOND)};
}
