/* SPDX-License-Identifier: MIT */
/* Writes zstd. */
#ifndef ZSTD_ENCODER_H
#define ZSTD_ENCODER_H

#include "archive/extent.h"
#include "archive/zstd_frame.h"

#include <zstd.h>

/* Compresses bytes. */
struct zstd_encoder;

/* Uses the window, the checksum and about the level of `like`. */
int zstd_encoder_open(const struct extent *like, struct handle *file,
	struct zstd_encoder **ret, struct err *e);
int zstd_encoder_write(struct zstd_encoder *z, struct span bytes, struct err *e);

/* Makes a context for a frame with the window and checksum of `like`; NULL: no memory. */
ZSTD_CCtx *zstd_encoder_make_context(const struct zstd_frame *like);

/* Writes what is left. */
int zstd_encoder_finish(struct zstd_encoder *z, struct err *e);
void zstd_encoder_close(struct zstd_encoder *z);

#endif
