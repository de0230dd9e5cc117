/* SPDX-License-Identifier: MIT */
/* The error of a call. The code that knows the path sets it, once. */
#ifndef ERRORS_H
#define ERRORS_H

#include "jsecpatch.h"

/* A zeroed struct means "no error". It contains what callers see. */
struct err {
	struct jsec_error public;
	char *message;
	char *path;
};

/*
 * Sets the error and returns -code. `path` may be NULL and `line` 0. If an error is
 * already set, that one stays: the first error is the cause. Without memory for the
 * message, the error is -JSEC_NO_MEMORY instead.
 */
int err_set(struct err *e, enum jsec_code code, const char *path, size_t line,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Sets the error of a failed system call. `reason` is what its errno `number` means. */
int err_set_failure(struct err *e, enum jsec_code code, int number, const char *path,
	const char *doing, const char *reason);

void err_set_memory(struct err *e);

static inline int err_memory(struct err *e)
{
	err_set_memory(e);
	return -JSEC_NO_MEMORY;
}

/* Copies another error. Returns -code. */
int err_copy(struct err *e, const struct jsec_error *from);

/* Counts failures among several things. `what` names the things in the plural. */
struct failures {
	size_t n, all;
	const struct jsec_error *first;
	const char *what;
};

/* Counts one of the things. `error` is NULL if it did not fail. */
void failures_count(struct failures *f, const struct jsec_error *error);

/* Returns 0, or -JSEC_SOME_FAILED if any failed; then `e` has the first error. */
int failures_judge(const struct failures *f, struct err *e);

/* Moves the error to `to`, if that has none yet. `from` is empty afterwards. */
void err_move(struct err *to, struct err *from);
void err_done(struct err *e);

/* Returns NULL if there is no error. */
const struct jsec_error *err_public(const struct err *e);

#define ERR_AUTO __attribute__((cleanup(err_done)))

#endif
