/* SPDX-License-Identifier: MIT */
/* The 512 bytes of a tar header. */
#ifndef TAR_HEADER_H
#define TAR_HEADER_H

#include "base/buf.h"

#include <stdint.h>

#define TAR_BLOCK ((size_t)512)

/* What a header of ustar says. Numbers that do not fit are left to pax records. */
struct tar_fields {
	char type;
	char name[101];
	char target[101]; /* of a link */
	int64_t permissions, user, group, size, modified;
};

#define TAR_MAX_ID ((int64_t)07777777)
#define TAR_MAX_SIZE ((int64_t)077777777777) /* also of times */

void tar_header_make(const struct tar_fields *f, char ret[TAR_BLOCK]);

/* Reads a header that tar_header_make() has made. Returns false if this is none. */
bool tar_header_read(const char block[TAR_BLOCK], struct tar_fields *ret);

/* Tells whether the checksum is right. */
bool tar_header_is_valid(const char block[TAR_BLOCK]);

/* Tells whether this is a header, even a damaged one. */
bool tar_header_may_be(const char block[TAR_BLOCK]);

/* Tells whether it belongs to the next header: a long name, attributes. */
bool tar_header_is_prefix(const char block[TAR_BLOCK]);

/* Tells whether pax records follow. */
bool tar_header_is_pax(const char block[TAR_BLOCK]);

/* Tells whether it is the header of a whole file: not sparse, not split over volumes. */
bool tar_header_is_file(const char block[TAR_BLOCK]);

/* Tells whether it is no header, but zeros, which end a tar. */
bool tar_header_is_end(const char block[TAR_BLOCK]);

/* Returns the type of the member; NUL is an old name for '0'. */
char tar_header_get_type(const char block[TAR_BLOCK]);

/* Adds the name of the member, or the target of a link. */
void tar_header_add_name(const char block[TAR_BLOCK], struct buf *out);
void tar_header_add_target(const char block[TAR_BLOCK], struct buf *out);

/*
 * Tells whether, after a header of an old GNU sparse file or after a block of its map, a
 * block of the map follows.
 */
bool tar_header_has_map(const char block[TAR_BLOCK]);
bool tar_header_has_more_map(const char block[TAR_BLOCK]);

/* Returns the size of the data that follows, or -1 if the field is not a number. */
int64_t tar_header_get_size(const char block[TAR_BLOCK]);

/* Sets size and checksum. Returns false if the size does not fit. */
bool tar_header_set_size(char block[TAR_BLOCK], int64_t size);

/* Compares two headers except for size and checksum. */
bool tar_header_is_same(const char a[TAR_BLOCK], const char b[TAR_BLOCK]);

/* Rounds a size up to whole blocks. */
int64_t tar_header_pad(int64_t size);

#endif
