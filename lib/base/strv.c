/* SPDX-License-Identifier: MIT */
/* A list of strings that grows. */
#include "base/strv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Appends `string` and takes ownership of it. */
static void strv_take(struct strv *v, char *string)
{
	char **items = string ? realloc(v->items, (v->n + 2) * sizeof *items) : NULL;

	if (!items) {
		free(string);
		v->failed = true;
		return;
	}
	items[v->n++] = string;
	items[v->n] = NULL;
	v->items = items;
}

void strv_add(struct strv *v, struct span s)
{
	strv_take(v, strndup(s.data, s.size));
}

void strv_adds(struct strv *v, const char *string)
{
	strv_take(v, strdup(string));
}

void strv_addf(struct strv *v, const char *format, ...)
{
	char *string = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&string, format, args) < 0)
		string = NULL;
	va_end(args);
	strv_take(v, string);
}

void strv_drop_last(struct strv *v)
{
	free(v->items[--v->n]);
	v->items[v->n] = NULL;
}

bool strv_has(const struct strv *v, const char *string)
{
	for (size_t i = 0; i < v->n; i++)
		if (!strcmp(v->items[i], string))
			return true;
	return false;
}

const char *const *strv_list(const struct strv *v)
{
	static const char *const none[] = {NULL};

	return v->items ? (const char *const *)v->items : none;
}

void strv_done(struct strv *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->items[i]);
	free(v->items);
	*v = (struct strv){0};
}
