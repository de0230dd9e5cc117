/* SPDX-License-Identifier: MIT */
/*
 * Parses a .properties document into spans of the original bytes. What lies outside the
 * spans (comments, blank lines) is never changed.
 */
#ifndef PROPERTIES_H
#define PROPERTIES_H

#include "base/errors.h"
#include "base/span.h"

#include <stdint.h>

/*
 * Java has two readers. JDK-8224202 (11.0.5, 13) changed how they treat what follows a
 * line with only a backslash.
 */
enum props_reader {
	PROPS_MODERN,
	PROPS_OLD,
};

/* A property, as offsets in the document. */
struct prop {
	size_t start; /* of its first line */
	size_t key;
	size_t key_end;
	size_t value;
	size_t value_end; /* where its line or the document ends */
};

/* A parsed document. It borrows the bytes. */
struct props {
	struct span bytes;
	struct prop *items; /* in order; of equal keys Java uses the last */
	size_t n;
};

/*
 * Bounds of what others write. A vendor's java.security has less than 300 properties, the
 * longest of 3 KiB. With these the largest file that is read takes 4 MB of items here, and
 * a value of nothing but commas 3 MB as a list.
 */
#define PROPS_MOST 100000
#define PROPS_LONGEST \
	((size_t)64 << 10) /* bytes of one, with all lines that continue it */

/*
 * Parses a document, in linear time. A malformed \uxxxx anywhere is JSEC_BAD_FILE with
 * its line, because Java throws an exception there. A document beyond the bounds is
 * JSEC_TOO_LARGE, with a line. `p` then holds the properties before it.
 */
int props_read(struct props *p, enum props_reader reader, struct span bytes,
	const char *path, struct err *e);

/* Does the same without bounds: for what jsecpatch itself wrote. */
int props_read_all(struct props *p, enum props_reader reader, struct span bytes,
	const char *path, struct err *e);
void props_done(struct props *p);

/* Returns the last definition of `key`, which Java uses, or NULL. */
const struct prop *props_find(const struct props *p, const char *key);
bool props_key_is(const struct props *p, const struct prop *item, const char *key);
struct span props_get_value(const struct props *p, const struct prop *item);

/* Tells whether the bytes are UTF-16, of which Java reads no property. */
bool props_are_utf16(struct span bytes);

/* Returns the document's first line end: LF, CR or CRLF. Returns LF if there is none. */
const char *props_find_eol(struct span bytes);

/* Tells whether a line that is appended would continue the document's last line. */
bool props_is_open(struct span bytes);

/* Returns the line number of an offset, from 1. CR, LF and CRLF end lines. */
size_t props_count_lines(struct span bytes, size_t offset);

#define PROPS_AUTO __attribute__((cleanup(props_done)))

#endif
