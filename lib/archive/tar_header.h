/* SPDX-License-Identifier: MIT */
/* The 512 bytes before a member of a tar archive. */
#ifndef TAR_HEADER_H
#define TAR_HEADER_H

#include <stdbool.h>
#include <sys/types.h>

#define TAR_BLOCK ((size_t)512)

/* Whether its checksum is right. */
bool tar_header_is_valid(const char block[TAR_BLOCK]);

/* Whether it is one, or a damaged one that says what it was. */
bool tar_header_may_be(const char block[TAR_BLOCK]);

/* Whether it only tells more of the member that follows: its long name, its attributes. */
bool tar_header_is_prefix(const char block[TAR_BLOCK]);

/* Whether it is one whose records are pax's. */
bool tar_header_is_pax(const char block[TAR_BLOCK]);

/* Whether it is a file's, as it is: not sparse, not a part of one. */
bool tar_header_is_file(const char block[TAR_BLOCK]);

/* The size of what follows; -1 where that is no number. */
int64_t tar_header_get_size(const char block[TAR_BLOCK]);

/* Puts another size, and the checksum; false where it does not fit. */
bool tar_header_set_size(char block[TAR_BLOCK], int64_t size);

/* Whether two are the same but for size and checksum. */
bool tar_header_is_same(const char a[TAR_BLOCK], const char b[TAR_BLOCK]);

/* Of a size, with what fills up the last block. */
int64_t tar_header_pad(int64_t size);

#endif
