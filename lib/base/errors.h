/* SPDX-License-Identifier: MIT */
/* The one error of a call: set once, where the path is known. */
#ifndef ERRORS_H
#define ERRORS_H

#include "jsecpatch.h"

/* Zero is no error. Embeds what callers see. */
struct err {
	struct jsec_error public;
	char *message;
	char *path;
};

/*
 * Says what went wrong, in one sentence, and returns -code. `path` may be NULL, `line` 0.
 * An error that is set already stays: the first one is the cause.
 */
int err_set(struct err *e, enum jsec_code code, const char *path, size_t line,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Says that the system refused something: its number for that, and the reason's words. */
int err_set_failure(struct err *e, enum jsec_code code, int number, const char *path,
	const char *doing, const char *reason);

void err_set_memory(struct err *e);

static inline int err_memory(struct err *e)
{
	err_set_memory(e);
	return -JSEC_NO_MEMORY;
}

/* Says again what another error said. Returns -code. */
int err_copy(struct err *e, const struct jsec_error *from);

/* Moves `from`, which is empty then. */
void err_move(struct err *to, struct err *from);
void err_done(struct err *e);

/* NULL where there is no error. */
const struct jsec_error *err_public(const struct err *e);

#define ERR_AUTO __attribute__((cleanup(err_done)))

#endif
