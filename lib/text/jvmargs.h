/* SPDX-License-Identifier: MIT */
/* What a JVM was told: by its launcher's arguments, and by the environment. */
#ifndef JVMARGS_H
#define JVMARGS_H

#include "base/span.h"

#include <stdbool.h>

/* Strings are malloc'd; NULL where nothing was said. Zero is nothing at all. */
struct jvmargs {
	char *program; /* main class, module, jar or source file; or argfile, or argv[0] */
	char *argfile;	  /* "@FILE", the last one: what it holds is not known here */
	char *policy;	  /* -Djava.security.properties */
	bool policy_only; /* with a second "=": nothing else counts */
	char *java_home;  /* -Djava.home */
};

/*
 * Both are words with a NUL behind each. Of an option that is given more than once the last
 * counts: JAVA_TOOL_OPTIONS come first, then JDK_JAVA_OPTIONS (only of the `java` launcher
 * since 9: `modern`), then the arguments, then _JAVA_OPTIONS. -1 where memory ran out; `ret`
 * is to be done all the same.
 */
int jvmargs_read(
	struct span arguments, struct span environment, bool modern, struct jvmargs *ret);
void jvmargs_done(struct jvmargs *a);

#define JVMARGS_AUTO __attribute__((cleanup(jvmargs_done)))

#endif
