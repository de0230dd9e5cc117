/* SPDX-License-Identifier: MIT */
/* The index at the end of a zip, and the headers of its members. */
#ifndef ZIP_INDEX_H
#define ZIP_INDEX_H

#include "archive/member.h"

#include <stdint.h>

/* Where the index is. */
struct zip_end {
	int64_t at;	     /* place of the end record */
	int64_t index, size; /* of the index, in the file */
	int64_t base; /* size of what precedes the archive; offsets do not count it */
	unsigned n;
};

/* The flags and methods that we need. */
#define ZIP_ENCRYPTED 1u
#define ZIP_DESCRIPTOR 8u /* size and checksum follow the data */
#define ZIP_STORED 0u
#define ZIP_DEFLATED 8u

/* A member as the index describes it. */
struct zip_record {
	int64_t at, next; /* places of its record and the next one */
	unsigned flags, method;
	uint32_t crc, packed, size;
	int64_t header; /* place of its own header, in the file */
	bool symlink;
	struct buf name;
};

void zip_record_done(struct zip_record *r);

/* Returns -JSEC_BAD_ARCHIVE if there is no end record, or an unsupported one. */
int zip_end_read(const struct extent *x, struct zip_end *ret, struct err *e);

/* Reads the record at `at`. Reuses the buffer in `ret`. */
int zip_record_read(const struct extent *x, const struct zip_end *end, int64_t at,
	struct zip_record *ret, struct err *e);

/* Where the packed bytes of a member start, and where its descriptor or they end. */
struct zip_place {
	int64_t data, end;
	size_t descriptor; /* size of the descriptor after the data, or 0 */
	bool marked;	   /* the descriptor starts with a signature */
	bool in_header; /* the header has size and checksum, with or without descriptor */
};

int zip_place_read(const struct extent *x, const struct zip_record *r,
	struct zip_place *ret, struct err *e);

#define ZIP_RECORD_AUTO __attribute__((cleanup(zip_record_done)))

/* Little-endian numbers. */
unsigned zip_index_get2(const unsigned char *at);
uint32_t zip_index_get4(const unsigned char *at);
void zip_index_put4(unsigned char *at, uint32_t n);

/* Sizes and offsets of fields. */
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
