/* SPDX-License-Identifier: MIT */
/* Finds in a log, a stack trace, debug output or a message why handshakes fail. */
#ifndef TEXTS_H
#define TEXTS_H

#include "diagnosis/diagnosis.h"

/*
 * Adds to `d` what the text shows: causes, the likeliest first, facts with the numbers of
 * their lines, unknowns. `first_line` is the number of the text's first line; 0 if that is
 * not known, because the text is the end of a longer one. Fails only if memory ran out.
 */
int texts_read(struct span text, size_t first_line, struct diagnosis *d, struct err *e);

#endif
