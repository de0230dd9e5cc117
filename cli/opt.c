/* SPDX-License-Identifier: MIT */
/* Holds what the command line asks for. */
#include "opt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TLS_LIST "jdk.tls.disabledAlgorithms"

int opt_fail(struct opt *o, const char *format, ...)
{
	char *what;
	va_list args;

	va_start(args, format);
	int rc = vasprintf(&what, format, args);
	va_end(args);
	free(o->problem);
	o->problem = NULL;
	if (rc < 0)
		return 2;
	if (asprintf(&o->problem, "%s; see 'jsecpatch --help'", what) < 0)
		o->problem = NULL;
	free(what);
	return 2;
}

int opt_add_word(struct words *w, const char *word)
{
	const char **items = realloc(w->items, (w->n + 1) * sizeof *items);

	if (!items)
		return 2;
	w->items = items;
	w->items[w->n++] = word;
	return 0;
}

const char *opt_get_property(const struct opt *o)
{
	return o->property ? o->property : TLS_LIST;
}

bool opt_is_about_tls(const struct opt *o)
{
	return !strcmp(opt_get_property(o), TLS_LIST);
}

void opt_done(struct opt *o)
{
	for (size_t i = 0; i < o->owned.n; i++)
		free((char *)o->owned.items[i]);
	free(o->owned.items);
	free(o->allow.items);
	free(o->disallow.items);
	free(o->targets.items);
	free(o->access.items);
	free(o->exclude.items);
	free(o->problem);
	*o = (struct opt){0};
}
