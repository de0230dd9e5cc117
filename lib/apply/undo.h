/* SPDX-License-Identifier: MIT */
/* Puts the old file of an item back, after its new one was written. */
#ifndef UNDO_H
#define UNDO_H

#include "plan/item.h"
#include "plan/session.h"

/*
 * Returns 1 where it was put back, with its metadata and times, 0 where it was there, or a
 * negative code. What is neither the old nor the new file is left alone: -JSEC_CHANGED.
 */
int writing_undo(struct jsec *session, const struct item *it, bool force, struct err *e);

#endif
