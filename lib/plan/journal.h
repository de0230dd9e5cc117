/* SPDX-License-Identifier: MIT */
/*
 * What makes a rewrite in place safe: the new bytes are kept until they are all in the
 * file, so that the next run can finish what one that was killed began.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "backup/store.h"

/* Keeps the bytes that are about to be written over the file of `keep`, durably. */
int journal_begin(const struct store *s, const struct backup_keep *keep,
	struct span bytes, struct err *e);

/* The bytes are in the file. */
void journal_end(const struct store *s);

/*
 * Finishes an earlier run's rewrite, if the file is torn: made of pieces of the old and the
 * new bytes. Anything else is somebody's file by now, and is left alone. Where it cannot be
 * done now, the record waits for the next run.
 */
void journal_finish(const struct store *s, const struct root *root);

#endif
