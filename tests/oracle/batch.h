/* SPDX-License-Identifier: MIT */
/* Reads questions from stdin, one a line, in hexadecimal, and answers on stdout. */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the next line without its end, or NULL at the end. Reuses the buffer. */
static inline char *batch_line(char **line, size_t *room)
{
	ssize_t n = getline(line, room, stdin);

	if (n < 0)
		return NULL;
	while (n > 0 && ((*line)[n - 1] == '\n' || (*line)[n - 1] == '\r'))
		(*line)[--n] = 0;
	return *line;
}

static inline int batch_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Turns hexadecimal into bytes in place, with a NUL after them. */
static inline size_t batch_unhex(char *hex)
{
	size_t n = 0;

	for (char *from = hex; *from; from += 2) {
		int high = batch_digit(from[0]), low = batch_digit(from[1]);

		if (high < 0 || low < 0) {
			fprintf(stderr, "bad hexadecimal\n");
			exit(2);
		}
		hex[n++] = (char)(high << 4 | low);
	}
	hex[n] = 0;
	return n;
}

static inline void batch_hex(const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%02x", ((const unsigned char *)bytes)[i]);
}

#endif
