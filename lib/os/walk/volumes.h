/* SPDX-License-Identifier: MIT */
/* Opens directories, and decides which of them a walk goes into. */
#ifndef VOLUMES_H
#define VOLUMES_H

#include "os/walk/queue.h"

/* Opens a directory in `parent`; -1 where it is not to be read, or cannot: that is told. */
int volumes_enter(struct walker *w, int parent, struct node *n);

/* The volume of that device; NULL where there is no memory for it. */
const struct volume *volumes_get(struct walker *w, dev_t dev, enum fs_kind kind);

#endif
