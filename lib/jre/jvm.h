/* SPDX-License-Identifier: MIT */
/* Running JVMs: where each has its home, and which java.security it read. */
#ifndef JVM_H
#define JVM_H

#include "os/proc.h"

#include <stdbool.h>

#define JVM_LIBRARY "libjvm.so"

/*
 * The home of HOME/lib/VM/libjvm.so or, before 9, HOME/lib/ARCH/VM/libjvm.so, which `modern`
 * tells apart; malloc'd. NULL where it is neither.
 */
char *jvm_find_home(const char *library, bool *modern);

/* Whether there is a file that a JVM of that home reads, in the JVM's own root. */
bool jvm_find_file(const struct root *root, const char *home, struct file_info *ret);

#endif
