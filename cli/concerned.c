/* SPDX-License-Identifier: MIT */
/* Splits what --replaced says into names. */
#include "concerned.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST ((size_t)4 << 20) /* bytes of standard input */
#define SECONDS 60	       /* apt needs some on a slow machine to find its updates */

/* Returns how many bytes were read, 0 at the end, or -1 after an error or too long a time. */
static ssize_t concerned_read_some(char *to, size_t size, time_t until)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	struct timespec now;
	ssize_t n;

	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec >= until)
			return -1;
		n = poll(&in, 1, 1000) > 0 ? read(in.fd, to, size) : -1;
	} while (n < 0 && (!in.revents || errno == EINTR));
	return n;
}

/* Reads to the end: a program that writes to us takes a closed pipe for an error. */
static char *concerned_read_input(void)
{
	char *text = NULL, chunk[4096];
	size_t size = 0, all = 0;
	struct timespec now;
	ssize_t n;
	FILE *out = open_memstream(&text, &size);

	clock_gettime(CLOCK_MONOTONIC, &now);
	while (out && (n = concerned_read_some(
			       chunk, sizeof chunk, now.tv_sec + SECONDS)) > 0) {
		all += (size_t)n;
		if (all <= MOST)
			fwrite(chunk, 1, (size_t)n, out);
	}
	bool bad = !out || n < 0 || all > MOST || ferror(out);
	if ((out && fclose(out)) || bad || strlen(text) != size) {
		free(text);
		return NULL;
	}
	return text;
}

/* Returns -1 if memory ran out. */
static int concerned_split(struct concerned *c, const char *between)
{
	char *rest = c->text, *name;

	while ((name = strsep(&rest, between)))
		if (*name && opt_add_word(&c->names, name))
			return -1;
	return 0;
}

void concerned_read(struct concerned *c, const struct opt *o)
{
	bool input = o->replaced && !strcmp(o->replaced, "-");

	*c = (struct concerned){0};
	if (!o->replaced)
		return;
	if (!strcmp(o->replaced, "waiting")) {
		c->what = JSEC_REPLACED_WAITING;
	} else if (!strcmp(o->replaced, "owned")) {
		c->what = JSEC_REPLACED_OWNED;
	} else {
		c->text = input ? concerned_read_input() : strdup(o->replaced);
		if (c->text && !concerned_split(c, input ? "\n" : ","))
			c->what = JSEC_REPLACED_NAMED;
		else
			concerned_done(c);
	}
}

void concerned_done(struct concerned *c)
{
	free(c->names.items);
	free(c->text);
	*c = (struct concerned){0};
}
