/* SPDX-License-Identifier: MIT */
/*
 * Stores files with their metadata in a tar file. tar and bsdtar can restore all of it,
 * with --acls and --xattrs; reading accepts only what was written here.
 */
#ifndef PACK_H
#define PACK_H

#include "archive/digest.h"
#include "os/file.h"

/*
 * Reads the bytes of a file when they are packed, because those of all files would need
 * too much memory. Fails if they are not the bytes that the caller knows by their digest.
 */
struct pack_source {
	int (*read)(void *context, struct buf *ret, struct err *e);
	void *context;
};

/* A file to store. */
struct pack_member {
	const char *path; /* relative, as in tar */
	struct span bytes;
	const struct meta *meta;
	const struct extent *extent;	  /* used instead of `bytes`, or NULL */
	const struct pack_source *source; /* likewise; the size is that in `meta` */
	const char
		*target; /* a hard link to this name has no bytes of its own; or NULL */
	const struct sum *sum; /* of the extent, if it is known, or NULL; see below */
};

/*
 * A member with a known sum is read once to be hashed with the archive, and fails if it is not
 * what the sum was computed of. Whoever reads the archive back needs no other digest.
 */

/* Returns how many bytes the member has. */
int64_t pack_get_size(const struct pack_member *m);

/*
 * All bytes of an archive that was written, if they are few. Those of one extent with a known
 * sum are left out.
 */
struct packed {
	struct buf bytes;
	int64_t gap, gap_size; /* bytes of the archive that are not kept here */
};

/* An archive that is being written. Its digest is computed on the way. */
struct packing {
	struct handle *file;
	struct buf left;      /* not written yet */
	struct packed before; /* written before an extent; `bytes` has no others */
	struct digest digest;
};

/* Writes a pax archive, member by member. */
void pack_begin(struct packing *to, struct handle *file);
int pack_put(struct packing *to, const struct pack_member *m, struct err *e);

/* `ret` stays empty if there are many bytes. */
int pack_end(struct packing *to, char digest[static DIGEST_SIZE], struct packed *ret,
	struct err *e);
void packing_done(struct packing *to);

#define PACKING_AUTO __attribute__((cleanup(packing_done)))

/* Does all of this. */
int pack_write(
	struct handle *file, const struct pack_member *members, size_t n, struct err *e);

/* The names of records for ACLs, and for extended attributes before their own names. */
#define PACK_ACL_KEY "SCHILY.acl.access"
#define PACK_XATTR_KEY "SCHILY.xattr."

/*
 * A member that was read. One larger than 16 MiB (a JDK archive) has only its digest, or only
 * its sum.
 */
struct unpacked {
	char *path;
	char *target; /* of a hard link, which has no bytes; else NULL */
	struct buf bytes;
	struct meta meta;
	int64_t at;		  /* place of its header */
	int64_t data;		  /* place of its bytes */
	char digest[DIGEST_SIZE]; /* "" until it is computed, which needs the bytes */
	struct sum sum;		  /* if it has no bytes, after pack_use_sums() */
};

/* Reads an archive. */
struct pack;

/* Reads from `file`, which the caller must keep open. Damage is JSEC_BACKUP_DAMAGED. */
int pack_open(
	const struct handle *file, const char *path, struct pack **ret, struct err *e);

/* From now on, no digest of a large member is computed, but its sum. */
void pack_use_sums(struct pack *p);

/* Gets the next member. Returns 1, 0 at the end, or an error. */
int pack_next(struct pack *p, struct unpacked *ret, struct err *e);
void unpacked_get_digest(const struct unpacked *u, char ret[static DIGEST_SIZE]);
uint64_t unpacked_get_sum(const struct unpacked *u);
void pack_close(struct pack *p);
void unpacked_done(struct unpacked *u);

#define UNPACKED_AUTO __attribute__((cleanup(unpacked_done)))

#endif
