/* SPDX-License-Identifier: MIT */
/* Splits what --replaced says into names. */
#include "concerned.h"

#include <stdlib.h>
#include <string.h>

#define MOST ((size_t)4 << 20) /* bytes of standard input */

/* Reads to the end: a program that writes to us takes a closed pipe for an error. */
static char *concerned_read_input(FILE *in)
{
	char *text = NULL, chunk[4096];
	size_t size = 0, n;
	FILE *out = open_memstream(&text, &size);
	size_t all = 0;

	while (out && (n = fread(chunk, 1, sizeof chunk, in)) > 0) {
		all += n;
		if (all <= MOST)
			fwrite(chunk, 1, n, out);
	}
	bool bad = ferror(in) || all > MOST || !out || ferror(out);
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
		c->text = input ? concerned_read_input(stdin) : strdup(o->replaced);
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
