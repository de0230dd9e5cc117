/* SPDX-License-Identifier: MIT */
/* Backups' archives and digests, by libarchive. */
#ifndef TAR_WRITER_H
#define TAR_WRITER_H

#include "archive/extent.h"
#include "os/file.h"

#define DIGEST_SIZE 65 /* SHA-256 in hexadecimal, and a NUL */

/* A file in an archive. */
struct pack_member {
	const char *path; /* relative, as tar has it */
	struct span bytes;
	const struct meta *meta;
	const struct extent *extent; /* instead of bytes; or NULL */
};

int pack_digest_bytes(struct span bytes, char ret[static DIGEST_SIZE], struct err *e);
int pack_digest_extent(const struct extent *x, const char *path,
	char ret[static DIGEST_SIZE], struct err *e);

/* The same of all of an open file, whose place stays. */
int pack_digest_file(
	int fd, const char *path, char ret[static DIGEST_SIZE], struct err *e);

/* Adds mtree lines with mode, owner, size, time and SHA-256 of each member. */
int pack_write_manifest(
	const struct pack_member *members, size_t n, struct buf *out, struct err *e);

/* Writes a pax archive to `fd`, named `path` in errors. */
int pack_write(int fd, const char *path, const struct pack_member *members, size_t n,
	struct err *e);

/* A member that was read. One of more than 16 MiB, an archive, has no bytes here. */
struct unpacked {
	char *path;
	struct buf bytes;
	struct meta meta;
	off_t at;		  /* of its header */
	char digest[DIGEST_SIZE]; /* where it has no bytes */
};

/* An archive being read. */
struct pack;

/* Reads from `fd`, which stays the caller's. Damage is JSEC_BACKUP_DAMAGED. */
int pack_open(int fd, const char *path, struct pack **ret, struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int pack_next(struct pack *p, struct unpacked *ret, struct err *e);
int unpacked_get_digest(
	const struct unpacked *u, char ret[static DIGEST_SIZE], struct err *e);
void pack_close(struct pack *p);
void unpacked_done(struct unpacked *u);

#define UNPACKED_AUTO __attribute__((cleanup(unpacked_done)))

#endif
