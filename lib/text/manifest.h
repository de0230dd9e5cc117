/* SPDX-License-Identifier: MIT */
/*
 * Comments in a backup's manifest: why it was made, and what happened to each file.
 * Without the "# " at their start they are a .properties document.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/buf.h"
#include "text/properties.h"

/* One file in a backup. Digests are SHA-256 in hexadecimal. */
struct record {
	char *file;	/* path inside the root, links resolved */
	char *was;	/* of the saved bytes */
	char *written;	/* of the bytes that were to replace them */
	char *pristine; /* of the vendor's file that they come from; may equal `was` */
	char *home;	/* of the Java that the file belongs to; NULL if it is in none */
	char *meta;	/* of the saved metadata; NULL if none was saved */
	char *base;	/* id of the backup that has the bytes; NULL: this one has them */
};

/* All records of a backup. */
struct records {
	char *format; /* a number, as read */
	char *action;
	char *time;
	struct record *items;
	size_t n;
	bool linked; /* some files are hard links; older versions refuse that */
};

/* Adds the comments to `out`. */
void records_write(const struct records *r, const char *version, struct buf *out);

/*
 * Reads a manifest. Returns -JSEC_BAD_FILE if it is not one, -JSEC_NEWER_FORMAT if only a
 * newer version can read it, or -JSEC_NO_MEMORY.
 */
int records_read(struct records *r, struct span manifest);

/* Appends a copy of a record. Returns -1 if memory ran out. */
int records_add(struct records *r, const struct record *it);
void record_done(struct record *r);
void records_done(struct records *r);

#define RECORDS_AUTO __attribute__((cleanup(records_done)))

#endif
