/* SPDX-License-Identifier: MIT */
/* Overwrites a file that cannot be replaced because it is a mount point. Not atomic. */
#ifndef OVERWRITE_H
#define OVERWRITE_H

#include "os/replace.h"

/*
 * Makes the file `to`, and syncs it. Finds out first whether there is room for it. After an
 * error the file is `back` again, completely; but after -JSEC_UNFINISHED it may be
 * anything between the two. Both name the same place, and the same file as it was read.
 */
int overwrite_file(
	const struct replacement *to, const struct replacement *back, struct err *e);

/* Waits until the disk has what the file has. */
int overwrite_sync(const struct place *p, struct err *e);

#endif
