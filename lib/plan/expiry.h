/* SPDX-License-Identifier: MIT */
/*
 * Backups of homes that are gone. If the policy says so, they are deleted after some days:
 * from the day when a run first saw that all files of an archive, and their homes, were gone.
 */
#ifndef EXPIRY_H
#define EXPIRY_H

#include "backup/store.h"
#include "jre/context.h"

struct expiry {
	const struct context *context;
	struct store *store;
	int64_t days;
};

/* Finds archives that can be deleted. Adds their ids, and changes nothing. */
int expiry_find(const struct expiry *x, struct strv *ids, struct err *e);

/*
 * Records which files are gone, looks at them again, and deletes the archives of `ids` whose
 * files have still been gone for so long. The lock must be held.
 */
int expiry_run(const struct expiry *x, const struct strv *ids, struct err *e);

#endif
