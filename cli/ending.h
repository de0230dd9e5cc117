/* SPDX-License-Identifier: MIT */
/* How a run ended: with an error or a summary. */
#ifndef ENDING_H
#define ENDING_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

/* Exit statuses, as in the manual page. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_NONE_FOUND = 3,
	STATUS_WOULD_CHANGE = 4,
};

/* A zeroed struct means success. Do not copy it: `error` may point to `own`. */
struct ending {
	int rc; /* 0, or the negative code of the error that stopped the run */
	const struct jsec_error *error; /* that error, or NULL */
	struct jsec_error own;		/* for errors of the command itself */
	const char *state_dir;		/* of the session that failed, or NULL */
	char *summary;
	size_t size; /* of the summary */
};

/* Sets an error of the command itself. Returns its negative code. */
int ending_fail(struct ending *e, enum jsec_code code, const char *path,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* If rc is not 0, sets the session's error unless there is one already. Returns rc. */
int ending_stop(struct ending *e, int rc, const struct jsec *session);

/* Writes the summary. */
void ending_sum_up(struct ending *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns a stream for the summary, or NULL if memory ran out. */
FILE *ending_open_summary(struct ending *e);
void ending_close_summary(const struct ending *e, FILE *out);

/* Prints the error, with a hint if there is one. */
void ending_print_error(const struct ending *e, const struct opt *o);

/* Returns the error or the summary; never NULL. */
const char *ending_get_message(const struct ending *e);

/* Returns the exit status for the error; STATUS_OK if there is none. */
enum status ending_judge(const struct ending *e, const struct opt *o);

void ending_done(struct ending *e);

#endif
