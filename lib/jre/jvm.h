/* SPDX-License-Identifier: MIT */
/* Finds the library of a JVM, its home, and the java.security that it reads. */
#ifndef JVM_H
#define JVM_H

#include "os/proc.h"

#include <stdbool.h>

#define JVM_LIBRARY "libjvm.so"

/*
 * Looks for a JVM's library in `home`: in lib or bin, at most two directories below, such as
 * lib/server or lib/ppc64le/compressedrefs. So it knows no architecture by its name.
 */
int jvm_exists(const struct root *root, const char *home, bool *ret, struct err *e);

/*
 * Tells whether the JVM in this home is OpenJ9, or IBM's J9, by a libj9vm or a directory
 * that only those have. What cannot be inspected is none.
 */
int jvm_is_openj9(const struct root *root, const char *home, bool *ret, struct err *e);

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
