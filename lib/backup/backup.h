/* SPDX-License-Identifier: MIT */
/*
 * One backup archive. Its name ends with the digest of all its bytes, so that any damage
 * is noticed.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "backup/blob.h"
#include "backup/pack.h"
#include "os/folder.h"
#include "text/manifest.h"

#define ARCHIVE_SUFFIX ".tar"

/* A file as it was read from an archive. */
struct backup_content {
	struct meta meta;
	struct blob *blob; /* NULL for a JDK archive, which is too large for memory */
	int64_t at;	   /* place of its header */
};

/* An archive: what its manifest says, and what reading it has shown. */
struct backup {
	char *id; /* file name without suffix */
	char *path;
	struct records records;
	struct buf bytes; /* of a small archive that this run wrote; else empty */
	struct err err;	  /* why it cannot be used */
	bool names_all;	  /* damaged, but it is known which files it has */
	bool sealed;	  /* the manifest's own checksum matches */
	bool verified;	  /* all bytes were read and found good */
	struct backup_content *contents; /* one for each record; NULL until needed */
};

/* A file to save. */
struct backup_keep {
	struct pack_member
		member;	  /* a file: its bytes, or where they are; or an extent */
	const char *file; /* member.path, absolute */
	const char *home; /* the Java home that it belongs to, or NULL */
	char was[DIGEST_SIZE];
	char written[DIGEST_SIZE];
	char pristine[DIGEST_SIZE];
};

/* Returns the manifest's record of a file. It borrows from `k`. */
struct record backup_describe(const struct backup_keep *k);

/* Makes an object for the archive `id` below `state`; reads nothing. -1: no memory. */
int backup_init(struct backup *b, const char *state, const char *id);
void backup_done(struct backup *b);

/* Reads the manifest. Errors are stored in the backup. */
void backup_load(struct backup *b, const struct folder *dir);

/*
 * Writes a new archive into `dir` and syncs it, but not the directory. `ret` gets an id
 * that starts with `number`.
 */
int backup_write(const struct folder *dir, const char *state, unsigned long number,
	const char *action, const struct backup_keep *files, size_t n, struct backup *ret,
	struct err *e);
void backup_remove(const struct backup *b, const struct folder *dir);

/* Does the same, and returns an error if it fails. */
int backup_delete(const struct backup *b, const struct folder *dir, struct err *e);

/* Adds the line of a member to a manifest in mtree(5) format. */
void backup_add_line(const struct pack_member *m, const char *digest, struct buf *out);

/* Opens the archive for reading. */
int backup_open(const struct backup *b, const struct folder *dir, struct handle **ret,
	struct err *e);

/* Reads and verifies the whole archive, once. Damage is stored in the backup. */
int backup_verify(struct backup *b, const struct folder *dir, struct err *e);

/* Does the same, and keeps the contents. */
int backup_read(
	struct backup *b, const struct folder *dir, struct pool *pool, struct err *e);

/* Checks an archive just written. It must contain `files`, in this order. */
int backup_compare(const struct backup *b, const struct folder *dir,
	const struct backup_keep *files, size_t n, struct err *e);

/* Formats the current time in UTC as manifests have it: 2026-11-23T18:09:00Z. */
void backup_format_time(char *ret, size_t size);

#endif
