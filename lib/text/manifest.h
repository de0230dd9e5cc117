/* SPDX-License-Identifier: MIT */
/*
 * What a backup's manifest says in comments: why the backup was made, and what became of
 * each file. The comments, without their marks, are a properties document.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/buf.h"
#include "text/properties.h"

/* One file of a backup. Digests are SHA-256 in hexadecimal. */
struct record {
	char *file;	/* inside the root, links resolved */
	char *was;	/* of the bytes that are kept */
	char *written;	/* of what was to be put in their place */
	char *pristine; /* of the vendor's file that they come from; `was` for itself */
};

/* A backup's records. */
struct records {
	char *action;
	char *time;
	struct record *items;
	size_t n;
};

/* Adds the comments. */
void records_write(const struct records *r, const char *version, struct buf *out);

/* Reads them from a manifest; -1 where it is none, or memory ran out. */
int records_read(struct records *r, struct span manifest, struct lexer *lexer);

/* Appends a record with copies of the strings; -1 where memory ran out. */
int records_add(struct records *r, const char *file, const char *was, const char *written,
	const char *pristine);
void record_done(struct record *r);
void records_done(struct records *r);

#define RECORDS_AUTO __attribute__((cleanup(records_done)))

#endif
