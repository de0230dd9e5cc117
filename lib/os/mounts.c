/* SPDX-License-Identifier: MIT */
/* Reads /proc/self/mountinfo, and knows the kinds of file systems. */
#include "os/mounts.h"

#include "os/lacking.h"
#include "os/place.h"
#include "os/system.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define MOUNTS_INFO_MAX ((size_t)64 << 20) /* bytes */

#define MAGIC_FUSE 0x65735546

/* Others (btrfs, overlay ...) are local, and their link counts mean nothing. */
static const struct fs_name {
	const char *name; /* in mountinfo */
	unsigned magic;	  /* from statfs() */
	enum fs_kind kind;
} kinds[] = {
	{"ext2", 0xef53, FS_COUNTED},
	{"ext3", 0xef53, FS_COUNTED},
	{"ext4", 0xef53, FS_COUNTED},
	{"xfs", 0x58465342, FS_COUNTED},
	{"tmpfs", 0x01021994, FS_COUNTED},
	{"nfs", 0x6969, FS_REMOTE},
	{"nfs4", 0x6969, FS_REMOTE},
	{"cifs", 0xff534d42, FS_REMOTE},
	{"smb3", 0xfe534d42, FS_REMOTE},
	{"smbfs", 0x517b, FS_REMOTE},
	{"ceph", 0x00c36400, FS_REMOTE},
	{"afs", 0x5346414f, FS_REMOTE},
	{"afs", 0x6b414653, FS_REMOTE},
	{"coda", 0x73757245, FS_REMOTE},
	{"9p", 0x01021997, FS_REMOTE},
	{"lustre", 0x0bd00bd0, FS_REMOTE},
	{"gpfs", 0x47504653, FS_REMOTE},
	{"beegfs", 0x19830326, FS_REMOTE},
	{"pvfs2", 0x20030528, FS_REMOTE},
	{"fuse", MAGIC_FUSE, FS_REMOTE}, /* except fuseblk, and the known fuse.* */
	{"fuseblk", 0, FS_LOCAL},
	{"fuse.fuse-overlayfs", 0, FS_LOCAL},
	{"vboxsf", 0x786f4256, FS_REMOTE},
	{"fuse.vmhgfs-fuse", 0xbacbacbc, FS_REMOTE},
	{"autofs", 0x0187, FS_AUTOMOUNT},
	{"proc", 0x9fa0, FS_PSEUDO},
	{"sysfs", 0x62656572, FS_PSEUDO},
	{"devtmpfs", 0, FS_PSEUDO}, /* statfs() reports a tmpfs */
	{"devpts", 0x1cd1, FS_PSEUDO},
	{"cgroup", 0x27e0eb, FS_PSEUDO},
	{"cgroup2", 0x63677270, FS_PSEUDO},
	{"securityfs", 0x73636673, FS_PSEUDO},
	{"selinuxfs", 0xf97cff8c, FS_PSEUDO},
	{"smackfs", 0x43415d53, FS_PSEUDO},
	{"debugfs", 0x64626720, FS_PSEUDO},
	{"tracefs", 0x74726163, FS_PSEUDO},
	{"bpf", 0xcafe4a11, FS_PSEUDO},
	{"pstore", 0x6165676c, FS_PSEUDO},
	{"efivarfs", 0xde5e81e4, FS_PSEUDO},
	{"configfs", 0x62656570, FS_PSEUDO},
	{"mqueue", 0x19800202, FS_PSEUDO},
	{"hugetlbfs", 0x958458f6, FS_PSEUDO},
	{"fusectl", 0x65735543, FS_PSEUDO},
	{"binfmt_misc", 0x42494e4d, FS_PSEUDO},
	{"rpc_pipefs", 0x67596969, FS_PSEUDO},
	{"nfsd", 0x6e667364, FS_PSEUDO},
	{"resctrl", 0x07655821, FS_PSEUDO},
};

#define N_KINDS (sizeof kinds / sizeof *kinds)

/* Others may write there, whatever owner and mode say: SMB, AFS, Coda, virtual machines. */
static const unsigned opaque[] = {0xff534d42, 0xfe534d42, 0x517b, 0x5346414f, 0x6b414653,
	0x73757245, 0x786f4256, 0xbacbacbc};

static enum fs_kind mounts_kind_of_name(const char *name)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (!strcmp(kinds[i].name, name))
			return kinds[i].kind;
	return !strncmp(name, "fuse.", 5) ? FS_REMOTE : FS_LOCAL;
}

static enum fs_kind mounts_kind_of_magic(unsigned magic)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (kinds[i].magic && kinds[i].magic == magic)
			return kinds[i].kind;
	return FS_LOCAL;
}

/* In mountinfo, a backslash and three octal digits stand for a space and the like. */
static void mounts_unescape(char *path)
{
	char *out = path;
	unsigned byte;
	int n;

	for (const char *c = path; *c; out++)
		if (*c == '\\' && sscanf(c, "\\%3o%n", &byte, &n) == 1 && n == 4) {
			*out = (char)byte;
			c += 4;
		} else {
			*out = *c++;
		}
	*out = 0;
}

/* Tells whether root mounted a FUSE file system: "rw,user_id=0,group_id=0". */
static bool mounts_are_roots(const char *options)
{
	const char *user = options ? strstr(options, ",user_id=0") : NULL;

	return user && strchr(",", user[strlen(",user_id=0")]);
}

/* Parses "36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/sda1 rw". */
static bool mounts_parse(char *text, struct mount_line *l)
{
	char *dash = strstr(text, " - "), *save = NULL, *words[5];
	unsigned major, minor;
	int id;

	if (!dash || sscanf(text, "%d %*u %u:%u", &id, &major, &minor) != 3)
		return false;
	*dash = 0;
	char *name = strtok_r(dash + 3, " ", &save);
	const char *options =
		strtok_r(NULL, " ", &save) ? strtok_r(NULL, " ", &save) : NULL;
	bool fuse = name && !strncmp(name, "fuse", 4);
	for (int i = 0; i < 5; i++)
		words[i] = strtok_r(i ? NULL : text, " ", &save);
	if (!name || !words[4])
		return false;
	mounts_unescape(words[3]);
	mounts_unescape(words[4]);
	bool users = fuse && !mounts_are_roots(options);
	*l = (struct mount_line){
		.mount = {makedev(major, minor),
			users ? FS_REMOTE : mounts_kind_of_name(name), users},
		.id = id,
		.root = words[3],
		.path = words[4]};
	return true;
}

static int mounts_sort_by_dev(const void *a, const void *b)
{
	const struct mount_line *x = a, *y = b;

	return (x->mount.dev > y->mount.dev) - (x->mount.dev < y->mount.dev);
}

static int mounts_sort_by_ino(const void *a, const void *b)
{
	const struct door *x = a, *y = b;

	return (x->ino > y->ino) - (x->ino < y->ino);
}

static bool mounts_is_local(enum fs_kind kind)
{
	return kind == FS_LOCAL || kind == FS_COUNTED;
}

/* Adds the directory at a mount point, but asks no server, which may never answer. */
static void mounts_add_door(struct mounts *m, const struct mount_line *l)
{
	struct statx st;

	if (!mounts_is_local(l->mount.kind) ||
		statx(AT_FDCWD, l->path,
			AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC,
			STATX_INO, &st))
		return;
	m->doors[m->n_doors].dev = makedev(st.stx_dev_major, st.stx_dev_minor);
	m->doors[m->n_doors++].ino = (ino_t)st.stx_ino;
}

static int mounts_take_lines(
	struct mounts *m, struct mount_line *lines, size_t n, struct err *e)
{
	if (!n)
		return 0;
	qsort(lines, n, sizeof *lines, mounts_sort_by_dev);
	m->items = calloc(n, sizeof *m->items);
	m->doors = calloc(n, sizeof *m->doors);
	if (!m->items || !m->doors)
		return err_memory(e);
	for (size_t i = 0; i < n; i++) {
		bool before = i && lines[i - 1].mount.dev == lines[i].mount.dev;
		bool after = i + 1 < n && lines[i + 1].mount.dev == lines[i].mount.dev;
		if (!before)
			m->items[m->n++] = lines[i].mount;
		if (before || after)
			mounts_add_door(m, &lines[i]);
	}
	qsort(m->doors, m->n_doors, sizeof *m->doors, mounts_sort_by_ino);
	return 0;
}

void mounts_lines_done(struct mount_lines *l)
{
	buf_done(&l->text);
	free(l->items);
	*l = (struct mount_lines){0};
}

int mounts_read_lines(const char *path, struct mount_lines *l, struct err *e)
{
	FD_AUTO int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 1;

	if (fd < 0 && (errno == ENOENT || errno == EACCES)) /* without /proc */
		return 0;
	if (fd < 0 || system_read_all(fd, MOUNTS_INFO_MAX, &l->text))
		return system_fail(e, errno, path, "read");
	for (size_t i = 0; i < l->text.size; i++)
		n += l->text.data[i] == '\n';
	l->items = calloc(n, sizeof *l->items);
	if (!l->items)
		return err_memory(e);
	for (char *at = l->text.data, *end; at && *at && l->n < n; at = end) {
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = 0;
		bool trigger = strstr(at, " - autofs ") && !strstr(at, " /proc/");
		l->triggers = l->triggers || trigger;
		l->n += mounts_parse(at, &l->items[l->n]);
	}
	return 0;
}

int mounts_read(struct mounts *m, struct err *e)
{
	__attribute__((cleanup(mounts_lines_done))) struct mount_lines lines = {0};
	int rc = mounts_read_lines(MOUNTS_INFO, &lines, e);

	*m = (struct mounts){.triggers = lines.triggers};
	rc = rc ? rc : mounts_take_lines(m, lines.items, lines.n, e);
	if (rc)
		mounts_done(m);
	return rc;
}

/* Returns what is left of a path below a directory, or NULL if it is not below it. */
static const char *mounts_cut_start(const char *path, const char *below)
{
	size_t n = strlen(below);

	assert(path); /* each line has one */
	n -= n && below[n - 1] == '/';
	return !strncmp(path, below, n) && path[n] == '/' ? path + n : NULL;
}

/* By path, and those of one path in the order of the lines. */
static int mounts_sort_by_path(const void *a, const void *b)
{
	const struct mount_line *const *x = a, *const *y = b;
	int order = strcmp((*x)->path, (*y)->path);

	return order ? order : (*x > *y) - (*x < *y);
}

/* A user can make 100,000 mounts in a namespace of his own: so they are sorted. */
static int mounts_mark_covered(struct mount_lines *l, struct err *e)
{
	struct mount_line **sorted = calloc(l->n + 1, sizeof *sorted);

	if (!sorted)
		return err_memory(e);
	for (size_t i = 0; i < l->n; i++)
		sorted[i] = &l->items[i];
	qsort(sorted, l->n, sizeof *sorted, mounts_sort_by_path);
	for (size_t i = 1; i < l->n; i++)
		sorted[i - 1]->covered = !strcmp(sorted[i - 1]->path, sorted[i]->path);
	free(sorted);
	return 0;
}

static int mounts_take_remote(const struct mount_lines *l, const char *below,
	struct remote_mounts *ret, struct err *e)
{
	ret->items = calloc(l->n + 1, sizeof *ret->items);
	if (!ret->items)
		return err_memory(e);
	for (size_t i = 0; i < l->n; i++) {
		enum fs_kind kind = l->items[i].mount.kind;
		const char *from = mounts_cut_start(l->items[i].path, below);
		if ((kind != FS_REMOTE && kind != FS_AUTOMOUNT) || !from ||
			l->items[i].covered)
			continue;
		ret->all = ret->all || !from[1];
		ret->items[ret->n].users = l->items[i].mount.users;
		ret->items[ret->n].path = strdup(from);
		if (!ret->items[ret->n++].path)
			return err_memory(e);
	}
	return 0;
}

int mounts_list_remote(
	int pid, const char *below, struct remote_mounts *ret, struct err *e)
{
	struct mount_lines lines = {0};
	char path[64] = MOUNTS_INFO;

	if (pid)
		snprintf(path, sizeof path, "/proc/%d/mountinfo", pid);
	int rc = mounts_read_lines(path, &lines, e);
	rc = rc ? rc : mounts_mark_covered(&lines, e);
	rc = rc ? rc : mounts_take_remote(&lines, below, ret, e);
	mounts_lines_done(&lines);
	return rc;
}

void mounts_remote_done(struct remote_mounts *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->items[i].path);
	free(r->items);
	*r = (struct remote_mounts){0};
}

struct remote_mount *mounts_find_remote(
	const struct remote_mounts *r, struct span directory, const char *name)
{
	for (size_t i = 0; r && i < r->n; i++) {
		const char *path = r->items[i].path;
		if (!strncmp(path, directory.data, directory.size) &&
			path[directory.size] == '/' &&
			!strcmp(path + directory.size + 1, name))
			return &r->items[i];
	}
	return NULL;
}

bool mounts_are_why(const struct remote_mounts *r, const struct err *why)
{
	const char *path = why->public.path;
	size_t i = 0;

	while (r && path && i < r->n && strcmp(r->items[i].path, path) != 0)
		i++;
	return r && path && i < r->n && !r->items[i].named;
}

void mounts_done(struct mounts *m)
{
	free(m->items);
	free(m->doors);
	*m = (struct mounts){0};
}

static int mounts_compare_dev(const void *key, const void *item)
{
	dev_t dev = *(const dev_t *)key;
	const struct mount *m = item;

	return (dev > m->dev) - (dev < m->dev);
}

static const struct mount *mounts_find_mount(const struct mounts *m, dev_t dev)
{
	return m->n ? bsearch(&dev, m->items, m->n, sizeof *m->items, mounts_compare_dev)
		    : NULL;
}

enum fs_kind mounts_find_kind(const struct mounts *m, dev_t dev, int fd)
{
	const struct mount *known = mounts_find_mount(m, dev);
	struct statfs fs;

	if (known)
		return known->kind;
	return fd < 0 || fstatfs(fd, &fs) ? FS_LOCAL
					  : mounts_kind_of_magic((unsigned)fs.f_type);
}

bool mounts_have_modes(dev_t dev, int fd)
{
	struct mounts m = {0};
	ERR_AUTO struct err ignored = {0};
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return false;
	for (size_t i = 0; i < sizeof opaque / sizeof *opaque; i++)
		if (opaque[i] == (unsigned)fs.f_type)
			return false;
	if ((unsigned)fs.f_type != MAGIC_FUSE)
		return true;
	/* one of another mount namespace is not there */
	const struct mount *known =
		mounts_read(&m, &ignored) ? NULL : mounts_find_mount(&m, dev);
	bool roots = known && !known->users;
	mounts_done(&m);
	return roots;
}

static int mounts_compare_ino(const void *key, const void *item)
{
	ino_t ino = *(const ino_t *)key;
	const struct door *d = item;

	return (ino > d->ino) - (ino < d->ino);
}

bool mounts_may_be_door(const struct mounts *m, ino_t ino)
{
	return m->n_doors &&
	       bsearch(&ino, m->doors, m->n_doors, sizeof *m->doors, mounts_compare_ino);
}

bool mounts_enter(const struct mounts *m, dev_t dev, ino_t ino)
{
	bool first = true;

	/* Two mounts of the same directory are two doors. */
	for (size_t i = 0; i < m->n_doors; i++)
		if (m->doors[i].ino == ino && m->doors[i].dev == dev)
			first = !atomic_exchange(&m->doors[i].passed, true) && first;
	return first;
}
