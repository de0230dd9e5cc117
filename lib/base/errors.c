/* SPDX-License-Identifier: MIT */
/* Error objects: they hold a code, a message and where it happened. */
#include "base/errors.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes ownership of `message`. If memory ran out, that is the error. */
static int err_set_words(struct err *e, enum jsec_code code, int number, const char *path,
	size_t line, char *message)
{
	if (e->public.code != JSEC_OK) {
		free(message);
		return -(int)code;
	}
	char *copy = path ? strdup(path) : NULL;
	if (!message || (path && !copy)) {
		free(message);
		free(copy);
		return err_memory(e);
	}
	e->message = message;
	e->path = copy;
	e->public = (struct jsec_error){code, number, message, copy, line};
	return -(int)code;
}

int err_set(struct err *e, enum jsec_code code, const char *path, size_t line,
	const char *format, ...)
{
	char *text = NULL, *message = NULL;
	va_list args;
	int n;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (!text || !path)
		return err_set_words(e, code, 0, path, line, text);
	n = line ? asprintf(&message, "%s:%zu: %s", path, line, text)
		 : asprintf(&message, "%s: %s", path, text);
	free(text);
	return err_set_words(e, code, 0, path, line, n < 0 ? NULL : message);
}

int err_set_failure(struct err *e, enum jsec_code code, int number, const char *path,
	const char *doing, const char *reason)
{
	char *message = NULL;

	if (asprintf(&message, "%s: cannot %s: %s", path, doing, reason) < 0)
		message = NULL;
	return err_set_words(e, code, number, path, 0, message);
}

void err_set_memory(struct err *e)
{
	memory_add_failure();
	if (e->public.code == JSEC_OK)
		e->public = (struct jsec_error){
			.code = JSEC_NO_MEMORY, .message = "out of memory"};
}

int err_copy(struct err *e, const struct jsec_error *from)
{
	return err_set_words(e, from->code, from->system_errno, from->path, from->line,
		strdup(from->message));
}

void failures_count(struct failures *f, const struct jsec_error *error)
{
	if (error && !f->n++)
		f->first = error;
	f->all++;
}

int failures_judge(const struct failures *f, struct err *e)
{
	const struct jsec_error *first = f->first;
	char *message = NULL;

	if (!f->n)
		return 0;
	if (f->all == 1)
		message = strdup(first->message);
	else if (asprintf(&message, "%zu of %zu %s failed%s: %s", f->n, f->all, f->what,
			 f->n > 1 ? ", the first one" : "", first->message) < 0)
		message = NULL;
	return err_set_words(e, JSEC_SOME_FAILED, first->system_errno, first->path,
		first->line, message);
}

void err_move(struct err *to, struct err *from)
{
	if (to == from)
		return;
	if (err_public(to)) {
		err_done(from);
		return;
	}
	*to = *from;
	*from = (struct err){0};
}

void err_done(struct err *e)
{
	free(e->message);
	free(e->path);
	*e = (struct err){0};
}

const struct jsec_error *err_public(const struct err *e)
{
	return e->public.code == JSEC_OK ? NULL : &e->public;
}
