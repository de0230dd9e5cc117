/* SPDX-License-Identifier: MIT */
/* One regular file: its bytes, its metadata, and whether it is still the same. */
#ifndef FILE_H
#define FILE_H

#include "base/buf.h"
#include "base/errors.h"
#include "os/handle.h"

#define FILE_MAX_SIZE ((size_t)16 << 20)

/* An extended attribute; access control lists and security labels are such. */
struct xattr {
	char *name;
	struct buf value;
};

/* What is kept of a file beside its bytes. */
struct meta {
	struct file_info info;
	struct file_time read; /* last, as far as the system notes that */
	struct xattr *xattrs;
	size_t n_xattrs;
};

/*
 * Reads the file at a place; `bytes` and `meta` are to be freed also after an error. Not a
 * regular file, too large, or changed while it was read: an error.
 */
int file_read(const struct place *p, struct buf *bytes, struct meta *meta, struct err *e);
void meta_done(struct meta *m);

/* That of an open file, without the extended attributes that the kernel computes. */
int meta_read(const struct handle *h, struct meta *m, const char *path, struct err *e);
int meta_add_xattr(struct meta *m, const char *name, const void *value, size_t size);

/* Makes it that of a file of the caller; or of one as another file is, but the caller's. */
void meta_own(struct meta *m, uint32_t permissions);
void meta_own_as(struct meta *m, const struct meta *other);

/* Same mode, owner and extended attributes. */
bool meta_equal(const struct meta *a, const struct meta *b);

/* For os/: of open files, by their descriptors. The last two return 0, or -1 and errno. */
int meta_read_xattrs(int fd, struct meta *m, const char *path, struct err *e);
int file_read_all(int fd, size_t at_most, struct buf *out);
int file_write_all(int fd, struct span bytes);

#define META_AUTO __attribute__((cleanup(meta_done)))

#endif
