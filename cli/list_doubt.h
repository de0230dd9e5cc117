/* SPDX-License-Identifier: MIT */
/* What keeps a list from being complete: what nobody knows of an install. */
#ifndef LIST_DOUBT_H
#define LIST_DOUBT_H

#include "jsecpatch.h"

#include <stdbool.h>

/* Returns why jsecpatch may have patched the file or not: a backup is lost. Else NULL. */
const char *list_doubt_find_lost(const struct jsec_result *r);

/*
 * Returns why it is not known what Java takes, though this machine alone decides that, or
 * why TLS fails in it; else NULL.
 */
const char *list_doubt_find_riddle(const struct jsec_result *r);

/* Tells whether the note has one of these two messages. */
bool list_doubt_is(const struct jsec_result *r, const struct jsec_note *note);

#endif
