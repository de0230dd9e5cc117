/* SPDX-License-Identifier: MIT */
/* Reads an archive, and finds the Java homes in it. */
#ifndef ARCHIVE_HOMES_H
#define ARCHIVE_HOMES_H

#include "archive/members.h"
#include "archive/digest.h"
#include "base/strv.h"
#include "os/file.h"
#include "os/root.h"

/* A member that may belong to a home: a link, java.security, `release` or bin/java. */
struct parcel {
	struct bundle *bundle;
	char *path; /* without empty components and "." */
	enum member_kind kind;
	char *target;
	int64_t at;
	size_t order;		/* position among all members */
	const char *unreadable; /* NULL, or why its bytes cannot be read */
	const char *fixed;	/* NULL, or why its bytes cannot be replaced */
	struct buf bytes;	/* only of java.security and `release` */
	size_t found;		/* 1 + index of its install, or 0 */
};

/* An archive. */
struct bundle {
	char *path; /* links resolved */
	struct file_info info;
	enum members_kind kind;
	struct parcel *parcels; /* sorted by path; only the last one of each path */
	size_t n;
	struct strv escaping;	  /* paths of java.security that leave the archive */
	bool layered;		  /* a saved container image: its layers are archives */
	char digest[DIGEST_SIZE]; /* of all bytes; "" if it is not needed */
	struct sum sum;		  /* known with the digest */
	struct bundle *before;	  /* what a planned restore puts back, or NULL */
	char *id;		  /* only in `before`: id of its backup */
	struct extent place;	  /* and its place in that; `file` is NULL */
	struct meta meta;
};

/* Opens the archive again. Fails if it has changed since it was read. */
int bundle_open(const struct bundle *b, const struct root *root, struct place *place,
	struct handle **ret, struct err *e);

/* Reads the whole archive. Call bundle_free() also after an error. */
int bundle_scan(
	const struct extent *x, enum members_kind kind, struct bundle *b, struct err *e);
void bundle_free(struct bundle *b);

/* Returns the member with exactly this path, or NULL if there is none. */
struct parcel *bundle_get(const struct bundle *b, const char *path);

/* Adds the paths of directories that may be homes, sorted, each once. */
int bundle_list_homes(const struct bundle *b, struct strv *ret, struct err *e);

enum bundle_way {
	BUNDLE_MISSING,
	BUNDLE_FOUND,
	BUNDLE_DANGLING, /* a link leads to nothing, or out of the archive */
};

/* Finds the file at `path`. Follows links, but never out of the archive. */
int bundle_resolve(const struct bundle *b, const char *path, enum bundle_way *way,
	struct parcel **ret, struct err *e);

#endif
