/* SPDX-License-Identifier: MIT */
/*
 * Makes a rewrite in place safe: the new bytes are saved until the file has all of them.
 * If a run is killed, the next one finishes its rewrite.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "backup/store.h"

/* Saves and syncs the bytes before they are written over the file of `keep`. */
int journal_begin(const struct store *s, const struct backup_keep *keep,
	struct span bytes, struct err *e);

/* Drops the journal: the file has the new bytes. */
void journal_end(const struct store *s);

/*
 * Finishes the rewrite of a killed run if the file is a mix of old and new bytes. Any
 * other file was changed by somebody else and is left alone. If it cannot be finished
 * now, the next run tries again.
 */
void journal_finish(const struct store *s, const struct root *root);

#endif
