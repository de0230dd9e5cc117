/* SPDX-License-Identifier: MIT */
/* Reads directories, one after the other. */
#ifndef VISIT_H
#define VISIT_H

#include "os/walk/queue.h"

/* Reads a directory; those in it are put on the thread's stack. */
void visit_tree(struct worker *k, struct node *n);

/* Gives away up to `n` of the directories that are nearest to the top. */
void visit_share(struct worker *k, size_t n);

#endif
