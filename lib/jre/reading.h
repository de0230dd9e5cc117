/* SPDX-License-Identifier: MIT */
/* One file, read once: its bytes, its document, and the list in question. */
#ifndef READING_H
#define READING_H

#include "jre/context.h"
#include "jre/install.h"
#include "text/list.h"

/* Zero is none. The document and the list are empty in what no Java reads. */
struct reading {
	struct blob *blob;
	struct meta meta; /* zero for bytes that are not a file yet */
	struct props doc;
	struct err bad; /* why that Java cannot read it; `doc` has what comes before */
	enum props_reader reader;
	const char *property; /* the list; borrowed; NULL: none was asked for */
	struct list_rules rules;
	const struct prop *at; /* its definition that counts, or NULL */
	size_t line;
	struct list list; /* without a definition it has no entries */
};

/* What a reading is for. */
struct reading_kind {
	const struct release *release; /* of the Java that reads it; NULL: none does */
	const char *property;
	const char *path; /* for errors */
};

/*
 * Reads bytes and their metadata (or NULL), both of which are moved. What is wrong with them
 * is in `bad`: it fails only where memory runs out. `ret` is to be done in any case.
 */
int reading_take(struct reading *ret, const struct context *c,
	const struct reading_kind *kind, struct buf *bytes, struct meta *meta,
	struct err *e);

/* The same for an install's file. `place` is where it is; in an archive it stays none. */
int reading_open(struct reading *ret, const struct context *c, const struct install *i,
	const char *property, struct place *place, struct err *e);

void reading_done(struct reading *r);

/* Frees the document; the bytes and the list stay. */
void reading_drop_document(struct reading *r);

/* Why a JVM throws at the document, or at the list. */
int reading_check(const struct reading *r, const char *path, struct err *e);

static inline struct span reading_get_bytes(const struct reading *r)
{
	return blob_get(r->blob);
}

#define READING_AUTO __attribute__((cleanup(reading_done)))

#endif
