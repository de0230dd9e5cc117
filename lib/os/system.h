/* SPDX-License-Identifier: MIT */
/* Errors of system calls, clocks, and the working directory. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "base/errors.h"

#include <stdint.h>
#include <time.h>

/* Sets the error of a failed system call. `errnum` decides its code and its reason. */
int system_fail(struct err *e, int errnum, const char *path, const char *doing);

/* Returns the time of a system clock in nanoseconds. */
int64_t system_read_clock(clockid_t clock);

void system_sleep(unsigned seconds);

/* Returns the working directory, malloc'd, or NULL if unknown. */
char *system_get_directory(void);

#endif
