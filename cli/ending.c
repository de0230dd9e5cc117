/* SPDX-License-Identifier: MIT */
/* Keeps the error or the summary of a run, and chooses the exit status. */
#include "ending.h"

#include "hint.h"
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>

int ending_fail(
	struct ending *e, enum jsec_code code, const char *path, const char *format, ...)
{
	va_list args;

	free(e->summary);
	va_start(args, format);
	if (vasprintf(&e->summary, format, args) < 0)
		e->summary = NULL;
	va_end(args);
	e->own = e->summary ? (struct jsec_error){.code = code,
				      .message = e->summary,
				      .path = path}
			    : (struct jsec_error){
				      .code = JSEC_NO_MEMORY, .message = "out of memory"};
	e->error = &e->own;
	e->rc = -(int)e->own.code;
	return e->rc;
}

int ending_stop(struct ending *e, int rc, const struct jsec *session)
{
	if (rc && !e->error) {
		e->rc = rc;
		e->error = jsec_get_error(session);
		e->state_dir = jsec_get_state_dir(session);
	}
	return rc;
}

void ending_sum_up(struct ending *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(&e->summary, format, args) < 0) {
		e->summary = NULL;
		say_lose_words();
	}
	va_end(args);
}

FILE *ending_open_summary(struct ending *e)
{
	FILE *out = open_memstream(&e->summary, &e->size);

	if (!out)
		say_lose_words();
	return out;
}

void ending_close_summary(const struct ending *e, FILE *out)
{
	bool failed = ferror(out);

	if (fclose(out) || failed || !e->summary)
		say_lose_words();
}

void ending_print_error(const struct ending *e, const struct opt *o)
{
	say_error(e->error->message, hint_for_run(o, e->error, e->state_dir));
}

const char *ending_get_message(const struct ending *e)
{
	if (e->error)
		return e->error->message;
	return e->summary ? e->summary : "";
}

enum status ending_judge(const struct ending *e, const struct opt *o)
{
	if (e->rc == -JSEC_BAD_REQUEST)
		return STATUS_USAGE;
	if (o->emit && (e->rc == -JSEC_NOT_FOUND || e->rc == -JSEC_NOT_JAVA))
		return STATUS_NONE_FOUND;
	return e->rc ? STATUS_FAILED : STATUS_OK;
}

void ending_done(struct ending *e)
{
	free(e->summary);
}
