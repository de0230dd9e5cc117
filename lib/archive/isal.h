/* SPDX-License-Identifier: MIT */
/*
 * Decompresses gzip with ISA-L, which takes a quarter of zlib's time. Where its library is
 * not installed, zlib does it.
 */
#ifndef ISAL_H
#define ISAL_H

#include <zlib.h>

struct isal;

/* Starts a gzip file. Returns NULL if ISA-L or memory is missing. */
struct isal *isal_open(void);

/* Does what zlib's inflate() does, with the input and output of `z`. */
int isal_run(struct isal *i, z_stream *z);

/* Starts the next member of the file. */
void isal_restart(struct isal *i);
void isal_close(struct isal *i);

#endif
