/* SPDX-License-Identifier: MIT */
/* An index of what the manifests say: which records are about a file. */
#ifndef MENTIONS_H
#define MENTIONS_H

#include "backup/backup.h"

/* A record in a manifest. */
struct mention {
	const struct record *record;
	size_t backup; /* index of the backup */
	size_t nth;    /* index of the record */
};

/* Sorted by file, then by backup, then by record. */
struct mentions {
	struct mention *items;
	size_t n;
};

/* Makes the index again. The records of the backups must not move afterwards. */
int mentions_make(
	struct mentions *m, const struct backup *backups, size_t n, struct err *e);
void mentions_done(struct mentions *m);

/* Returns the mentions of one file. They are a part of `m`. */
struct mentions mentions_find(const struct mentions *m, const char *file);

#endif
