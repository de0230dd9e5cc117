/* SPDX-License-Identifier: MIT */
/* Converts the result of stat() into a struct file_info, and compares two of them. */
#include "os/file_info.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum file_kind file_info_get_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return FILE_REGULAR;
	case S_IFDIR:
		return FILE_DIR;
	case S_IFLNK:
		return FILE_LINK;
	case S_IFIFO:
		return FILE_PIPE;
	case S_IFSOCK:
		return FILE_SOCKET;
	default:
		return FILE_DEVICE;
	}
}

static struct file_time file_time_make(struct timespec t)
{
	return (struct file_time){t.tv_sec, (uint32_t)t.tv_nsec};
}

struct file_info file_info_make(const struct stat *st)
{
	return (struct file_info){
		.kind = file_info_get_kind(st->st_mode),
		.permissions = st->st_mode & 07777,
		.id = {st->st_dev, st->st_ino},
		.size = st->st_size,
		.links = st->st_nlink,
		.owner = {st->st_uid, st->st_gid},
		.modified = file_time_make(st->st_mtim),
		.changed = file_time_make(st->st_ctim),
	};
}

int file_info_read(int fd, struct file_info *ret)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	*ret = file_info_make(&st);
	return 0;
}

bool file_info_is_same(const struct file_info *a, const struct file_info *b)
{
	return file_id_equal(a->id, b->id) && a->size == b->size &&
	       file_time_equal(a->modified, b->modified);
}

bool file_info_is_unchanged(const struct file_info *a, const struct file_info *b)
{
	return file_info_is_same(a, b) && file_time_equal(a->changed, b->changed);
}

/*
 * If a file has an access control list, the bits for the group show what the list allows
 * to others. So the group root is a group like others, too.
 */
bool file_info_is_shared(const struct file_info *i)
{
	return i->permissions & (S_IWGRP | S_IWOTH);
}

bool file_info_is_program(const struct file_info *i)
{
	return i->kind == FILE_REGULAR && (i->permissions & 0111);
}

int file_id_compare(struct file_id a, struct file_id b)
{
	return a.number != b.number ? (a.number > b.number) - (a.number < b.number)
				    : (a.volume > b.volume) - (a.volume < b.volume);
}

bool file_id_equal(struct file_id a, struct file_id b)
{
	return file_id_compare(a, b) == 0;
}

bool file_time_equal(struct file_time a, struct file_time b)
{
	return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
}

struct owner owner_get_own(void)
{
	return (struct owner){geteuid(), getegid()};
}

bool owner_is_root(struct owner o)
{
	return o.user == 0;
}

bool owner_equal(struct owner a, struct owner b)
{
	return a.user == b.user;
}

unsigned owner_get_number(struct owner o)
{
	return o.user;
}

struct owner_text owner_print(struct owner o)
{
	struct owner_text ret;

	snprintf(ret.text, sizeof ret.text, "user %u", o.user);
	return ret;
}
