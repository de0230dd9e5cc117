/* SPDX-License-Identifier: MIT */
/* Parses the options that a JVM got from its command line and its environment. */
#ifndef JAVA_OPTIONS_H
#define JAVA_OPTIONS_H

#include "base/buf.h"
#include "base/strv.h"

#include <stdbool.h>

/*
 * Splits an @argfile into words and adds them to `ret`, each with a NUL after it. Blanks
 * and line ends separate words. Quotes of both kinds may start anywhere. Inside quotes a
 * backslash escapes a character, or continues on the next line at a line end. A "#"
 * outside quotes starts a comment.
 */
void java_options_read_argfile(struct span bytes, struct buf *ret);

/* Strings are malloc'd, or NULL if not given. A zeroed struct has no options. */
struct jvmargs {
	char *program; /* class, module, jar or source; or unread argfile, or argv[0] */
	char *unread; /* the last options file, or variable, that could not be followed */
	char *policy; /* -Djava.security.properties */
	bool policy_only;    /* given with "==": java.security itself is ignored */
	char *java_home;     /* -Djava.home */
	char *directory;     /* for relative paths; NULL if unknown */
	struct strv defines; /* all -D, as "name=value"; the last one of a name counts */
};

/* Reads an options file into `ret`. Returns 0, or another number if it cannot. */
struct option_files {
	int (*read)(void *context, const char *path, struct buf *ret);
	void *context;
};

/* What decides which options a JVM takes. Both may be so. */
enum jvm_kind {
	JVM_MODERN = 1, /* Java 9 or later */
	JVM_OPENJ9 = 2, /* OpenJ9, or IBM's J9; else HotSpot */
	JVM_KINDS = 4,
};

/*
 * Parses the options. `arguments` and `environment` are words with a NUL after each. `kind`
 * is 0 or of enum jvm_kind.
 * `files` reads @argfiles, -XX:VMOptionsFile, and OpenJ9's -Xoptionsfile; NULL ignores
 * those files. If an option is given twice, the last one counts, in the order
 * JAVA_TOOL_OPTIONS, for OpenJ9 OPENJ9_JAVA_OPTIONS and IBM_JAVA_OPTIONS, JDK_JAVA_OPTIONS
 * (only for the `java` launcher since 9), arguments, _JAVA_OPTIONS. Where the order of
 * variables is not documented and matters, one of them is `unread`. Returns -1 if memory
 * ran out; jvmargs_done() is needed then too.
 */
int jvmargs_read(struct span arguments, struct span environment, unsigned kind,
	const struct option_files *files, struct jvmargs *ret);
/* Tells whether this "NAME=value" gives options to every JVM, of one kind at least. */
bool jvmargs_names_variable(const char *variable);
/* Returns the value of -Dname, or NULL if it is not given. */
const char *jvmargs_define(const struct jvmargs *a, const char *name);
void jvmargs_done(struct jvmargs *a);

#define JVMARGS_AUTO __attribute__((cleanup(jvmargs_done)))

#endif
