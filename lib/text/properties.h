/* SPDX-License-Identifier: MIT */
/*
 * A .properties document as java.util.Properties reads it, as spans over the original
 * bytes: whatever lies outside the spans (comments, blank lines) is kept by not being
 * touched.
 */
#ifndef PROPERTIES_H
#define PROPERTIES_H

#include "base/errors.h"
#include "base/span.h"

#include <stdint.h>

/*
 * Two readers exist: JDK-8224202 (11.0.5, 13) changed what follows a first line that holds
 * nothing but a backslash.
 */
enum props_reader {
	PROPS_MODERN,
	PROPS_OLD,
};

/* A key and its value, as offsets into the document. */
struct prop {
	size_t start; /* of its first natural line */
	size_t key;
	size_t key_end;
	size_t value;
	size_t value_end; /* its line's end, or the document's */
};

/* A document that was read. Borrows the bytes. */
struct props {
	struct span bytes;
	struct prop *items; /* in order; of equal keys Java takes the last */
	size_t n;
};

/* The compiled grammar; one serves any number of documents, one at a time. */
struct lexer;

struct lexer *lexer_new(void);
void lexer_free(struct lexer *lexer);

/*
 * Reads a document. A malformed \uxxxx anywhere is JSEC_BAD_FILE, with its line, since Java
 * throws over it; `p` then holds what comes before. Time is linear in the size.
 */
int props_read(struct props *p, struct lexer *lexer, enum props_reader reader,
	struct span bytes, const char *path, struct err *e);
void props_done(struct props *p);

/* The definition of `key` that counts, the last one; NULL where there is none. */
const struct prop *props_find(const struct props *p, const char *key);
bool props_key_is(const struct props *p, const struct prop *item, const char *key);
struct span props_get_value(const struct props *p, const struct prop *item);

/* The first line end of a document: LF, CR or CRLF; LF where there is none. */
const char *props_find_eol(struct span bytes);

/* Whether a line behind the document would still belong to its last one. */
bool props_is_open(struct span bytes);

/* The line of an offset, from 1; CR, LF and CRLF end lines. */
size_t props_count_lines(struct span bytes, size_t offset);

#define PROPS_AUTO __attribute__((cleanup(props_done)))

#endif
