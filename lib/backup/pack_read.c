/* SPDX-License-Identifier: MIT */
/* Reads the pax archives of backups. */
#include "backup/pack.h"

#include "archive/extent.h"
#include "archive/pax.h"
#include "archive/tar_header.h"
#include "os/file_info.h"

#include <stdlib.h>

#define READ_SIZE ((size_t)64 << 10)

struct pack {
	const struct handle *file;
	const char *path;
	int64_t at;	  /* where to read on */
	struct span left; /* read, but not taken yet */
	bool sums;	  /* see pack_use_sums() */
	char chunk[READ_SIZE];
};

int pack_open(
	const struct handle *file, const char *path, struct pack **ret, struct err *e)
{
	struct pack *p = malloc(sizeof *p);

	if (!p)
		return err_memory(e);
	p->file = file;
	p->path = path;
	p->at = 0;
	p->left = span_of(p->chunk, 0);
	p->sums = false;
	*ret = p;
	return 0;
}

void pack_use_sums(struct pack *p)
{
	p->sums = true;
}

void pack_close(struct pack *p)
{
	free(p);
}

static int pack_refuse(const struct pack *p, const char *why, struct err *e)
{
	return err_set(e, JSEC_BACKUP_DAMAGED, p->path, 0, "%s", why);
}

/* Reads on if all that was read was taken. */
static int pack_fill(struct pack *p, struct err *e)
{
	size_t got = 0;
	int rc = p->left.size ? 0
			      : handle_read(p->file, p->at, p->chunk, sizeof p->chunk,
					&got, e);

	if (rc || p->left.size)
		return rc;
	if (!got)
		return pack_refuse(p, "the archive is cut short", e);
	p->at += (int64_t)got;
	p->left = span_of(p->chunk, got);
	return 0;
}

/* Takes up to `n` bytes of those that were read. */
static struct span pack_take_ready(struct pack *p, int64_t n)
{
	size_t part = n < (int64_t)p->left.size ? (size_t)n : p->left.size;
	struct span s = span_cut(p->left, 0, part);

	p->left = span_cut(p->left, part, p->left.size);
	return s;
}

static int pack_take(struct pack *p, void *to, size_t n, struct err *e)
{
	for (char *at = to; n;) {
		int rc = pack_fill(p, e);
		if (rc)
			return rc;
		struct span some = pack_take_ready(p, (int64_t)n);
		memcpy(at, some.data, some.size);
		at += some.size;
		n -= some.size;
	}
	return 0;
}

/* Passes the zeros after `size` bytes. */
static int pack_take_padding(struct pack *p, int64_t size, struct err *e)
{
	char rest[TAR_BLOCK];

	return pack_take(p, rest, (size_t)(tar_header_pad(size) - size), e);
}

static int pack_take_bytes(struct pack *p, int64_t size, struct buf *ret, struct err *e)
{
	if (size > (int64_t)FILE_MAX_OWN)
		return pack_refuse(p, "the archive is damaged: a header is too large", e);
	if (!buf_reserve(ret, (size_t)size))
		return err_memory(e);
	ret->size = (size_t)size;
	ret->data[size] = 0;
	int rc = pack_take(p, ret->data, ret->size, e);
	return rc ? rc : pack_take_padding(p, size, e);
}

/* Computes only the digest of a large member, or its sum. */
static int pack_take_digest(
	struct pack *p, int64_t size, struct unpacked *u, struct err *e)
{
	struct digest d;
	struct xxh64 sum;

	digest_begin(&d);
	xxh64_begin(&sum);
	for (int64_t left = size; left;) {
		int rc = pack_fill(p, e);
		if (rc)
			return rc;
		struct span some = pack_take_ready(p, left);
		if (p->sums)
			xxh64_add(&sum, some);
		else
			digest_add(&d, some);
		left -= (int64_t)some.size;
	}
	if (p->sums)
		u->sum = (struct sum){true, xxh64_end(&sum)};
	else
		digest_end(&d, u->digest);
	return pack_take_padding(p, size, e);
}

/* Returns 1, or 0 if this is the end: a block of zeros. */
static int pack_take_header(struct pack *p, struct tar_fields *ret, struct err *e)
{
	char block[TAR_BLOCK];
	int rc = pack_take(p, block, sizeof block, e);

	if (rc)
		return rc;
	if (tar_header_is_end(block))
		return 0;
	return tar_header_read(block, ret)
		       ? 1
		       : pack_refuse(p, "the archive is damaged: a header is bad", e);
}

static bool pack_read_id(struct span value, uint32_t *ret)
{
	int64_t n;
	bool good = pax_read_number(value, UINT32_MAX, &n);

	*ret = good ? (uint32_t)n : 0;
	return good;
}

/* Reads "-0.250000000", as pack_add_time() writes it. */
static bool pack_read_time(struct span value, struct file_time *ret)
{
	bool before = value.size && value.data[0] == '-';
	const char *dot = value.size ? memchr(value.data, '.', value.size) : NULL;
	size_t at = dot ? (size_t)(dot - value.data) : 0;
	int64_t seconds, nanoseconds;

	if (!dot || value.size - at != 10 ||
		!pax_read_number(span_cut(value, before, at), INT64_MAX / 2, &seconds) ||
		!pax_read_number(
			span_cut(value, at + 1, value.size), 999999999, &nanoseconds))
		return false;
	*ret = before && nanoseconds ? (struct file_time){-seconds - 1,
					       (uint32_t)(1000000000 - nanoseconds)}
				     : (struct file_time){before ? -seconds : seconds,
					       (uint32_t)nanoseconds};
	return true;
}

/* Returns the name of an extended attribute, or NULL if memory ran out. */
static char *pack_decode_name(struct span name)
{
	BUF_AUTO struct buf out = {0};

	for (size_t i = 0; i < name.size; i++)
		if (name.size - i >= 3 && !strncmp(name.data + i, "%25", 3)) {
			buf_addc(&out, '%');
			i += 2;
		} else if (name.size - i >= 3 && !strncmp(name.data + i, "%3D", 3)) {
			buf_addc(&out, '=');
			i += 2;
		} else {
			buf_addc(&out, name.data[i]);
		}
	return buf_take(&out);
}

static int pack_apply_xattr(const struct pax_record *r, struct meta *m, struct err *e)
{
	size_t prefix = strlen(PACK_XATTR_KEY);
	char *name = pack_decode_name(span_cut(r->key, prefix, r->key.size));
	int rc = name ? meta_add_xattr(m, name, r->value.data, r->value.size) : -1;

	free(name);
	return rc ? err_memory(e) : 0;
}

static bool pack_is_xattr(const struct pax_record *r)
{
	size_t prefix = strlen(PACK_XATTR_KEY);

	return r->key.size > prefix && !memcmp(r->key.data, PACK_XATTR_KEY, prefix);
}

/* Ignores other records. If damage made one of them, the digest of the archive differs. */
static int pack_apply_record(const struct pax_record *r, struct unpacked *u,
	const struct pack *p, struct err *e)
{
	struct file_info *info = &u->meta.info;
	bool good = true;

	if (pax_key_is(r, "path") || (u->target && pax_key_is(r, "linkpath"))) {
		char **to = pax_key_is(r, "path") ? &u->path : &u->target;
		free(*to);
		*to = strndup(r->value.data, r->value.size);
		return *to ? 0 : err_memory(e);
	}
	if (pack_is_xattr(r))
		return pack_apply_xattr(r, &u->meta, e);
	if (pax_key_is(r, "mtime"))
		good = pack_read_time(r->value, &info->modified);
	else if (pax_key_is(r, "size"))
		good = pax_read_number(r->value, INT64_MAX / 2, &info->size);
	else if (pax_key_is(r, "uid"))
		good = pack_read_id(r->value, &info->owner.user);
	else if (pax_key_is(r, "gid"))
		good = pack_read_id(r->value, &info->owner.group);
	return good ? 0 : pack_refuse(p, "the archive is damaged: a bad number", e);
}

static int pack_apply(const struct pack *p, const struct tar_fields *f,
	struct span records, struct unpacked *u, struct err *e)
{
	struct pax_record r;
	int rc = 0;

	u->path = strdup(f->name);
	u->target = f->type == '1' ? strdup(f->target) : NULL;
	if (!u->path || (f->type == '1' && !u->target))
		return err_memory(e);
	u->meta.info = (struct file_info){
		.kind = FILE_REGULAR,
		.permissions = (uint32_t)f->permissions,
		.owner = {(uint32_t)f->user, (uint32_t)f->group},
		.size = f->size,
		.modified = {.seconds = f->modified},
	};
	while (!rc && pax_take(&records, &r))
		rc = pack_apply_record(&r, u, p, e);
	u->meta.read = u->meta.info.modified;
	if (!rc && records.size)
		rc = pack_refuse(p, "the archive is damaged: a record is bad", e);
	return rc;
}

/* Reads the headers of a member. Returns 1, 0 at the end, or an error. */
static int pack_take_headers(struct pack *p, struct unpacked *u, struct err *e)
{
	BUF_AUTO struct buf records = {0};
	struct tar_fields f = {0};
	int rc = pack_take_header(p, &f, e);
	bool prefixed = rc == 1 && f.type == 'x';

	if (prefixed) {
		rc = pack_take_bytes(p, f.size, &records, e);
		rc = rc ? rc : pack_take_header(p, &f, e);
	}
	if (rc < 0 || (!rc && !prefixed))
		return rc;
	if (!rc || (f.type != '0' && f.type != '1'))
		return pack_refuse(p, "the archive is damaged: a header is bad", e);
	rc = pack_apply(p, &f, buf_span(&records), u, e);
	if (!rc && u->target && u->meta.info.size)
		rc = pack_refuse(p, "the archive is damaged: a link has bytes", e);
	u->data = p->at - (int64_t)p->left.size;
	return rc ? rc : 1;
}

int pack_next(struct pack *p, struct unpacked *u, struct err *e)
{
	*u = (struct unpacked){.at = p->at - (int64_t)p->left.size};
	int rc = pack_take_headers(p, u, e);
	int64_t size = u->meta.info.size;

	if (rc <= 0)
		return rc;
	rc = size > (int64_t)FILE_MAX_OWN ? pack_take_digest(p, size, u, e)
					  : pack_take_bytes(p, size, &u->bytes, e);
	return rc ? rc : 1;
}

void unpacked_get_digest(const struct unpacked *u, char ret[static DIGEST_SIZE])
{
	if (*u->digest)
		memcpy(ret, u->digest, DIGEST_SIZE);
	else
		digest_compute(buf_span(&u->bytes), ret);
}

uint64_t unpacked_get_sum(const struct unpacked *u)
{
	struct xxh64 sum;

	xxh64_begin(&sum);
	xxh64_add(&sum, buf_span(&u->bytes));
	return u->sum.known ? u->sum.xxh64 : xxh64_end(&sum);
}

void unpacked_done(struct unpacked *u)
{
	free(u->path);
	free(u->target);
	buf_done(&u->bytes);
	meta_done(&u->meta);
	*u = (struct unpacked){0};
}
