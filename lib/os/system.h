/* SPDX-License-Identifier: MIT */
/* Errors of system calls, clocks, the working directory, and the system log. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "base/buf.h"
#include "base/errors.h"
#include "base/span.h"

#include <stdint.h>
#include <time.h>

/* Sets the error of a failed system call. `errnum` decides its code and its reason. */
int system_fail(struct err *e, int errnum, const char *path, const char *doing);

#define SYSTEM_REASON 128 /* bytes that the text of an error may need */

/* Returns what an errno means. Threads may call it at the same time. */
const char *system_explain(int errnum, char text[SYSTEM_REASON]);

/* Sets errno, for a caller who gets no message. */
void system_set_errno(int errnum);

/* What a search learns from a look at a path that failed. */
enum system_look {
	LOOK_ABSENT,	/* there is no usable file: it is no failure of the search */
	LOOK_DENIED,	/* this user may not look */
	LOOK_FAILED,	/* something failed: anything may be there */
	LOOK_EXHAUSTED, /* memory or descriptors ran out: the next look would fail, too */
};

enum system_look system_judge(const struct err *why);

/*
 * Returns -1 and errno if the process may not write a file up to this size. A write would
 * kill the process then, unless it ignores SIGXFSZ.
 */
int system_check_file_end(int64_t end);

#define SYSTEM_LEAST_READ 512 /* bytes; if there is less room, more is made */

/* Reads the rest of a file. Returns 0, or -1 and errno. */
int system_read_all(int fd, size_t at_most, struct buf *out);

/*
 * Writes all bytes, in order. `at` is the offset of the first one, and moves behind those
 * that were written. Returns 0, or -1 and errno.
 */
int system_write_at(int fd, struct span bytes, int64_t *at);

/* Returns the time of a system clock in nanoseconds. */
int64_t system_read_clock(clockid_t clock);

void system_sleep(unsigned seconds);
void system_pause(unsigned milliseconds);

/* Makes a path absolute (malloc'd; NULL after an error), from the working directory. */
int system_make_absolute(struct span path, char **ret, struct err *e);

#define SYSTEM_LOG_NAME "jsecpatch" /* who sends the lines */

/* The system log, while lines are sent to it. Only os/ uses the members. */
struct system_log {
	int fd; /* -1: this machine has none */
	bool journal;
	int patience; /* milliseconds */
};

/*
 * Sends a line. A journal also gets the fields: lines NAME=VALUE, without control characters
 * in the values. Nothing fails: without a log there is no line, and if the log stays full for
 * a second, further lines are lost.
 */
void system_log_open(struct system_log *l);
void system_log_send(struct system_log *l, struct span text, struct span fields);
void system_log_close(struct system_log *l);

#endif
