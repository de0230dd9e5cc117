/* SPDX-License-Identifier: MIT */
/* Writes and reads pax archives with libarchive. */
#include "backup/pack.h"

#include "archive/extent.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/system.h"

#include <archive.h>
#include <archive_entry.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)128 << 10)
#define READ_SIZE ((size_t)64 << 10)
#define ACL_XATTR "system.posix_acl_access"

static void pack_archive_done(struct archive **a)
{
	archive_free(*a);
}

static void pack_entry_done(struct archive_entry **e)
{
	archive_entry_free(*e);
}

#define ARCHIVE_AUTO __attribute__((cleanup(pack_archive_done)))
#define ENTRY_AUTO __attribute__((cleanup(pack_entry_done)))

static int pack_fail(
	struct archive *a, enum jsec_code code, const char *path, struct err *e)
{
	const char *why = a ? archive_error_string(a) : NULL;
	int errnum = a ? archive_errno(a) : 0;

	if (code == JSEC_BACKUP_FAILED && errnum > 0)
		return system_fail(e, errnum, path, "write the archive");
	return err_set(e, code, path, 0, "%s", why ? why : "out of memory");
}

/* An ACL entry in the kernel's format, see linux/posix_acl_xattr.h. */
struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};

static int pack_get_acl_tag(unsigned tag)
{
	switch (tag) {
	case 0x01:
		return ARCHIVE_ENTRY_ACL_USER_OBJ;
	case 0x02:
		return ARCHIVE_ENTRY_ACL_USER;
	case 0x04:
		return ARCHIVE_ENTRY_ACL_GROUP_OBJ;
	case 0x08:
		return ARCHIVE_ENTRY_ACL_GROUP;
	case 0x10:
		return ARCHIVE_ENTRY_ACL_MASK;
	default:
		return ARCHIVE_ENTRY_ACL_OTHER;
	}
}

/* Stores an ACL for tar --acls. We restore it from the extended attribute instead. */
static void pack_add_acl(struct archive_entry *entry, struct span acl)
{
	struct acl_entry it;

	for (size_t at = 4; at + sizeof it <= acl.size; at += sizeof it) {
		memcpy(&it, acl.data + at, sizeof it);
		int tag = pack_get_acl_tag(le16toh(it.tag));
		bool named =
			tag == ARCHIVE_ENTRY_ACL_USER || tag == ARCHIVE_ENTRY_ACL_GROUP;
		archive_entry_acl_add_entry(entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS,
			le16toh(it.perm), tag, named ? (int)le32toh(it.id) : -1, NULL);
	}
}

static int64_t pack_get_size(const struct pack_member *m)
{
	return m->extent ? m->extent->size : (int64_t)m->bytes.size;
}

static struct archive_entry *pack_make_entry(const struct pack_member *m)
{
	struct archive_entry *entry = archive_entry_new();
	const struct file_info *info = &m->meta->info;

	if (!entry)
		return NULL;
	archive_entry_set_pathname(entry, m->path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, info->permissions);
	archive_entry_set_uid(entry, info->owner.user);
	archive_entry_set_gid(entry, info->owner.group);
	archive_entry_set_size(entry, pack_get_size(m));
	archive_entry_set_mtime(
		entry, info->modified.seconds, info->modified.nanoseconds);
	for (size_t i = 0; i < m->meta->n_xattrs; i++) {
		const struct xattr *x = &m->meta->xattrs[i];
		archive_entry_xattr_add_entry(
			entry, x->name, buf_str(&x->value), x->value.size);
		if (!strcmp(x->name, ACL_XATTR))
			pack_add_acl(entry, buf_span(&x->value));
	}
	return entry;
}

/* Sets the error only if the file cannot be read. */
static int pack_put_extent(struct archive *a, const struct extent *x, struct err *e)
{
	char chunk[CHUNK];
	size_t n = 0;

	for (int64_t at = 0; at < x->size; at += (int64_t)n)
		if (extent_read(x, at, chunk, sizeof chunk, &n, e) ||
			archive_write_data(a, chunk, n) != (la_ssize_t)n)
			return -1;
	return 0;
}

static int pack_put_entry(struct archive *a, const struct pack_member *m, struct err *e)
{
	ENTRY_AUTO struct archive_entry *entry = pack_make_entry(m);

	if (!entry || archive_write_header(a, entry) != ARCHIVE_OK)
		return -1;
	if (m->extent)
		return pack_put_extent(a, m->extent, e);
	la_ssize_t n = archive_write_data(a, m->bytes.data, m->bytes.size);
	return n == (la_ssize_t)m->bytes.size ? 0 : -1;
}

/* An open file to write to. */
struct pack_file {
	struct handle *file;
	struct err *failure; /* gets the first failure */
};

/* Stores a failure in `failure`. Reporting it to libarchive would leak its buffer. */
static la_ssize_t pack_add_to_file(
	struct archive *a, void *data, const void *bytes, size_t size)
{
	struct pack_file *to = data;

	(void)a;
	if (!err_public(to->failure))
		handle_append(to->file, span_of(bytes, size), to->failure);
	return (la_ssize_t)size;
}

/* Declaring paths as bytes confuses GNU tar: only done for paths that are not ASCII. */
static bool pack_is_ascii(const struct pack_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (const char *c = members[i].path; *c; c++)
			if ((unsigned char)*c >= 0x80)
				return false;
	return true;
}

static int pack_write_all(struct archive *a, struct pack_file *to,
	const struct pack_member *members, size_t n, struct err *e)
{
	const char *options = pack_is_ascii(members, n)
				      ? "xattrheader=SCHILY"
				      : "xattrheader=SCHILY,hdrcharset=BINARY";

	if (!a || archive_write_set_format_pax(a) != ARCHIVE_OK ||
		archive_write_set_options(a, options) != ARCHIVE_OK ||
		archive_write_set_bytes_in_last_block(a, 1) != ARCHIVE_OK ||
		archive_write_open(a, to, NULL, pack_add_to_file, NULL) != ARCHIVE_OK)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (pack_put_entry(a, &members[i], e))
			return -1;
	return archive_write_close(a) == ARCHIVE_OK ? 0 : -1;
}

int pack_write(struct handle *file, const char *path, const struct pack_member *members,
	size_t n, struct err *e)
{
	ERR_AUTO struct err failure = {0};
	struct pack_file to = {file, &failure};
	ARCHIVE_AUTO struct archive *a = archive_write_new();
	int rc = pack_write_all(a, &to, members, n, e);

	if (rc)
		return pack_fail(a, JSEC_BACKUP_FAILED, path, e);
	return err_public(&failure) ? err_copy(e, &failure.public) : 0;
}

struct pack {
	struct archive *a;
	const struct handle *file;
	int64_t at;
	const char *path;
	char chunk[READ_SIZE];
};

static la_ssize_t pack_feed(struct archive *a, void *context, const void **ret)
{
	ERR_AUTO struct err why = {0};
	struct pack *p = context;
	size_t n = 0;

	*ret = p->chunk;
	if (handle_read(p->file, p->at, p->chunk, sizeof p->chunk, &n, &why)) {
		archive_set_error(a, why.public.system_errno, "the file cannot be read");
		return -1;
	}
	p->at += (int64_t)n;
	return (la_ssize_t)n;
}

int pack_open(
	const struct handle *file, const char *path, struct pack **ret, struct err *e)
{
	struct pack *p = malloc(sizeof *p);

	if (!p)
		return err_memory(e);
	p->a = archive_read_new();
	p->file = file;
	p->at = 0;
	p->path = path;
	if (!p->a || archive_read_support_format_tar(p->a) != ARCHIVE_OK ||
		archive_read_open(p->a, p, NULL, pack_feed, NULL) != ARCHIVE_OK) {
		int rc = pack_fail(p->a, JSEC_BACKUP_DAMAGED, path, e);
		pack_close(p);
		return rc;
	}
	*ret = p;
	return 0;
}

void pack_close(struct pack *p)
{
	if (p)
		archive_free(p->a);
	free(p);
}

/* With an ACL, the group bits of the mode are the mask, not the entry of the group. */
static void pack_apply_mask(struct meta *m)
{
	const struct xattr *acl = NULL;
	struct acl_entry it;

	for (size_t i = 0; i < m->n_xattrs; i++)
		if (!strcmp(m->xattrs[i].name, ACL_XATTR))
			acl = &m->xattrs[i];
	for (size_t at = 4; acl && at + sizeof it <= acl->value.size; at += sizeof it) {
		memcpy(&it, acl->value.data + at, sizeof it);
		if (pack_get_acl_tag(le16toh(it.tag)) == ARCHIVE_ENTRY_ACL_MASK)
			m->info.permissions = (m->info.permissions & ~070u) |
					      (le16toh(it.perm) & 7u) << 3;
	}
}

/* libarchive URL-encodes these names when it writes, but does not decode them. */
static void pack_url_decode(char *name)
{
	char *out = name;
	unsigned byte;
	int n;

	for (const char *c = name; *c; out++)
		if (sscanf(c, "%%%2x%n", &byte, &n) == 1 && n == 3) {
			*out = (char)byte;
			c += 3;
		} else {
			*out = *c++;
		}
	*out = 0;
}

static int pack_get_meta(struct archive_entry *entry, struct meta *m)
{
	const char *name;
	const void *value;
	size_t size;

	m->info = (struct file_info){
		.kind = archive_entry_filetype(entry) == AE_IFREG ? FILE_REGULAR
								  : FILE_DEVICE,
		.permissions = archive_entry_perm(entry),
		.owner = {(uint32_t)archive_entry_uid(entry),
			(uint32_t)archive_entry_gid(entry)},
		.size = archive_entry_size(entry),
		.modified = {archive_entry_mtime(entry),
			(uint32_t)archive_entry_mtime_nsec(entry)},
	};
	m->read = m->info.modified;
	archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
		if (meta_add_xattr(m, name, value, size))
			return -1;
	for (size_t i = 0; i < m->n_xattrs; i++)
		pack_url_decode(m->xattrs[i].name);
	pack_apply_mask(m);
	return 0;
}

static int pack_read_bytes(struct pack *p, struct unpacked *u, struct err *e)
{
	char chunk[16384];
	la_ssize_t n;

	while ((n = archive_read_data(p->a, chunk, sizeof chunk)) > 0) {
		buf_add(&u->bytes, span_of(chunk, (size_t)n));
		if (u->bytes.failed)
			return err_memory(e);
	}
	return n < 0 ? pack_fail(p->a, JSEC_BACKUP_DAMAGED, p->path, e) : 1;
}

/* Computes only the digest of a large member. */
static int pack_read_digest(struct pack *p, struct unpacked *u, struct err *e)
{
	struct digest d;
	char chunk[16384];
	la_ssize_t n;

	digest_begin(&d);
	while ((n = archive_read_data(p->a, chunk, sizeof chunk)) > 0)
		digest_add(&d, span_of(chunk, (size_t)n));
	if (n < 0)
		return pack_fail(p->a, JSEC_BACKUP_DAMAGED, p->path, e);
	digest_end(&d, u->digest);
	return 1;
}

int pack_next(struct pack *p, struct unpacked *u, struct err *e)
{
	struct archive_entry *entry;
	int rc = archive_read_next_header(p->a, &entry);

	if (rc == ARCHIVE_EOF)
		return 0;
	if (rc != ARCHIVE_OK)
		return pack_fail(p->a, JSEC_BACKUP_DAMAGED, p->path, e);
	*u = (struct unpacked){.path = strdup(archive_entry_pathname(entry)),
		.at = archive_read_header_position(p->a)};
	if (!u->path || pack_get_meta(entry, &u->meta))
		return err_memory(e);
	return archive_entry_size(entry) > (la_int64_t)FILE_MAX_SIZE
		       ? pack_read_digest(p, u, e)
		       : pack_read_bytes(p, u, e);
}

void unpacked_get_digest(const struct unpacked *u, char ret[static DIGEST_SIZE])
{
	if (*u->digest)
		memcpy(ret, u->digest, DIGEST_SIZE);
	else
		digest_compute(buf_span(&u->bytes), ret);
}

void unpacked_done(struct unpacked *u)
{
	free(u->path);
	buf_done(&u->bytes);
	meta_done(&u->meta);
	*u = (struct unpacked){0};
}
