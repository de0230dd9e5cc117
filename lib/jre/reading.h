/* SPDX-License-Identifier: MIT */
/* Reads a file once: its bytes, its properties, and one list. */
#ifndef READING_H
#define READING_H

#include "jre/context.h"
#include "jre/install.h"
#include "text/list.h"

/* A zeroed struct has no file. Files that no Java reads have no document and no list. */
struct reading {
	struct blob *blob;
	struct meta meta; /* zeroed for bytes that are not in a file yet */
	struct props doc;
	struct err bad; /* why Java cannot read it; `doc` has the part before */
	enum props_reader reader;
	const char *property; /* name of the list, borrowed; NULL if none is needed */
	struct list_rules rules;
	const struct prop *at; /* the definition that Java uses, or NULL */
	size_t line;
	struct list list; /* empty without a definition */
};

/* How to read a file. */
struct reading_kind {
	const struct release *release; /* of the Java that reads it; NULL if none does */
	const char *property;
	const char *path; /* for errors */
};

/*
 * Parses bytes. Moves `bytes` and `meta` (which may be NULL) into `ret`. If Java cannot
 * read the bytes, `bad` says why; the call fails only if memory ran out. Call
 * reading_done() in any case.
 */
int reading_take(struct reading *ret, const struct context *c,
	const struct reading_kind *kind, struct buf *bytes, struct meta *meta,
	struct err *e);

/* Reads and parses an install's file. `place` is set as by install_read(). */
int reading_open(struct reading *ret, const struct context *c, const struct install *i,
	const char *property, struct place *place, struct err *e);

void reading_done(struct reading *r);

/* Frees the document and the list; the bytes stay. The second one frees these, too. */
void reading_drop_document(struct reading *r);
void reading_drop_bytes(struct reading *r);

/* Fails if Java throws an exception because of the document or the list. */
int reading_check(const struct reading *r, const char *path, struct err *e);

static inline struct span reading_get_bytes(const struct reading *r)
{
	return blob_get(r->blob);
}

#define READING_AUTO __attribute__((cleanup(reading_done)))

#endif
