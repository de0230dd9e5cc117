/* SPDX-License-Identifier: MIT */
/*
 * One backup archive. Its name ends with the digest of all its bytes, so that any damage
 * is noticed.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "backup/pack.h"
#include "os/folder.h"
#include "text/manifest.h"

#include <stdint.h>

#define ARCHIVE_SUFFIX ".tar"
#define BACKUP_DIGEST_PART 16 /* digits of the digest in the name */

/* A file as it was read from an archive. */
struct backup_content {
	struct meta meta; /* with the size of the bytes */
	size_t base;	  /* index of the archive that has the bytes, or BACKUP_OWN */
	int64_t at;	  /* place of their header */
	int64_t data;	  /* place of the bytes */
};

#define BACKUP_OWN SIZE_MAX

/* An archive: what its manifest says, and what reading it has shown. */
struct backup {
	char *id; /* file name without suffix */
	char *path;
	struct records records;
	struct packed packed;		 /* what this run wrote, if it is small */
	struct handle *unpublished;	 /* what backup_write() has written; else NULL */
	struct err err;			 /* why it cannot be used */
	bool names_all;			 /* damaged, but it is known which files it has */
	bool sealed;			 /* the manifest's own checksum matches */
	bool intact;			 /* all bytes were read and found good */
	bool verified;			 /* those in its bases, too */
	bool followed;			 /* `contents` have what its bases have, too */
	struct backup_content *contents; /* one for each record; NULL until needed */
};

/*
 * Who has the bytes of a file to save. Another archive has them if `base` is set: then the
 * file is a link to `file` in it. A member of this archive has them for several files with
 * equal bytes, owner, mode and attributes if it has a number.
 */
struct backup_share {
	size_t number; /* from 1 */
	bool first;    /* that member is packed before this file */
	const char *base, *file;
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
	struct backup_share share; /* store_save() fills it */
};

/* Finds bytes in other archives. NULL: only the archive's own bytes are verified. */
struct backup_bases {
	int (*find)(void *data, const struct backup *b, const struct record *r,
		const char *file, struct backup_content *ret, struct err *e);
	void *data;
};

/* Returns the manifest's record of a file. It borrows from `k`. */
struct record backup_describe(const struct backup_keep *k);

/* Makes an object for the archive `id` below `state`; reads nothing. -1: no memory. */
int backup_init(struct backup *b, const char *state, const char *id);
void backup_done(struct backup *b);

/* Reads the manifest. Errors are stored in the backup. */
void backup_load(struct backup *b, const struct folder *dir);

/*
 * Writes a new archive into `dir`, without its name yet. `ret` gets an id that starts with
 * `number`. The second function gives it the name once its bytes are on the disk, but does
 * not sync the directory.
 */
int backup_write(const struct folder *dir, const char *state, unsigned long number,
	const char *action, const struct backup_keep *files, size_t n, struct backup *ret,
	struct err *e);
int backup_publish(struct backup *b, const struct folder *dir, struct err *e);
void backup_remove(const struct backup *b, const struct folder *dir);

/* Does the same, and returns an error if it fails. */
int backup_delete(const struct backup *b, const struct folder *dir, struct err *e);

/* Adds the line of a member to a manifest in mtree(5) format. */
void backup_add_line(const struct pack_member *m, const char *digest, struct buf *out);

/* Opens the archive for reading. */
int backup_open(const struct backup *b, const struct folder *dir, struct handle **ret,
	struct err *e);

/* Reads and verifies the whole archive, once. Damage is stored in the backup. */
int backup_verify(struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, struct err *e);

/* Does the same, and keeps the contents. */
int backup_read(struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, struct err *e);

/* Checks an archive just written. It must contain `files`, in this order. */
int backup_compare(const struct backup *b, const struct folder *dir,
	const struct backup_bases *bases, const struct backup_keep *files, size_t n,
	struct err *e);

/* Sets JSEC_BACKUP_DAMAGED. */
int backup_refuse_damaged(const struct backup *b, const char *why, struct err *e);

/* Adds the name of shared bytes, or the target of a file that has none of its own. */
void backup_add_shared_name(const char *stem, size_t number, struct buf *out);
void backup_add_target(const char *stem, const struct backup_keep *k, struct buf *out);

/* Adds the digest of a manifest to it. */
void backup_add_seal(struct buf *manifest);

/*
 * Computes the digest of owner, mode, modification time and extended attributes, to which
 * ACLs and security labels belong. A library that loses one of them is noticed.
 */
int backup_digest_meta(const struct meta *m, char ret[static DIGEST_SIZE], struct err *e);

/* Formats the current time in UTC as manifests have it: 2026-11-23T18:09:00Z. */
void backup_format_time(char *ret, size_t size);

#endif
