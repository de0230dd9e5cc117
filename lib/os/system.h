/* SPDX-License-Identifier: MIT */
/* Why a system call failed, what time it is, and where the process works. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "base/errors.h"

#include <stdint.h>
#include <time.h>

/* Sets the error of a failed system call: `errnum` gives the code and the reason's words. */
int system_fail(struct err *e, int errnum, const char *path, const char *doing);

/* Nanoseconds on one of the system's clocks. */
int64_t system_read_clock(clockid_t clock);

void system_sleep(unsigned seconds);

/* The working directory, malloc'd; NULL where that is not known. */
char *system_get_directory(void);

#endif
