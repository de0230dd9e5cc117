/* SPDX-License-Identifier: MIT */
/* The words of an @argfile of the `java` launcher (JEP 293, java(1)). */
#ifndef ARGFILE_H
#define ARGFILE_H

#include "base/buf.h"

/*
 * Words stand between blanks and line ends; quotes of both kinds may start anywhere, and
 * inside them a backslash escapes, or with a line end goes on in the next line; "#" where a
 * word could start is a comment. Adds the words to `ret`, with a NUL behind each.
 */
void argfile_read(struct span bytes, struct buf *ret);

#endif
