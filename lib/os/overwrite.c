/* SPDX-License-Identifier: MIT */
/* Reserves room, overwrites a file, and puts the old bytes back if that fails. */
#include "os/overwrite.h"

#include "os/file_info.h"
#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>

#define BLOCK ((size_t)4096)

static int overwrite_fail(const struct replacement *r, const char *doing, struct err *e)
{
	return system_fail(e, errno, r->place->path, doing);
}

/* Asks for room for all bytes, where the file system cannot reserve it. */
static int overwrite_ask_for_room(int fd, const struct replacement *r)
{
	struct statvfs fs;

	if (fstatvfs(fd, &fs))
		return -1;
	/* some report nothing at all */
	if (!fs.f_blocks || r->bytes.size / fs.f_frsize < fs.f_bavail)
		return 0;
	errno = ENOSPC;
	return -1;
}

/*
 * The file's own blocks count, so that a full disk is no obstacle. A file system that
 * writes elsewhere first (btrfs) can still run out of room: then the old bytes are put
 * back.
 */
static int overwrite_reserve(int fd, const struct replacement *r, struct err *e)
{
	int rc = system_check_file_end((int64_t)r->bytes.size);

	if (rc)
		return overwrite_fail(r, "write the file", e);
	do
		rc = r->bytes.size
			     ? fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)r->bytes.size)
			     : 0;
	while (rc && errno == EINTR);
	if (rc && (errno == EOPNOTSUPP || errno == ENOSYS))
		rc = overwrite_ask_for_room(fd, r);
	return rc ? overwrite_fail(r, "reserve room for the new bytes", e) : 0;
}

/* After the bytes: cuts off the rest, sets the metadata, syncs and reads back. */
static int overwrite_complete(int fd, const struct replacement *r, struct err *e)
{
	if (ftruncate(fd, (off_t)r->bytes.size))
		return overwrite_fail(r, "cut the file", e);
	int rc = replace_set_meta(fd, r, e);
	if (!rc && fsync(fd))
		return overwrite_fail(r, "sync the file", e);
	return rc ? rc : replace_compare_bytes(fd, r, e);
}

/*
 * Writes only what differs: what is still the same needs no new block on a disk that is
 * full.
 */
static int overwrite_put_back(int fd, const struct replacement *r, struct err *e)
{
	BUF_AUTO struct buf now = {0};
	const struct span want = r->bytes;

	if (lseek(fd, 0, SEEK_SET) || system_read_all(fd, FILE_MAX_OWN, &now))
		return overwrite_fail(r, "read the file", e);
	for (size_t at = 0; at < want.size; at += BLOCK) {
		size_t end = want.size - at < BLOCK ? want.size : at + BLOCK;
		int64_t offset = (int64_t)at;
		const struct span block = span_cut(want, at, end);
		if (end <= now.size &&
			span_equal(block, span_cut(buf_span(&now), at, end)))
			continue;
		if (system_write_at(fd, block, &offset))
			return overwrite_fail(r, "write the file", e);
	}
	return overwrite_complete(fd, r, e);
}

/* Opens the file, which must be the one that was read, completely unchanged. */
static int overwrite_open(const struct replacement *r, int *ret, struct err *e)
{
	struct file_info now;

	*ret = place_open(r->place, O_RDWR);
	if (*ret < 0 && errno == ESTALE)
		return replace_refuse_changed(r->place, e);
	if (*ret < 0)
		return overwrite_fail(r, "open the file for writing", e);
	if (file_info_read(*ret, &now))
		return overwrite_fail(r, "examine the file", e);
	return file_info_is_unchanged(&now, &r->old->info)
		       ? 0
		       : replace_refuse_changed(r->place, e);
}

int overwrite_file(
	const struct replacement *to, const struct replacement *back, struct err *e)
{
	ERR_AUTO struct err first = {0};
	ERR_AUTO struct err second = {0};
	FD_AUTO int fd = -1;
	int64_t at = 0;
	int rc = overwrite_open(to, &fd, e);

	rc = rc ? rc : overwrite_reserve(fd, to, e);
	if (rc)
		return rc;
	/* in order from the start, without cutting first */
	if (system_write_at(fd, to->bytes, &at))
		rc = overwrite_fail(to, "write the file", &first);
	else
		rc = overwrite_complete(fd, to, &first);
	if (!rc)
		return 0;
	if (!overwrite_put_back(fd, back, &second))
		return err_set(e, first.public.code, NULL, 0,
			"%s; its old bytes were put back", first.public.message);
	return err_set(e, JSEC_UNFINISHED, NULL, 0,
		"%s; its old bytes could not be put back: %s; the next run tries again",
		first.public.message, second.public.message);
}

int overwrite_sync(const struct place *p, struct err *e)
{
	FD_AUTO int fd = place_open(p, O_RDONLY);

	return fd < 0 || fsync(fd) ? system_fail(e, errno, p->path, "sync the file") : 0;
}
