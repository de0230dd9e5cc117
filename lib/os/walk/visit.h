/* SPDX-License-Identifier: MIT */
/* Reads one directory after the other. */
#ifndef VISIT_H
#define VISIT_H

#include "os/walk/queue.h"

/* Reads a directory. Pushes its subdirectories on the thread's stack. */
void visit_tree(struct worker *k, struct node *n);

/* Gives up to `n` directories to other threads: those nearest to the top. */
void visit_share(struct worker *k, size_t n);

#endif
