/* SPDX-License-Identifier: MIT */
/* zstd's encoder, by its own library: libarchive's writes no checksums. */
#ifndef ZSTDOUT_H
#define ZSTDOUT_H

#include "sys/extent.h"

/* Bytes being compressed. */
struct zstdout;

/* With the window and the checksum that `like` has, and about its level. */
int zstdout_open(const struct extent *like, int fd, const char *path,
	struct zstdout **ret, struct err *e);
int zstdout_write(struct zstdout *z, struct span bytes, struct err *e);

/* Writes what is left. */
int zstdout_finish(struct zstdout *z, struct err *e);
void zstdout_close(struct zstdout *z);

#endif
