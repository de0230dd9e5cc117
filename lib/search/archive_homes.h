/* SPDX-License-Identifier: MIT */
/* An archive that holds Java homes: which, and what their java.security files say. */
#ifndef ARCHIVE_HOMES_H
#define ARCHIVE_HOMES_H

#include "archive/members.h"
#include "archive/digest.h"
#include "base/strv.h"
#include "os/file.h"

/* A member that matters: a link, a java.security, a `release`, a bin/java. */
struct parcel {
	struct bundle *bundle;
	char *path; /* without "./" and its like */
	enum member_kind kind;
	char *target;
	int64_t at;
	size_t order;		/* among all members */
	const char *unreadable; /* NULL, or why its bytes cannot be had */
	const char *fixed;	/* NULL, or why they cannot be replaced */
	struct buf bytes;	/* of files that are read */
	size_t found; /* 1 + its place among the installs that were found, or 0 */
};

/* An archive. */
struct bundle {
	char *path; /* links resolved */
	struct file_info info;
	enum members_kind kind;
	struct parcel *parcels; /* by their paths; of one path the last member */
	size_t n;
	struct strv escaping;	  /* paths of java.security files that lead out of it */
	char digest[DIGEST_SIZE]; /* of all its bytes; "" where it was not asked for */
	struct bundle *before; /* what a restore would put back, where that is planned */
	char *id;	       /* of a `before`: its backup, and where it is in that */
	struct extent place;   /* without a file */
	struct meta meta;
};

/* Opens it again, if it is still what was read. */
int bundle_open(const struct bundle *b, const struct root *root, struct place *place,
	struct handle **ret, struct err *e);

/* Reads all of an archive. `b` is to be done also after an error. */
int bundle_scan(
	const struct extent *x, enum members_kind kind, struct bundle *b, struct err *e);
void bundle_free(struct bundle *b);

/* The member of exactly that path; or NULL. */
struct parcel *bundle_get(const struct bundle *b, const char *path);

/* Paths of directories that may be homes, each once, in order. */
int bundle_list_homes(const struct bundle *b, struct strv *ret, struct err *e);

enum bundle_way {
	BUNDLE_MISSING,
	BUNDLE_FOUND,
	BUNDLE_DANGLING, /* a link on the way leads to what is not there, or out of it */
};

/* Follows links, which never leave the archive. */
int bundle_resolve(const struct bundle *b, const char *path, enum bundle_way *way,
	struct parcel **ret, struct err *e);

#endif
