/* SPDX-License-Identifier: MIT */
/* A byte buffer that grows. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MIN_ROOM 64

bool buf_reserve(struct buf *b, size_t more)
{
	if (b->failed)
		return false;
	if (b->room - b->size > more)
		return true;
	/* Doubles a buffer that grows again, but takes only what it needs at first. */
	size_t room = (b->size + more + 1) * (b->size ? 2 : 1);
	room = room < MIN_ROOM ? MIN_ROOM : room;
	char *data = room > b->size ? realloc(b->data, room) : NULL;
	if (!data) {
		b->failed = true;
		return false;
	}
	b->data = data;
	b->room = room;
	return true;
}

void buf_add(struct buf *b, struct span s)
{
	if (!buf_reserve(b, s.size))
		return;
	if (s.size)
		memcpy(b->data + b->size, s.data, s.size);
	b->size += s.size;
	b->data[b->size] = 0;
}

void buf_addc(struct buf *b, char c)
{
	if (!buf_reserve(b, 1))
		return;
	b->data[b->size++] = c;
	b->data[b->size] = 0;
}

void buf_adds(struct buf *b, const char *string)
{
	buf_add(b, span_str(string));
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0 || !buf_reserve(b, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(b->data + b->size, (size_t)n + 1, format, args);
	va_end(args);
	b->size += (size_t)n;
}

void buf_add_utf8(struct buf *b, unsigned c)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	char out[4];

	if (c < 0x80) {
		buf_addc(b, (char)c);
		return;
	}
	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[n] | c);
	buf_add(b, span_of(out, n));
}

const char *buf_str(const struct buf *b)
{
	return b->data && !b->failed ? b->data : "";
}

struct span buf_span(const struct buf *b)
{
	return span_of(buf_str(b), b->failed ? 0 : b->size);
}

void buf_fit(struct buf *b)
{
	char *fit = b->data ? realloc(b->data, b->size + 1) : NULL;

	if (!fit)
		return;
	b->data = fit;
	b->room = b->size + 1;
}

char *buf_take(struct buf *b)
{
	char *data;

	buf_add(b, span_of("", 0));
	data = b->failed ? NULL : b->data;
	if (b->failed)
		free(b->data);
	*b = (struct buf){0};
	return data;
}

void buf_done(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}
