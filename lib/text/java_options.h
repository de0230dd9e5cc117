/* SPDX-License-Identifier: MIT */
/* What a JVM was told: by its launcher's arguments, and by the environment. */
#ifndef JAVA_OPTIONS_H
#define JAVA_OPTIONS_H

#include "base/buf.h"
#include "base/strv.h"

#include <stdbool.h>

/*
 * Words stand between blanks and line ends; quotes of both kinds may start anywhere, and
 * inside them a backslash escapes, or with a line end goes on in the next line; "#" where a
 * word could start is a comment. Adds the words to `ret`, with a NUL behind each.
 */
void java_options_read_argfile(struct span bytes, struct buf *ret);

/* Strings are malloc'd; NULL where nothing was said. Zero is nothing at all. */
struct jvmargs {
	char *program; /* main class, module, jar or source file; or argfile, or argv[0] */
	char *unread;  /* the last file of options whose words are not known */
	char *policy;  /* -Djava.security.properties */
	bool policy_only;    /* with a second "=": nothing else counts */
	char *java_home;     /* -Djava.home */
	char *directory;     /* that relative paths start from; NULL: nobody knows */
	struct strv defines; /* all -D, as "name=value"; the last one of a name counts */
};

/* What gets the bytes of a file of options: 0, or another number where it cannot. */
struct option_files {
	int (*read)(void *context, const char *path, struct buf *ret);
	void *context;
};

/*
 * Both are words with a NUL behind each. `files` follows @argfiles and -XX:VMOptionsFile;
 * NULL: none of them. Of an option that is given more than once the last
 * counts: JAVA_TOOL_OPTIONS come first, then JDK_JAVA_OPTIONS (only of the `java` launcher
 * since 9: `modern`), then the arguments, then _JAVA_OPTIONS. -1 where memory ran out; `ret`
 * is to be done all the same.
 */
int jvmargs_read(struct span arguments, struct span environment, bool modern,
	const struct option_files *files, struct jvmargs *ret);
/* The value of a -D; NULL where there is none. */
const char *jvmargs_define(const struct jvmargs *a, const char *name);
void jvmargs_done(struct jvmargs *a);

#define JVMARGS_AUTO __attribute__((cleanup(jvmargs_done)))

#endif
