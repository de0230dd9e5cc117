/* SPDX-License-Identifier: MIT */
/* A byte buffer that grows, and remembers a failure: one check at the end is enough. */
#ifndef BUF_H
#define BUF_H

#include "base/span.h"

/* A zeroed struct is an empty buffer. If `data` is not NULL, a NUL follows the bytes. */
struct buf {
	char *data;
	size_t size;
	size_t room;
	bool failed; /* an allocation failed; further additions do nothing */
};

/* Makes room for `more` bytes, so that adding them does not allocate again. */
bool buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, struct span s);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *string);
void buf_addf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds the character `c` as UTF-8. */
void buf_add_utf8(struct buf *b, unsigned c);

/* Returns the bytes as a string: "" if the buffer is empty or has failed. */
const char *buf_str(const struct buf *b);
struct span buf_span(const struct buf *b);

/* Gives back the memory that is not used. */
void buf_fit(struct buf *b);

/* Returns the bytes as a malloc'd string, NULL if the buffer has failed. Empties `b`. */
char *buf_take(struct buf *b);
void buf_done(struct buf *b);

#define BUF_AUTO __attribute__((cleanup(buf_done)))

#endif
