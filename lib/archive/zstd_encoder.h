/* SPDX-License-Identifier: MIT */
/* zstd's encoder, by its own library: libarchive's writes no checksums. */
#ifndef ZSTD_ENCODER_H
#define ZSTD_ENCODER_H

#include "archive/extent.h"

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
