/* SPDX-License-Identifier: MIT */
/* A pointer and a length, for bytes that another object owns. */
#ifndef SPAN_H
#define SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Borrowed bytes, without a NUL at the end. */
struct span {
	const char *data;
	size_t size;
};

static inline struct span span_of(const char *data, size_t size)
{
	return (struct span){data, size};
}

static inline struct span span_str(const char *string)
{
	return (struct span){string, strlen(string)};
}

static inline struct span span_cut(struct span s, size_t from, size_t to)
{
	/* NULL + 0 is undefined, too */
	return (struct span){from ? s.data + from : s.data, to - from};
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || !memcmp(a.data, b.data, a.size));
}

/* Cuts the first line off, and returns it without its end, which is LF. */
static inline struct span span_take_line(struct span *rest)
{
	const char *eol = memchr(rest->data, '\n', rest->size);
	size_t n = eol ? (size_t)(eol - rest->data) : rest->size;
	struct span line = span_cut(*rest, 0, n);

	*rest = span_cut(*rest, n + (eol != NULL), rest->size);
	return line;
}

/* Removes blanks and line ends from both ends. */
static inline struct span span_trim(struct span s)
{
	while (s.size && strchr(" \t\f\r\n", s.data[0]) && s.data[0])
		s = span_cut(s, 1, s.size);
	while (s.size && strchr(" \t\f\r\n", s.data[s.size - 1]) && s.data[s.size - 1])
		s.size--;
	return s;
}

#endif
