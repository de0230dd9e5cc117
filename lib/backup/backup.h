/* SPDX-License-Identifier: MIT */
/*
 * One archive of backups. The end of its name is the digest of all its bytes, so that no
 * damage anywhere in it goes unnoticed.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "backup/blob.h"
#include "backup/pack.h"
#include "os/folder.h"
#include "text/manifest.h"

#define ARCHIVE_SUFFIX ".tar"

/* A file in an archive, as it was read from it. */
struct backup_content {
	struct meta meta;
	struct blob *blob; /* NULL for an archive, which is too large for that */
	int64_t at;	   /* of its header */
};

/* An archive, as its manifest tells, and as it is found to be when it is looked at. */
struct backup {
	char *id; /* the name without its suffix */
	char *path;
	struct records records;
	struct buf
		bytes; /* of a small one that this run wrote, as its name tells; or none */
	struct err err; /* why it cannot be used */
	bool names_all; /* it is damaged, but about the files of its records alone */
	bool verified;	/* to the last byte; what is read again is not used */
	struct backup_content
		*contents; /* one for each record; NULL until they are wanted */
};

/* A file to be kept. */
struct backup_keep {
	struct pack_member
		member;	  /* a file, or as an extent an archive that holds homes */
	const char *file; /* member.path, absolute */
	char was[DIGEST_SIZE];
	char written[DIGEST_SIZE];
	char pristine[DIGEST_SIZE];
};

/* Makes a backup of that id below `state`, without looking at it; -1: no memory. */
int backup_init(struct backup *b, const char *state, const char *id);
void backup_done(struct backup *b);

/* Reads the manifest; what is wrong is the backup's own error. */
void backup_load(struct backup *b, const struct folder *dir, struct lexer *lexer);

/*
 * Writes a new archive into `dir`, and syncs it, but not the directory. `ret` gets an id
 * that starts with `number`.
 */
int backup_write(const struct folder *dir, const char *state, unsigned long number,
	const char *action, const struct backup_keep *files, size_t n, struct backup *ret,
	struct err *e);
void backup_remove(const struct backup *b, const struct folder *dir);

/* Adds a member's line of a manifest, as mtree(5) has it; `digest` is that of its bytes. */
void backup_add_line(const struct pack_member *m, const char *digest, struct buf *out);

/* Removes what a run that was killed may have left of one. */
void backup_clean(const struct folder *dir);

/* Opens it for reading. */
int backup_open(const struct backup *b, const struct folder *dir, struct handle **ret,
	struct err *e);

/*
 * Reads all of an archive and verifies it, once: what is wrong is the backup's own error
 * from then on.
 */
int backup_verify(struct backup *b, const struct folder *dir, struct err *e);

/* The same, and keeps what is in it. */
int backup_read(
	struct backup *b, const struct folder *dir, struct pool *pool, struct err *e);

/* The same for one just written, in which must be `files`, in this order. */
int backup_compare(const struct backup *b, const struct folder *dir,
	const struct backup_keep *files, size_t n, struct err *e);

/* Now, in UTC, as manifests have it: 2026-11-23T18:09:00Z. */
void backup_format_time(char *ret, size_t size);

#endif
