/* SPDX-License-Identifier: MIT */
/* The 512 bytes before a member of a tar archive. */
#ifndef TAR_HEADER_H
#define TAR_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAR_BLOCK ((size_t)512)

/* Whether its checksum is right. */
bool tar_header_is_valid(const char block[TAR_BLOCK]);

/* Whether it is a header, be it a damaged one. */
bool tar_header_may_be(const char block[TAR_BLOCK]);

/* Whether it only adds to the next header: a long name, attributes. */
bool tar_header_is_prefix(const char block[TAR_BLOCK]);

/* Whether pax records follow it. */
bool tar_header_is_pax(const char block[TAR_BLOCK]);

/* Whether it is the header of a whole file: not sparse, not in several volumes. */
bool tar_header_is_file(const char block[TAR_BLOCK]);

/* The size of what follows; -1 where the field is no number. */
int64_t tar_header_get_size(const char block[TAR_BLOCK]);

/* Sets the size, and the checksum; false where the size does not fit. */
bool tar_header_set_size(char block[TAR_BLOCK], int64_t size);

/* Compares two, but not their size and checksum. */
bool tar_header_is_same(const char a[TAR_BLOCK], const char b[TAR_BLOCK]);

/* Rounds a size up to whole blocks. */
int64_t tar_header_pad(int64_t size);

#endif
