/* SPDX-License-Identifier: MIT */
/* Reads a regular file: its bytes and its metadata. */
#ifndef FILE_H
#define FILE_H

#include "base/buf.h"
#include "base/errors.h"
#include "base/note_list.h"
#include "os/handle.h"

/* The largest file of settings that is read: vendors' java.security have 60 KiB. */
#define FILE_MAX_SIZE ((size_t)4 << 20)

/* The largest one of what jsecpatch itself wrote: a record, or a member of a backup. */
#define FILE_MAX_OWN ((size_t)16 << 20)

/* An extended attribute, such as an access control list or a security label. */
struct xattr {
	char *name;
	struct buf value;
};

/* A file's metadata. */
struct meta {
	struct file_info info;
	struct file_time read; /* last read, if the system records that */
	struct xattr *xattrs;
	size_t n_xattrs;
};

/*
 * Reads the file at a place. Free `bytes` and `meta` after an error, too. It is an error
 * if this is not a regular file, if it is too large, or if it changed while it was read.
 */
int file_read(const struct place *p, struct buf *bytes, struct meta *meta, struct err *e);
void meta_done(struct meta *m);

/* Reads the metadata of an open file, except attributes that the kernel computes. */
int meta_read(const struct handle *h, struct meta *m, const char *path, struct err *e);
int meta_add_xattr(struct meta *m, const char *name, const void *value, size_t size);

/* Tells whether the file has an attribute of that name and value. */
bool meta_has_xattr(const struct meta *m, const struct xattr *x);

/* Makes metadata of a file of the caller, with these permissions or those of `other`. */
void meta_own(struct meta *m, uint32_t permissions);
void meta_own_as(struct meta *m, const struct meta *other);

/*
 * Gives the metadata of a backup the owner, permissions, access control lists and
 * capabilities that the file has now, if with its own ones more users could read or
 * change the file, or gain rights by it. Returns 1 then, 0 if nothing was changed, and -1 if memory
 * ran out.
 */
int meta_keep_rights(struct meta *m, const struct meta *now);

/* Tells whether kind, permissions, owner and extended attributes are the same. */
bool meta_equal(const struct meta *a, const struct meta *b);

/*
 * For os/: gives the new file `fd` what chattr(1) sets and the project id of the old file
 * at the place. Call this before anything is written: some flags cannot be set later.
 * Notes what the kernel refuses; `notes` may be NULL.
 */
void file_flags_copy(const struct place *p, int fd, struct note_list *notes);

/* For os/: works on an open descriptor. */
int meta_read_xattrs(int fd, struct meta *m, const char *path, struct err *e);

#define META_AUTO __attribute__((cleanup(meta_done)))

#endif
