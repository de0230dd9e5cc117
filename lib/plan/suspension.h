/* SPDX-License-Identifier: MIT */
/*
 * What is suspended now. A record in the state directory says what each install had
 * before.
 */
#ifndef SUSPENSION_H
#define SUSPENSION_H

#include "backup/store.h"
#include "text/manifest.h"

/* Records as in a backup's manifest. The action is the name of the hook. */
struct suspension {
	struct records records;
};

/* Loads the records. There are none if the file is missing. */
int suspension_load(const struct store *store, struct suspension *ret, struct err *e);
void suspension_done(struct suspension *s);

/*
 * Returns the record of a file if the file is still the one that suspending wrote, else
 * NULL.
 */
const struct record *suspension_find(
	const struct suspension *s, const char *file, const char *digest);

/* Keeps only the records of these files, or drops them. Sorts `files`. */
void suspension_sift(struct suspension *s, const char **files, size_t n, bool keep);

/* Saves the records durably. Removes the file if there are none. */
int suspension_save(const struct store *store, const struct suspension *s, struct err *e);

#endif
