/* SPDX-License-Identifier: MIT */
/* Growable bytes with a sticky failure, so that only the end of a chain is checked. */
#ifndef BUF_H
#define BUF_H

#include "base/span.h"

/* Zero is an empty buffer. `data`, where there is any, has a NUL behind its end. */
struct buf {
	char *data;
	size_t size;
	size_t room;
	bool failed; /* an allocation failed; further additions do nothing */
};

/* Room for that many more bytes, without another allocation until they are there. */
bool buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, struct span s);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *string);
void buf_addf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds character `c` as UTF-8. */
void buf_add_utf8(struct buf *b, unsigned c);

/* The bytes as a string, "" where there are none or where it failed. */
const char *buf_str(const struct buf *b);
struct span buf_span(const struct buf *b);

/* Hands the bytes over, as a malloc'd string; NULL where it failed. `b` is empty then. */
char *buf_take(struct buf *b);
void buf_done(struct buf *b);

#define BUF_AUTO __attribute__((cleanup(buf_done)))

#endif
