/* SPDX-License-Identifier: MIT */
/* Makes files in memory, which handle.c reads and writes. */
#ifndef SEAM_HANDLE_H
#define SEAM_HANDLE_H

#include "os/handle.h"

/* Returns an empty file, or NULL. */
struct handle *handle_make(void);

/* Returns its bytes, valid until the next call. */
struct span handle_look(const struct handle *h);

#endif
