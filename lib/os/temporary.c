/* SPDX-License-Identifier: MIT */
/* Names, locks and cleans up new files that have no place yet. */
#include "os/temporary.h"

#include "os/lacking.h"
#include "os/place.h"
#include "os/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#define PREFIX ".jsecpatch-"
#define SUFFIX ".tmp"
#define SAVED_SUFFIX ".save" /* apt(8) and others do not read such files */
#define LOCK_TRIES 100
#define PAUSE_MS 1
#define ONE_DAY 86400

/*
 * A new file has a random name until it is complete. For the exchange it gets a name that
 * says which inode it has, and what is known of the old file: the exchange gives this name
 * to that file, or to a stranger's.
 */
struct temporary_names {
	uint64_t number; /* random, or the inode of our file */
	bool exchanges;
	struct file_info old; /* its number, size and time */
};

static void temporary_print(
	const struct temporary_names *n, char ret[static TEMPORARY_NAME_SIZE])
{
	const struct file_info *o = &n->old;

	if (!n->exchanges)
		snprintf(
			ret, TEMPORARY_NAME_SIZE, PREFIX "%016" PRIx64 SUFFIX, n->number);
	else
		snprintf(ret, TEMPORARY_NAME_SIZE,
			PREFIX "%" PRIx64 "-%" PRIx64 "-%" PRIx64 "-%" PRIx64
			       ".%09" PRIu32 SUFFIX,
			n->number, o->id.number, (uint64_t)o->size,
			(uint64_t)o->modified.seconds, o->modified.nanoseconds);
}

/* Reads a name that temporary_print() made, and no other one. */
static bool temporary_parse(const char *name, struct temporary_names *ret)
{
	struct file_info *o = &ret->old;
	char again[TEMPORARY_NAME_SIZE];
	uint64_t size, seconds;

	*ret = (struct temporary_names){0};
	int n = sscanf(name,
		PREFIX "%" SCNx64 "-%" SCNx64 "-%" SCNx64 "-%" SCNx64 ".%9" SCNu32,
		&ret->number, &o->id.number, &size, &seconds, &o->modified.nanoseconds);
	ret->exchanges = n == 5;
	if (n != 1 && n != 5)
		return false;
	if (ret->exchanges) {
		o->size = (int64_t)size;
		o->modified.seconds = (int64_t)seconds;
	}
	temporary_print(ret, again);
	return !strcmp(name, again);
}

/*
 * All runs that make files in a directory share its lock, so that none of them cleans up
 * what another one works with. Anybody may hold the lock for ever, and not all file
 * systems have it; so this does not insist. Without it, a new file can be lost to another
 * run, which this one then reports; nobody else's file can be.
 */
static void temporary_share_directory(int dir)
{
	for (int i = 0;
		i < LOCK_TRIES && flock(dir, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
		i++)
		system_pause(PAUSE_MS);
}

static int temporary_print_random(char ret[static TEMPORARY_NAME_SIZE])
{
	struct temporary_names n = {0};

	if (getrandom(&n.number, sizeof n.number, 0) != sizeof n.number)
		return -1;
	temporary_print(&n, ret);
	return 0;
}

/* Returns a descriptor, or -1 and errno. */
static int temporary_create(struct temporary *t)
{
	int fd = openat(t->dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (temporary_print_random(t->name))
		return -1;
	fd = openat(t->dir, t->name, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC,
		0600);
	t->named = fd >= 0;
	return fd;
}

int temporary_open(struct temporary *t, const struct place *p, struct err *e)
{
	*t = TEMPORARY_NONE;
	t->dir = openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->dir < 0)
		return system_fail(e, errno, p->path, "open its directory");
	temporary_share_directory(t->dir);
	int fd = temporary_create(t);
	if (fd < 0)
		return system_fail(e, errno, p->path, "make a new file beside it");
	return handle_wrap(fd, p->path, "its new file", &t->file, e);
}

void temporary_done(struct temporary *t)
{
	if (t->named)
		unlinkat(t->dir, t->name, 0);
	handle_close(t->file);
	place_close_fd(&t->dir);
	*t = TEMPORARY_NONE;
}

int temporary_link(const struct temporary *t, const char *name)
{
	int fd = handle_get_fd(t->file);
	char self[32];

	if (t->named)
		return linkat(t->dir, t->name, t->dir, name, 0);
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	if (linkat(fd, "", t->dir, name, AT_EMPTY_PATH) == 0)
		return 0;
	return errno == EEXIST ? -1
			       : linkat(AT_FDCWD, self, t->dir, name, AT_SYMLINK_FOLLOW);
}

int temporary_prepare_exchange(struct temporary *t, const struct file_info *old)
{
	struct temporary_names n = {.exchanges = true, .old = *old};
	char name[TEMPORARY_NAME_SIZE];
	struct file_info own;

	if (file_info_read(handle_get_fd(t->file), &own))
		return -1;
	n.number = own.id.number;
	temporary_print(&n, name);
	if (t->named ? renameat(t->dir, t->name, t->dir, name) : temporary_link(t, name))
		return -1;
	memcpy(t->name, name, sizeof t->name);
	t->named = true;
	return 0;
}

bool temporary_is_in_hand(const struct temporary *t)
{
	struct file_info own;
	struct stat st;

	return !file_info_read(handle_get_fd(t->file), &own) &&
	       !fstatat(t->dir, t->name, &st, AT_SYMLINK_NOFOLLOW) &&
	       file_id_equal(own.id, file_info_make(&st).id);
}

/* Renames a stranger's file. Returns false if it keeps its name. */
static bool temporary_rescue(int dir, const char *name, const char *beside,
	char ret[static TEMPORARY_NAME_SIZE])
{
	uint32_t random;

	if (getrandom(&random, sizeof random, 0) != sizeof random)
		return false;
	snprintf(ret, TEMPORARY_NAME_SIZE, "%.200s.jsecpatch-%08" PRIx32 SAVED_SUFFIX,
		beside, random);
	return !renameat2(dir, name, dir, ret, RENAME_NOREPLACE);
}

void temporary_save(struct temporary *t, const char *beside)
{
	char name[TEMPORARY_NAME_SIZE];

	if (temporary_rescue(t->dir, t->name, beside, name))
		memcpy(t->name, name, sizeof t->name);
	t->named = false;
}

bool temporary_may_be_left(const char *name)
{
	return !strncmp(name, PREFIX, strlen(PREFIX));
}

/* A directory that is cleaned up. */
struct temporary_cleaning {
	int dir;
	bool alone; /* no run works here */
	const struct place *place;
	struct note_list *notes;
};

/* On a file system without such locks, a run is taken for dead after a day. */
static bool temporary_is_abandoned(
	const struct temporary_cleaning *c, const struct stat *st)
{
	return c->alone ||
	       system_read_clock(CLOCK_REALTIME) / 1000000000 - st->st_mtime > ONE_DAY;
}

static void temporary_clean_one(const struct temporary_cleaning *c, const char *name)
{
	struct temporary_names n;
	char saved[TEMPORARY_NAME_SIZE];
	struct stat st;

	if (!temporary_parse(name, &n) ||
		fstatat(c->dir, name, &st, AT_SYMLINK_NOFOLLOW) ||
		!temporary_is_abandoned(c, &st))
		return;
	const struct file_info now = file_info_make(&st);
	n.old.id.volume = now.id.volume; /* its number is another one after a reboot */
	bool ours =
		now.kind == FILE_REGULAR && (!n.exchanges || now.id.number == n.number ||
						    file_info_is_same(&now, &n.old));
	if (ours)
		unlinkat(c->dir, name, 0);
	else if (n.exchanges && temporary_rescue(c->dir, name, c->place->name, saved) &&
		 c->notes)
		note_list_add(c->notes, NOTE_FILE_SAVED,
			"a run was killed while another program replaced a file of this "
			"directory; that program's file is now %s",
			saved);
}

void temporary_clean(const struct place *p, struct note_list *notes)
{
	int fd = openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		place_close_fd(&fd);
		return;
	}
	struct temporary_cleaning c = {fd, !flock(fd, LOCK_EX | LOCK_NB), p, notes};
	if (c.alone || errno != EWOULDBLOCK)
		for (struct dirent *d; (d = readdir(dir));)
			temporary_clean_one(&c, d->d_name);
	closedir(dir);
}
