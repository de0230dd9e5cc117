/* SPDX-License-Identifier: MIT */
/*
 * What is suspended now: a file in the state directory says of each install what it had
 * before. Losing it loses what was not remembered in the policy, and no more.
 */
#ifndef SUSPENSION_H
#define SUSPENSION_H

#include "backup/store.h"
#include "text/manifest.h"

/* Records as in a backup's manifest; the action is the hook's name. */
struct suspension {
	struct records records;
};

/* None at all is no error, nor is one that cannot be understood: it is of no use. */
int suspension_load(const struct store *store, struct suspension *ret, struct err *e);
void suspension_done(struct suspension *s);

/* The record of a file that still is what was put in the patched one's place. */
const struct record *suspension_find(
	const struct suspension *s, const char *file, const char *digest);

/* Keeps nothing but the records of these files, or drops those; sorts the files. */
void suspension_sift(struct suspension *s, const char **files, size_t n, bool keep);

/* Makes it last; without records there is no file. */
int suspension_save(const struct store *store, const struct suspension *s, struct err *e);

#endif
