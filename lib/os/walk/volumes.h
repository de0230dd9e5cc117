/* SPDX-License-Identifier: MIT */
/* Opens directories, and decides which of them a walk enters. */
#ifndef VOLUMES_H
#define VOLUMES_H

#include "os/walk/queue.h"

/*
 * Opens a directory in `parent`. Returns -1 if it is skipped or fails; reports failures.
 */
int volumes_enter(struct walker *w, int parent, struct node *n);

/* Returns the volume of an open directory, or NULL if memory ran out. */
const struct volume *volumes_get(struct walker *w, int fd, dev_t dev, enum fs_kind kind);

#endif
