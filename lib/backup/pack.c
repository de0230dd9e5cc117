/* SPDX-License-Identifier: MIT */
/* Writes the pax archives of backups. */
#include "backup/pack.h"

#include "archive/extent.h"
#include "archive/pax.h"
#include "archive/tar_header.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/workers.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)1 << 20)
#define PIECE ((size_t)128 << 10) /* of a file that is copied */
#define ACL_XATTR "system.posix_acl_access"

/* An ACL entry in the kernel's format, see linux/posix_acl_xattr.h. */
struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};

/* Returns what an entry with this tag is about. Only "user:" and "group:" have an id. */
static const char *pack_get_acl_tag(unsigned tag, bool *named)
{
	*named = tag == 0x02 || tag == 0x08;
	switch (tag) {
	case 0x01:
	case 0x02:
		return "user:";
	case 0x04:
	case 0x08:
		return "group:";
	case 0x10:
		return "mask:";
	default:
		return "other:";
	}
}

/* Stores an ACL for tar --acls. We restore it from the extended attribute instead. */
static void pack_add_acl(struct span acl, struct buf *records)
{
	BUF_AUTO struct buf text = {0};
	struct acl_entry it;
	bool named;

	for (size_t at = 4; at + sizeof it <= acl.size; at += sizeof it) {
		memcpy(&it, acl.data + at, sizeof it);
		unsigned perm = le16toh(it.perm);
		buf_adds(&text, text.size ? "," : "");
		buf_adds(&text, pack_get_acl_tag(le16toh(it.tag), &named));
		if (named)
			buf_addf(&text, "%u", le32toh(it.id));
		buf_addf(&text, ":%c%c%c", perm & 4 ? 'r' : '-', perm & 2 ? 'w' : '-',
			perm & 1 ? 'x' : '-');
	}
	records->failed |= text.failed;
	pax_add(records, PACK_ACL_KEY, buf_span(&text));
}

/* GNU tar decodes these two characters, too. */
static void pack_add_xattr(const struct xattr *x, struct buf *records)
{
	BUF_AUTO struct buf key = {0};

	buf_adds(&key, PACK_XATTR_KEY);
	for (const char *c = x->name; *c; c++)
		if (*c == '%' || *c == '=')
			buf_addf(&key, "%%%02X", (unsigned)*c);
		else
			buf_addc(&key, *c);
	records->failed |= key.failed;
	pax_add(records, buf_str(&key), buf_span(&x->value));
}

int64_t pack_get_size(const struct pack_member *m)
{
	return m->target   ? 0
	       : m->extent ? m->extent->size
	       : m->source ? m->meta->info.size
			   : (int64_t)m->bytes.size;
}

static bool pack_is_ascii(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path >= 0x80)
			return false;
	return true;
}

static bool pack_fits_name(const char *path)
{
	return strlen(path) < sizeof(struct tar_fields){0}.name;
}

static void pack_add_time(struct file_time t, struct buf *records)
{
	int64_t seconds = t.seconds;
	uint32_t nanoseconds = t.nanoseconds;
	bool before = seconds < 0;

	if (!before && seconds <= TAR_MAX_SIZE && !nanoseconds)
		return;
	if (before && nanoseconds) { /* -1 s and 0.75 s are -0.25 s */
		seconds++;
		nanoseconds = 1000000000 - nanoseconds;
	}
	pax_addf(records, "mtime", "%s%" PRIu64 ".%09u", before ? "-" : "",
		before ? 0 - (uint64_t)seconds : (uint64_t)seconds, nanoseconds);
}

/*
 * Adds what the header has no room for. Declaring a path as bytes confuses GNU tar: only
 * done if it is not ASCII.
 */
static void pack_add_records(const struct pack_member *m, struct buf *records)
{
	const struct file_info *info = &m->meta->info;
	bool ascii = pack_is_ascii(m->path) && (!m->target || pack_is_ascii(m->target));

	if (!ascii)
		pax_add(records, "hdrcharset", span_str("BINARY"));
	if (!ascii || !pack_fits_name(m->path))
		pax_add(records, "path", span_str(m->path));
	if (m->target && (!ascii || !pack_fits_name(m->target)))
		pax_add(records, "linkpath", span_str(m->target));
	if (pack_get_size(m) > TAR_MAX_SIZE)
		pax_addf(records, "size", "%" PRId64, pack_get_size(m));
	if (info->owner.user > TAR_MAX_ID)
		pax_addf(records, "uid", "%u", info->owner.user);
	if (info->owner.group > TAR_MAX_ID)
		pax_addf(records, "gid", "%u", info->owner.group);
	pack_add_time(info->modified, records);
	for (size_t i = 0; i < m->meta->n_xattrs; i++) {
		const struct xattr *x = &m->meta->xattrs[i];
		records->failed |= x->value.failed;
		pack_add_xattr(x, records);
		if (!strcmp(x->name, ACL_XATTR))
			pack_add_acl(buf_span(&x->value), records);
	}
}

void pack_begin(struct packing *to, struct handle *file)
{
	*to = (struct packing){.file = file};
	digest_begin(&to->digest);
}

void packing_done(struct packing *to)
{
	buf_done(&to->left);
	buf_done(&to->before.bytes);
}

static int pack_append(struct packing *to, struct span bytes, struct err *e)
{
	digest_add(&to->digest, bytes);
	return handle_append(to->file, bytes, e);
}

static int pack_flush(struct packing *to, struct err *e)
{
	int rc =
		to->left.failed ? err_memory(e) : pack_append(to, buf_span(&to->left), e);

	to->left.size = 0;
	return rc;
}

static int pack_put_some(struct packing *to, struct span bytes, struct err *e)
{
	if (bytes.size < CHUNK) {
		buf_add(&to->left, bytes);
		return to->left.size < CHUNK ? 0 : pack_flush(to, e);
	}
	int rc = pack_flush(to, e);
	return rc ? rc : pack_append(to, bytes, e);
}

static int pack_put_padding(struct packing *to, int64_t size, struct err *e)
{
	static const char zeros[TAR_BLOCK];

	return pack_put_some(
		to, span_of(zeros, (size_t)(tar_header_pad(size) - size)), e);
}

static int pack_put_header(struct packing *to, const struct tar_fields *f, struct err *e)
{
	char block[TAR_BLOCK];

	tar_header_make(f, block);
	return pack_put_some(to, span_of(block, sizeof block), e);
}

static int pack_put_records(struct packing *to, struct span records, struct err *e)
{
	const struct tar_fields f = {.type = 'x',
		.name = "PaxHeader",
		.permissions = 0600,
		.size = (int64_t)records.size};
	int rc = pack_put_header(to, &f, e);

	rc = rc ? rc : pack_put_some(to, records, e);
	return rc ? rc : pack_put_padding(to, f.size, e);
}

/* A large file that is copied while its bytes are added to the digest. */
struct pack_copying {
	struct packing *to;
	const struct extent *x;
	struct sum sum;
};

static int pack_do_half(void *data, size_t nth, struct err *e)
{
	struct pack_copying *c = data;

	return nth ? digest_add_extent(&c->to->digest, c->x, &c->sum, e)
		   : extent_copy(c->x, 0, c->x->size, c->to->file, e);
}

static int pack_refuse_changed(const struct pack_member *m, struct err *e)
{
	return err_set(
		e, JSEC_BACKUP_FAILED, m->path, 0, "changed while it was backed up");
}

/* Writes what comes before an extent. Keeps it if that is everything so far. */
static int pack_flush_before(
	struct packing *to, const struct pack_member *m, struct err *e)
{
	bool keep = m->sum && !handle_get_end(to->file);

	if (keep)
		buf_add(&to->before.bytes, buf_span(&to->left));
	int rc = to->before.bytes.failed ? err_memory(e) : pack_flush(to, e);
	if (keep) {
		to->before.gap = handle_get_end(to->file);
		to->before.gap_size = m->extent->size;
	}
	return rc;
}

/* The two read the file on their own. Should it change, the archive is found damaged. */
static int pack_put_extent(struct packing *to, const struct pack_member *m, struct err *e)
{
	struct pack_copying c = {.to = to, .x = m->extent};
	int rc = pack_flush_before(to, m, e);

	rc = rc ? rc : crew_run_all(2, pack_do_half, &c, 2, e);
	if (!rc && m->sum && c.sum.xxh64 != m->sum->xxh64)
		rc = pack_refuse_changed(m, e);
	return rc;
}

static int pack_put_source(struct packing *to, const struct pack_member *m, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	int rc = m->source->read(m->source->context, &bytes, e);

	if (!rc && (int64_t)bytes.size != pack_get_size(m))
		rc = pack_refuse_changed(m, e);
	return rc ? rc : pack_put_some(to, buf_span(&bytes), e);
}

static int pack_put_bytes(struct packing *to, const struct pack_member *m, struct err *e)
{
	return m->target   ? 0
	       : m->extent ? pack_put_extent(to, m, e)
	       : m->source ? pack_put_source(to, m, e)
			   : pack_put_some(to, m->bytes, e);
}

int pack_put(struct packing *to, const struct pack_member *m, struct err *e)
{
	const struct file_info *info = &m->meta->info;
	BUF_AUTO struct buf records = {0};
	struct tar_fields f = {.type = m->target ? '1' : '0',
		.permissions = info->permissions,
		.user = info->owner.user,
		.group = info->owner.group,
		.size = pack_get_size(m),
		.modified = info->modified.seconds};
	int rc;

	snprintf(f.name, sizeof f.name, "%s", m->path);
	snprintf(f.target, sizeof f.target, "%s", m->target ? m->target : "");
	pack_add_records(m, &records);
	rc = records.failed ? err_memory(e) : 0;
	if (!rc && records.size)
		rc = pack_put_records(to, buf_span(&records), e);
	rc = rc ? rc : pack_put_header(to, &f, e);
	rc = rc ? rc : pack_put_bytes(to, m, e);
	return rc ? rc : pack_put_padding(to, f.size, e);
}

int pack_end(struct packing *to, char digest[static DIGEST_SIZE], struct packed *ret,
	struct err *e)
{
	static const char end[2 * TAR_BLOCK];
	struct packed *b = &to->before;
	bool small = handle_get_end(to->file) == b->gap + b->gap_size;

	buf_add(&to->left, span_of(end, sizeof end));
	int rc =
		to->left.failed ? err_memory(e) : pack_append(to, buf_span(&to->left), e);
	if (rc)
		return rc;
	digest_end(&to->digest, digest);
	if (!small)
		return 0;
	if (b->bytes.size) {
		buf_add(&b->bytes, buf_span(&to->left));
	} else {
		b->bytes = to->left;
		to->left = (struct buf){0};
	}
	if (b->bytes.failed)
		return err_memory(e);
	*ret = *b;
	*b = (struct packed){0};
	return 0;
}

int pack_write(
	struct handle *file, const struct pack_member *members, size_t n, struct err *e)
{
	PACKING_AUTO struct packing to;
	struct packed whole = {0};
	char digest[DIGEST_SIZE];
	int rc = 0;

	pack_begin(&to, file);
	for (size_t i = 0; !rc && i < n; i++)
		rc = pack_put(&to, &members[i], e);
	rc = rc ? rc : pack_end(&to, digest, &whole, e);
	buf_done(&whole.bytes);
	return rc;
}
