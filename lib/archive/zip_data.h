/* SPDX-License-Identifier: MIT */
/* The bytes of a zip's members. */
#ifndef ZIP_DATA_H
#define ZIP_DATA_H

#include "archive/zip_index.h"

/* NULL, or why they cannot be had. */
const char *zip_data_say_unreadable(const struct zip_record *r);

/* Unpacks the member, and checks size and checksum; without `to` it only does that. */
int zip_data_unpack(const struct extent *x, const struct zip_record *r, struct buf *to,
	struct err *e);

/* Unpacks all members that can be, on several threads. */
int zip_data_test(const struct extent *x, const struct zip_end *end, struct err *e);

#endif
