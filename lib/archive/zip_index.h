/* SPDX-License-Identifier: MIT */
/* The index at the end of a zip, and the headers of its members. */
#ifndef ZIP_INDEX_H
#define ZIP_INDEX_H

#include "archive/member.h"

#include <stdint.h>

/* Where the index is. */
struct zip_end {
	int64_t at;	     /* of the end's record */
	int64_t index, size; /* of the index, by its place in the file */
	int64_t base; /* what stands before the archive, and offsets do not count */
	unsigned n;
};

/* Flags and methods of members that matter here. */
#define ZIP_ENCRYPTED 1u
#define ZIP_DESCRIPTOR 8u /* size and checksum stand behind the member */
#define ZIP_STORED 0u
#define ZIP_DEFLATED 8u

/* A member, as the index tells. */
struct zip_record {
	int64_t at, next; /* of its record in the index, and of the one behind */
	unsigned flags, method;
	uint32_t crc, packed, size;
	int64_t header; /* of its own header, by its place in the file */
	bool symlink;
	struct buf name;
};

void zip_record_done(struct zip_record *r);

/* -JSEC_BAD_ARCHIVE where there is no end, or one that cannot be worked with. */
int zip_end_read(const struct extent *x, struct zip_end *ret, struct err *e);

/* The record at `at`; the buffer in `ret` is used again. */
int zip_record_read(const struct extent *x, const struct zip_end *end, int64_t at,
	struct zip_record *ret, struct err *e);

/* Where a member's packed bytes are, and where what belongs to it ends. */
struct zip_place {
	int64_t data, end;
	size_t descriptor; /* the size of what stands behind the data */
	bool marked;	   /* and whether that has a signature */
	bool told;	   /* size and checksum are in the header, be they behind, too */
};

int zip_place_read(const struct extent *x, const struct zip_record *r,
	struct zip_place *ret, struct err *e);

#define ZIP_RECORD_AUTO __attribute__((cleanup(zip_record_done)))

/* Numbers as zip has them. */
unsigned zip_index_get2(const unsigned char *at);
uint32_t zip_index_get4(const unsigned char *at);
void zip_index_put4(unsigned char *at, uint32_t n);

/* Sizes and places of fields. */
enum {
	ZIP_HEADER = 30,
	ZIP_HEADER_CRC = 14,
	ZIP_RECORD = 46,
	ZIP_RECORD_CRC = 16,
	ZIP_RECORD_OFFSET = 42,
	ZIP_END = 22,
	ZIP_END_OFFSET = 16,
};

#endif
