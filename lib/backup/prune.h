/* SPDX-License-Identifier: MIT */
/* Deletes backups that no file needs. */
#ifndef PRUNE_H
#define PRUNE_H

#include "backup/store.h"

/*
 * Deletes what no file needs: a file keeps its last ten backups, and its vendor's bytes.
 * Only verified archives count. Reads archives only if one of them can be deleted, and
 * never deletes a damaged one. The lock must be held.
 */
void prune_backups(struct store *s);

#endif
