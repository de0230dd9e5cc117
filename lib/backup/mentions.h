/* SPDX-License-Identifier: MIT */
/* Which backups have a file: an index of all manifests. */
#ifndef MENTIONS_H
#define MENTIONS_H

#include "backup/backup.h"

/* A record of a manifest. */
struct mention {
	const struct record *record;
	size_t backup; /* which one */
	size_t nth;    /* of its records */
};

/* Sorted by file; those of one file by backup, and in its order. */
struct mentions {
	struct mention *items;
	size_t n;
};

/* Makes it anew, of backups whose records stay where they are. */
int mentions_make(
	struct mentions *m, const struct backup *backups, size_t n, struct err *e);
void mentions_done(struct mentions *m);

/* Those of one file; a part of `m`. */
struct mentions mentions_find(const struct mentions *m, const char *file);

#endif
