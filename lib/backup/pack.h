/* SPDX-License-Identifier: MIT */
/* Files with their metadata as one tar file, by libarchive. */
#ifndef PACK_H
#define PACK_H

#include "archive/digest.h"
#include "os/file.h"

/* A file in an archive. */
struct pack_member {
	const char *path; /* relative, as tar has it */
	struct span bytes;
	const struct meta *meta;
	const struct extent *extent; /* instead of bytes; or NULL */
};

/* Writes a pax archive, named `path` in errors. */
int pack_write(struct handle *file, const char *path, const struct pack_member *members,
	size_t n, struct err *e);

/* A member that was read. One of more than 16 MiB, an archive, has only its digest. */
struct unpacked {
	char *path;
	struct buf bytes;
	struct meta meta;
	int64_t at;		  /* of its header */
	char digest[DIGEST_SIZE]; /* where it has no bytes */
};

/* An archive being read. */
struct pack;

/* Reads from `file`, which stays the caller's. Damage is JSEC_BACKUP_DAMAGED. */
int pack_open(
	const struct handle *file, const char *path, struct pack **ret, struct err *e);

/* The next member: 1, or 0 at the end, or a negative code. */
int pack_next(struct pack *p, struct unpacked *ret, struct err *e);
int unpacked_get_digest(
	const struct unpacked *u, char ret[static DIGEST_SIZE], struct err *e);
void pack_close(struct pack *p);
void unpacked_done(struct unpacked *u);

#define UNPACKED_AUTO __attribute__((cleanup(unpacked_done)))

#endif
