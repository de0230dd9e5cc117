/* SPDX-License-Identifier: MIT */
/* Cipher suites: what is open, and what blocks the others. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "run.h"

void put_explained(const struct run *run);

#endif
