/* SPDX-License-Identifier: MIT */
/* Printing lines safely. */
#include "say.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

/* The bytes of the control character at `c`, 0 for another: C0, DEL, and C1 in UTF-8. */
static size_t control_size(const char *c)
{
	unsigned char byte = (unsigned char)c[0], next = (unsigned char)c[1];

	if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
		return 2;
	return byte < ' ' || byte == 0x7f;
}

void say(FILE *out, const char *color, const char *format, ...)
{
	char *line;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&line, format, args);
	va_end(args);
	if (n < 0)
		return;
	if (color)
		fprintf(out, "\033[%sm", color);
	for (const char *c = line; *c;) {
		size_t control = control_size(c);
		if (!control)
			putc(*c++, out);
		for (; control; control--)
			fprintf(out, "\\%03o", (unsigned)(unsigned char)*c++);
	}
	fputs(color ? "\033[0m\n" : "\n", out);
	free(line);
}
