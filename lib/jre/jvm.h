/* SPDX-License-Identifier: MIT */
/* Finds the home of a running JVM, and the java.security that it reads. */
#ifndef JVM_H
#define JVM_H

#include "os/proc.h"

#include <stdbool.h>

#define JVM_LIBRARY "libjvm.so"

/*
 * Returns HOME (malloc'd) of the path HOME/lib/VM/libjvm.so or, before 9,
 * HOME/lib/ARCH/VM/libjvm.so. `modern` is true for the first form. Returns NULL for other
 * paths.
 */
char *jvm_find_home(const char *library, bool *modern);

/* Finds the java.security that a JVM of this home reads. Its kind is FILE_NONE if none. */
int jvm_find_file(
	const struct root *root, const char *home, struct file_info *ret, struct err *e);

#endif
