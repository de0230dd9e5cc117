/* SPDX-License-Identifier: MIT */
/* How a run ended: by an error, or with a sentence that sums it up. */
#ifndef ENDING_H
#define ENDING_H

#include "jsecpatch.h"
#include "opt.h"

#include <stdio.h>

/* The contract's exit status. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_NONE_FOUND = 3,
	STATUS_WOULD_CHANGE = 4,
};

/* Zero: it ended well. Points into itself, so it is not to be copied. */
struct ending {
	int rc; /* 0, or the negative code of what stopped the run */
	const struct jsec_error *error; /* the same; NULL: nothing stopped it */
	struct jsec_error own;		/* where the library has no error */
	char *summary;
	size_t size; /* of the summary */
};

/* Ends with an error of the command's own; returns its negative code. */
int ending_fail(struct ending *e, enum jsec_code code, const char *path,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Ends with the session's error, unless rc is 0 or there is an own error; returns rc. */
int ending_stop(struct ending *e, int rc, const struct jsec *session);

/* Writes the summary. */
void ending_sum_up(struct ending *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Where to write a longer one, to be closed; NULL if there is no memory. */
FILE *ending_open_summary(struct ending *e);

/* What tells how it went; never NULL. */
const char *ending_get_message(const struct ending *e);

/* The exit status of a run that was stopped; STATUS_OK of others. */
enum status ending_judge(const struct ending *e, const struct opt *o);

void ending_done(struct ending *e);

#endif
