/* SPDX-License-Identifier: MIT */
/* A list of notes that grows. */
#include "base/note_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_list_free(struct jsec_note *note)
{
	free((char *)note->message);
	free(note);
}

/* Takes ownership of `message`. */
static void note_list_take(struct note_list *l, const char *code, char *message)
{
	struct jsec_note *note = malloc(sizeof *note);
	struct jsec_note **items =
		note && message ? memory_grow(l->items, l->n + 1, sizeof *items) : NULL;

	if (!items) {
		free(message);
		free(note);
		l->failed = true;
		return;
	}
	*note = (struct jsec_note){.code = code, .message = message};
	items[l->n++] = note;
	items[l->n] = NULL;
	l->items = items;
}

void note_list_add(struct note_list *l, const char *code, const char *format, ...)
{
	char *message = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	note_list_take(l, code, message);
}

void note_list_append(struct note_list *l, const struct note_list *other)
{
	for (size_t i = 0; i < other->n; i++)
		note_list_take(
			l, other->items[i]->code, strdup(other->items[i]->message));
}

bool note_list_has(const struct note_list *l, const char *code)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->items[i]->code, code))
			return true;
	return false;
}

const struct jsec_note *const *note_list_get(const struct note_list *l)
{
	static const struct jsec_note *const none[] = {NULL};

	return l->items ? (const struct jsec_note *const *)l->items : none;
}

void note_list_done(struct note_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		note_list_free(l->items[i]);
	free(l->items);
	*l = (struct note_list){0};
}
