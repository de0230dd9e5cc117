/* SPDX-License-Identifier: MIT */
/*
 * Makes a rewrite in place safe: old and new bytes are recorded until the file has all of
 * one of them. If a run is killed, the next one finishes its rewrite.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "backup/store.h"

/*
 * Records and syncs the old file, which `keep` has, and the bytes and the metadata that
 * will be written over it.
 */
int journal_begin(struct store *s, const struct backup_keep *keep, struct span bytes,
	const struct meta *meta, struct err *e);

/* Drops the record: the file is completely the old or the new one, on the disk. */
int journal_end(const struct store *s, struct err *e);

/*
 * Finishes the rewrite of a killed run. Fails with -JSEC_UNFINISHED, and keeps the record,
 * if that cannot be done, for example because somebody else changed the file. The error's
 * path is the file's, or the record's if that is damaged. The lock must be held.
 */
int journal_finish(struct store *s, const struct root *root, struct err *e);

/*
 * Only looks: -JSEC_UNFINISHED says that a file is neither the old nor the new one. Waits
 * a moment for a run that is about to finish it.
 */
int journal_look(struct store *s, const struct root *root, struct err *e);

#endif
