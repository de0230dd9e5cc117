/* SPDX-License-Identifier: MIT */
/*
 * One archive of backups. The end of its name is the digest of all its bytes, so that no
 * damage anywhere in it goes unnoticed.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "sys/pack.h"
#include "text/record.h"

#define ARCHIVE_SUFFIX ".tar"

/* An archive, as its manifest tells. */
struct backup {
	char *id; /* the name without its suffix */
	char *path;
	struct records records;
	struct err err; /* why it cannot be used */
};

/* A file to be kept. */
struct keep {
	struct member member; /* a file, or as an extent an archive that holds homes */
	const char *file;     /* member.path, absolute */
	char was[DIGEST_SIZE];
	char written[DIGEST_SIZE];
	char pristine[DIGEST_SIZE];
};

/* Makes a backup of that id below `state`, without looking at it; -1: no memory. */
int backup_init(struct backup *b, const char *state, const char *id);
void backup_done(struct backup *b);

/* Reads the manifest; what is wrong is the backup's own error. */
void archive_load(struct backup *b, int dir, struct lexer *lexer);

/*
 * Writes a new archive into `dir`, and syncs it, but not the directory. `ret` gets an id
 * that starts with `number`.
 */
int archive_write(int dir, const char *state, unsigned long number, const char *action,
	const struct keep *files, size_t n, struct backup *ret, struct err *e);
void archive_remove(const struct backup *b, int dir);

/* What to look for while an archive is read. Zero for its digest alone. */
struct wanted {
	const char *file;   /* to be handed out, or NULL */
	const char *digest; /* of several members of that name the one with these bytes */
	struct unpacked *ret;
	const struct keep *kept; /* what must be in it, in this order, or NULL */
	size_t n_kept;
};

/* Opens it for reading. */
int archive_open(const struct backup *b, int dir, int *ret, struct err *e);

/* Reads all of an archive and verifies it. */
int archive_verify(
	const struct backup *b, int dir, const struct wanted *wanted, struct err *e);

/* Now, in UTC, as manifests have it: 2026-11-23T18:09:00Z. */
void archive_time(char *ret, size_t size);

/* Whether the member is that file, with its metadata. */
bool same_member(const struct unpacked *u, const struct keep *k);

#endif
