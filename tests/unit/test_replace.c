/* SPDX-License-Identifier: MIT */
/* Tests that a file is replaced completely with all its metadata, or not at all. */
#include "os/replace.h"

#include "os/identity.h"
#include "os/overwrite.h"
#include "os/root.h"
#include "testing.h"

/* Before <linux/fs.h>, for glibc before 2.36. */
#include <sys/mount.h>

#include <dirent.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#define NOBODY 65534

static const struct owner nobody = {NOBODY, NOBODY};
#define OLD "old bytes\n"
#define NEW "new bytes, and more of them\n"

/* user::rw- user:1234:r-- group::r-- mask::r-- other::r--, in the kernel's format */
static const unsigned char acl[] = {2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4,
	0, 0xd2, 4, 0, 0, 4, 0, 4, 0, 255, 255, 255, 255, 16, 0, 4, 0, 255, 255, 255, 255,
	32, 0, 4, 0, 255, 255, 255, 255};

static struct tree tree;
static struct root root;
static struct place place;
static struct buf old_bytes;
static struct meta old_meta;

static void read_place(const char *path)
{
	ERR_AUTO struct err e = {0};

	place_done(&place);
	buf_done(&old_bytes);
	meta_done(&old_meta);
	ck_assert_int_eq(root_resolve(&root, path, &place, &e), 0);
	ck_assert_int_eq(file_read(&place, &old_bytes, &old_meta, &e), 0);
}

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	place = PLACE_NONE;
	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	put_file(below(&tree, "d/f"), OLD);
	read_place("/d/f");
}

static void tear_down(void)
{
	place_done(&place);
	buf_done(&old_bytes);
	meta_done(&old_meta);
	root_close(&root);
	tree_remove(&tree);
}

static int replace_atomically(const struct replacement *r, struct err *e)
{
	struct replacing *replacing = NULL;
	int rc = replace_begin(r, &replacing, e);

	rc = rc ? rc : replace_commit(replacing, e);
	replace_end(replacing);
	return rc;
}

static int overwrite(const struct replacement *r, struct err *e)
{
	const struct replacement back = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = buf_span(&old_bytes),
		.keep_times = true};

	return overwrite_file(r, &back, e);
}

static int replace(const char *bytes, bool in_place, struct err *e)
{
	struct replacement r = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(bytes)};

	return in_place ? overwrite(&r, e) : replace_atomically(&r, e);
}

static void assert_content(const char *path, const char *want)
{
	SPAN_AUTO struct span now = get_bytes(below(&tree, path));

	ck_assert_msg(now.data != NULL, "%s is gone", path);
	assert_bytes(now, span_str(want), path);
}

static int count_files(void)
{
	DIR *dir = opendir(below(&tree, "d"));
	int n = -2; /* . and .. */

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

START_TEST(test_bytes)
{
	static const char *const texts[] = {NEW, "", "x", OLD};
	ERR_AUTO struct err e = {0};
	struct stat st;

	ck_assert_int_eq(replace(texts[_i], false, &e), 0);
	assert_content("d/f", texts[_i]);
	ck_assert_int_eq(count_files(), 1);
	ck_assert_int_eq(stat(below(&tree, "d/f"), &st), 0);
	ck_assert_uint_ne(st.st_ino, old_meta.info.id.number);
	ck_assert_uint_eq(st.st_nlink, 1);
}
END_TEST

static const mode_t file_modes[] = {0644, 0600, 0444, 0, 0755, 04755, 02640, 0666};

START_TEST(test_metadata)
{
	ERR_AUTO struct err e = {0};
	META_AUTO struct meta was = {0};
	const char *f = below(&tree, "d/f");

	if (geteuid() == 0)
		ck_assert_int_eq(chown(f, 1000, 1001), 0);
	setxattr(f, "user.one", "a\0b", 3, 0);
	setxattr(f, "user.empty", "", 0, 0);
	if (geteuid() == 0)
		setxattr(f, "security.selinux", "system_u:object_r:etc_t:s0", 27, 0);
	if (_i % 2 == 0)
		setxattr(f, "system.posix_acl_access", acl, sizeof acl, 0);
	ck_assert_int_eq(chmod(f, file_modes[_i]), 0);
	if (geteuid() && !(file_modes[_i] & 0400))
		return;
	read_place("/d/f");
	was = old_meta;
	old_meta = (struct meta){0};
	struct replacement r = {
		.place = &place, .old = &was, .meta = &was, .bytes = span_str(NEW)};
	ck_assert_int_eq(replace_atomically(&r, &e), 0);
	read_place("/d/f");
	ck_assert(meta_equal(&old_meta, &was));
	ck_assert_uint_eq(old_meta.info.permissions, was.info.permissions);
	assert_bytes(buf_span(&old_bytes), span_str(NEW), "bytes");
}
END_TEST

START_TEST(test_times)
{
	ERR_AUTO struct err e = {0};
	struct stat st;
	struct replacement r = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(NEW),
		.keep_times = _i};
	static const struct timespec times[2] = {{1000, 1}, {2000, 123456789}};

	ck_assert_int_eq(utimensat(AT_FDCWD, below(&tree, "d/f"), times, 0), 0);
	read_place("/d/f");
	ck_assert_int_eq(replace_atomically(&r, &e), 0);
	ck_assert_int_eq(stat(below(&tree, "d/f"), &st), 0);
	ck_assert_int_eq(
		st.st_mtim.tv_sec == 2000 && st.st_mtim.tv_nsec == 123456789, _i);
}
END_TEST

/* A default ACL of the directory is not given to the file. */
START_TEST(test_default_acl)
{
	ERR_AUTO struct err e = {0};

	if (setxattr(below(&tree, "d"), "system.posix_acl_default", acl, sizeof acl, 0))
		return; /* this file system has no ACLs */
	ck_assert_int_eq(replace(NEW, false, &e), 0);
	ck_assert_int_lt(
		getxattr(below(&tree, "d/f"), "system.posix_acl_access", NULL, 0), 0);
	assert_content("d/f", NEW);
}
END_TEST

START_TEST(test_link_stays)
{
	ERR_AUTO struct err e = {0};
	struct stat st;

	ck_assert_int_eq(symlink("d/f", below(&tree, "link")), 0);
	read_place("/link");
	ck_assert_int_eq(replace(NEW, false, &e), 0);
	ck_assert_int_eq(lstat(below(&tree, "link"), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	assert_content("link", NEW);
	assert_content("d/f", NEW);
}
END_TEST

/* Changes the file between reading and replacing it. */
static void meddle(int how)
{
	static const struct timespec times[2] = {{1, 0}, {1, 0}};
	const char *f = below(&tree, "d/f"), *g = below(&tree, "d/g");

	if (how == 0) {
		put_file(f, "theirs");
	} else if (how == 1) {
		put_file(f, "OLD BYTES\n"); /* the same number of bytes */
	} else if (how == 2) {
		ck_assert_int_eq(chmod(f, 0600), 0);
	} else if (how == 3) {
		ck_assert_int_eq(utimensat(AT_FDCWD, f, times, 0), 0);
	} else if (how == 4) {
		put_file(g, OLD);
		ck_assert_int_eq(rename(g, f), 0);
	} else if (how == 5) {
		ck_assert_int_eq(remove(f), 0);
		put_file(below(&tree, "secret"), OLD);
		ck_assert_int_eq(symlink("../secret", f), 0);
	} else {
		ck_assert_int_eq(link(f, g), 0);
	}
}

START_TEST(test_changed_meanwhile)
{
	ERR_AUTO struct err e = {0};
	const char *f = below(&tree, "d/f");
	struct stat before, after;

	usleep(20000); /* the kernel's clock for files is coarse */
	meddle(_i);
	SPAN_AUTO struct span theirs = get_bytes(f);
	ck_assert_int_eq(lstat(f, &before), 0);
	ck_assert_int_eq(replace(NEW, false, &e), -JSEC_CHANGED);
	SPAN_AUTO struct span now = get_bytes(f);
	assert_bytes(now, theirs, "bytes");
	ck_assert_int_eq(lstat(f, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	ck_assert_int_eq(count_files(), _i == 6 ? 2 : 1);
	err_done(&e);
	ck_assert_int_eq(replace(NEW, true, &e), -JSEC_CHANGED);
	SPAN_AUTO struct span still = get_bytes(f);
	assert_bytes(still, theirs, "bytes");
}
END_TEST

/* The new file has no name until it is complete, and nothing remains without a commit. */
START_TEST(test_abandoned)
{
	ERR_AUTO struct err e = {0};
	struct replacing *r = NULL;
	struct replacement what = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(NEW)};

	ck_assert_int_eq(replace_begin(&what, &r, &e), 0);
	assert_content("d/f", OLD);
	ck_assert_int_eq(count_files(), 1);
	if (_i) {
		put_file(below(&tree, "d/f"), "theirs");
		ck_assert_int_eq(replace_commit(r, &e), -JSEC_CHANGED);
	}
	replace_end(r);
	replace_end(NULL);
	assert_content("d/f", _i ? "theirs" : OLD);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(test_gone_meanwhile)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(remove(below(&tree, "d/f")), 0);
	ck_assert_int_eq(replace(NEW, false, &e), -JSEC_NOT_FOUND);
	ck_assert_int_eq(count_files(), 0);
}
END_TEST

START_TEST(test_moved_directory)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(rename(below(&tree, "d"), below(&tree, "moved")), 0);
	put_file(below(&tree, "d/f"), "theirs");
	ck_assert_int_eq(replace(NEW, false, &e), 0); /* the file read, wherever it is */
	assert_content("moved/f", NEW);
	assert_content("d/f", "theirs");
}
END_TEST

/* Resolves a place where no file is yet. */
static void read_no_place(const char *path)
{
	ERR_AUTO struct err e = {0};

	place_done(&place);
	ck_assert_int_eq(root_resolve(&root, path, &place, &e), 0);
	ck_assert_uint_eq(place.info.kind, 0);
}

static struct meta new_meta(mode_t mode)
{
	return (struct meta){.info = {.kind = FILE_REGULAR,
				     .permissions = mode,
				     .owner = {geteuid() ? geteuid() : 1000,
					     geteuid() ? getegid() : 1001}}};
}

static int create(const char *bytes, mode_t mode, struct err *e)
{
	struct meta meta = new_meta(mode);
	struct replacement r = {.place = &place, .meta = &meta, .bytes = span_str(bytes)};

	return replace_atomically(&r, e);
}

START_TEST(test_create)
{
	ERR_AUTO struct err e = {0};
	enum replace_way way = REPLACE_IN_PLACE;
	struct stat st;

	/* The directory's default ACL is not wanted. */
	setxattr(below(&tree, "d"), "system.posix_acl_default", acl, sizeof acl, 0);
	read_no_place("/d/new");
	ck_assert_int_eq(replace_check(&place, &way, &e), 0);
	ck_assert_int_eq(way, REPLACE_ATOMIC);
	ck_assert_int_eq(create(NEW, file_modes[_i], &e), 0);
	ck_assert_int_eq(stat(below(&tree, "d/new"), &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFREG | file_modes[_i]);
	ck_assert_uint_eq(st.st_uid, new_meta(0).info.owner.user);
	ck_assert_uint_eq(st.st_gid, new_meta(0).info.owner.group);
	ck_assert_uint_eq(st.st_nlink, 1);
	ck_assert_int_lt(
		getxattr(below(&tree, "d/new"), "system.posix_acl_access", NULL, 0), 0);
	if (geteuid() == 0 || file_modes[_i] & 0400)
		assert_content("d/new", NEW);
	assert_content("d/f", OLD);
	ck_assert_int_eq(count_files(), 2);
}
END_TEST

/* Somebody was faster: a file, a link, a dangling link or a directory is there. */
START_TEST(test_create_over)
{
	ERR_AUTO struct err e = {0};
	struct stat before, after;
	const char *path = below(&tree, "d/new");

	read_no_place("/d/new");
	if (_i == 0)
		put_file(path, "theirs");
	else if (_i < 3)
		ck_assert_int_eq(symlink(_i == 1 ? "f" : "nowhere", path), 0);
	else
		ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(lstat(path, &before), 0);
	ck_assert_int_eq(create(NEW, 0644, &e), -JSEC_CHANGED);
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	assert_content("d/f", OLD);
	ck_assert_int_eq(access(below(&tree, "d/nowhere"), F_OK), -1);
	ck_assert_int_eq(count_files(), 2);
}
END_TEST

START_TEST(test_create_abandoned)
{
	ERR_AUTO struct err e = {0};
	struct replacing *r = NULL;
	struct meta meta = new_meta(0644);
	struct replacement what = {
		.place = &place, .meta = &meta, .bytes = span_str(NEW)};

	read_no_place("/d/new");
	ck_assert_int_eq(replace_begin(&what, &r, &e), 0);
	replace_end(r);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(test_create_no_permission)
{
	enum replace_way way;
	ERR_AUTO struct err e = {0}, e2 = {0};
	struct identity i;

	if (geteuid())
		return;
	read_no_place("/d/new");
	ck_assert_int_eq(identity_take(nobody, &i, &e), 0);
	int rc = replace_check(&place, &way, &e);
	int rc2 = create(NEW, 0644, &e2);
	identity_restore(&i);
	ck_assert_int_eq(rc, -JSEC_DENIED);
	ck_assert_int_eq(rc2, -JSEC_DENIED);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(test_link)
{
	ERR_AUTO struct err e = {0};
	char target[16] = "";

	read_no_place("/d/new");
	ck_assert_int_eq(replace_link(&place, "../nowhere", &e), 0);
	ck_assert_int_eq(readlink(below(&tree, "d/new"), target, sizeof target), 10);
	ck_assert_str_eq(target, "../nowhere");
	ck_assert_int_eq(replace_link(&place, "f", &e), -JSEC_CHANGED);
	ck_assert_int_eq(readlink(below(&tree, "d/new"), target, sizeof target), 10);
	ck_assert_int_eq(count_files(), 2);
}
END_TEST

START_TEST(test_remove)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(replace_remove(&place, &place.info, &e), 0);
	ck_assert_int_eq(count_files(), 0);
	ck_assert_int_eq(replace_remove(&place, &place.info, &e), -JSEC_NOT_FOUND);
}
END_TEST

START_TEST(test_remove_changed)
{
	ERR_AUTO struct err e = {0};
	int n;

	usleep(20000);
	meddle(_i);
	n = count_files();
	ck_assert_int_eq(replace_remove(&place, &place.info, &e), -JSEC_CHANGED);
	ck_assert_int_eq(count_files(), n);
}
END_TEST

START_TEST(test_in_place)
{
	static const char *const texts[] = {NEW, "", "x", OLD};
	ERR_AUTO struct err e = {0};
	struct stat st;

	ck_assert_int_eq(chmod(below(&tree, "d/f"), 0640), 0);
	read_place("/d/f");
	ck_assert_int_eq(replace(texts[_i], true, &e), 0);
	assert_content("d/f", texts[_i]);
	ck_assert_int_eq(stat(below(&tree, "d/f"), &st), 0);
	ck_assert_uint_eq(st.st_ino, old_meta.info.id.number);
	ck_assert_uint_eq(st.st_mode & 07777, old_meta.info.permissions);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

/* Mounts a file system with room for `size` bytes, and makes the file there. */
static bool mount_small(const char *fs, const char *options, const char *content)
{
	ERR_AUTO struct err e = {0};

	if (unshare(CLONE_NEWNS) ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
		mount("none", below(&tree, "d"), fs, 0, options))
		return false;
	put_file(below(&tree, "d/f"), content);
	place_done(&place);
	root_close(&root);
	return !root_open(&root, tree.path, &e);
}

/* The disk is full: nothing is written, or the old bytes are put back. */
static int overwrite_when_full(bool limited)
{
	static char old[6000], new[14000];
	struct err e = {0};
	int fd;

	memset(old, 'o', sizeof old - 1);
	memset(new, 'n', sizeof new - 1);
	if (!mount_small("tmpfs", "size=20k", old))
		return 2;
	read_place("/d/f");
	fd = open(below(&tree, "d/filler"), O_CREAT | O_WRONLY, 0600);
	while (!limited && write(fd, new, 1000) > 0)
		;
	close(fd);
	if (limited && setrlimit(RLIMIT_FSIZE, &(struct rlimit){9000, 9000}))
		return 2;
	int rc = replace(new, true, &e);
	SPAN_AUTO struct span now = get_bytes(below(&tree, "d/f"));
	bool same = span_equal(now, span_str(old));
	free_span(&now);
	now = (struct span){0};
	/* what fits into the file's own blocks can be written */
	read_place("/d/f");
	err_done(&e);
	memset(old, 'x', 500);
	int rc2 = replace(old, true, &e);
	err_done(&e);
	return rc == (limited ? -JSEC_IO : -JSEC_NO_SPACE) && same && !rc2 ? 0 : 1;
}

START_TEST(test_in_place_full)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(overwrite_when_full(_i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status)); /* SIGXFSZ does not kill it */
	ck_assert_int_ne(WEXITSTATUS(status), 1);
}
END_TEST

/* An error after the write: bytes, metadata and time are put back. */
START_TEST(test_in_place_put_back)
{
	static const struct timespec times[2] = {{1000, 1}, {2000, 3}};
	META_AUTO struct meta meta = {.info = old_meta.info};
	ERR_AUTO struct err e = {0};
	struct replacement r = {
		.place = &place, .old = &old_meta, .meta = &meta, .bytes = span_str(NEW)};
	struct stat st;

	ck_assert_int_eq(utimensat(AT_FDCWD, below(&tree, "d/f"), times, 0), 0);
	ck_assert_int_eq(chmod(below(&tree, "d/f"), 0640), 0);
	read_place("/d/f");
	meta.info = old_meta.info;
	meta.info.permissions = 0600;
	ck_assert_int_eq(meta_add_xattr(&meta, "no.such.namespace", "x", 1), 0);
	ck_assert_int_lt(overwrite(&r, &e), 0);
	ck_assert_msg(strstr(e.message, "its old bytes were put back") != NULL, "%s",
		e.message);
	assert_content("d/f", OLD);
	ck_assert_int_eq(stat(below(&tree, "d/f"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(st.st_mtim.tv_sec, 2000);
	ck_assert_int_eq(st.st_mtim.tv_nsec, 3);
}
END_TEST

/* The wanted metadata is also set, as in a restore. */
START_TEST(test_in_place_metadata)
{
	META_AUTO struct meta meta = {.info = old_meta.info};
	ERR_AUTO struct err e = {0};
	struct replacement r = {
		.place = &place, .old = &old_meta, .meta = &meta, .bytes = span_str(NEW)};
	struct stat st;

	meta.info.permissions = 0604;
	meta.info.owner.user = geteuid() ? meta.info.owner.user : 1000;
	ck_assert_int_eq(overwrite(&r, &e), 0);
	ck_assert_int_eq(stat(below(&tree, "d/f"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, meta.info.permissions);
	ck_assert_uint_eq(st.st_uid, meta.info.owner.user);
}
END_TEST

START_TEST(test_check)
{
	enum replace_way way = REPLACE_IN_PLACE;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(replace_check(&place, &way, &e), 0);
	ck_assert_int_eq(way, REPLACE_ATOMIC);
}
END_TEST

/* Returns -1 if this file system has no flags. */
static int get_flags(const char *path)
{
	int fd = open(path, O_RDONLY), flags = 0;
	int rc = ioctl(fd, FS_IOC_GETFLAGS, &flags);

	close(fd);
	return rc ? -1 : flags;
}

static bool set_flags(const char *path, int flags)
{
	int fd = open(path, O_RDONLY);
	bool ok = fd >= 0 && ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Other flags, such as that of extents, stay: they cannot always be cleared. */
static bool add_flags(const char *path, int flags)
{
	int before = get_flags(path);

	return before >= 0 && set_flags(path, before | flags);
}

START_TEST(test_immutable)
{
	static const int flags[] = {FS_IMMUTABLE_FL, FS_APPEND_FL};
	const char *path = below(&tree, _i < 2 ? "d/f" : "d");
	enum replace_way way;
	ERR_AUTO struct err e = {0};

	int before = get_flags(path);
	if (!add_flags(path, flags[_i % 2]))
		return; /* this file system has no such flag, or we may not set it */
	int rc = replace_check(&place, &way, &e);
	ck_assert(set_flags(path, before));
	ck_assert_int_eq(rc, -JSEC_IMMUTABLE);
}
END_TEST

/* What chattr sets stays, and nothing comes from the directory. */
START_TEST(test_flags)
{
	const int some = FS_NOATIME_FL | FS_NODUMP_FL;
	ERR_AUTO struct err e = {0};
	struct note_list notes = {0};
	const char *f = below(&tree, "d/f");
	struct replacement r = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(NEW),
		.notes = &notes};

	if (!add_flags(f, some) || !add_flags(below(&tree, "d"), FS_SYNC_FL))
		return; /* this file system has no such flags */
	int before = get_flags(f);
	read_place("/d/f");
	ck_assert_int_eq(replace_atomically(&r, &e), 0);
	ck_assert_int_eq(get_flags(f), before);
	ck_assert_int_eq(before & some, some);
	ck_assert_uint_eq(notes.n, 0);
}
END_TEST

START_TEST(test_no_permission)
{
	enum replace_way way;
	ERR_AUTO struct err e = {0}, e2 = {0};
	struct identity i;

	if (geteuid())
		return;
	ck_assert_int_eq(identity_take(nobody, &i, &e), 0);
	int rc = replace_check(&place, &way, &e);
	int rc2 = replace(NEW, false, &e2);
	identity_restore(&i);
	ck_assert_int_eq(rc, -JSEC_DENIED);
	ck_assert_int_eq(rc2, -JSEC_DENIED);
	assert_content("d/f", OLD);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

/* Runs in its own process with its own mounts. Returns 2 if it cannot be tested here. */
static int mounted(bool read_only)
{
	enum replace_way way = REPLACE_ATOMIC;
	struct err e = {0};
	const char *path = below(&tree, read_only ? "d" : "d/f");

	if (unshare(CLONE_NEWNS) ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
		mount(path, path, "none", MS_BIND, NULL) ||
		(read_only && mount("none", path, "none",
				      MS_REMOUNT | MS_BIND | MS_RDONLY, NULL)))
		return 2;
	root_close(&root);
	if (root_open(&root, tree.path, &e))
		return 1;
	read_place("/d/f");
	int rc = replace_check(&place, &way, &e);
	if (read_only)
		return rc == -JSEC_READ_ONLY ? 0 : 1;
	return !rc && way == REPLACE_IN_PLACE && !replace(NEW, true, &e) ? 0 : 1;
}

START_TEST(test_mounts)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(mounted(_i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_ne(WEXITSTATUS(status), 1);
	if (!_i && WEXITSTATUS(status) == 0)
		assert_content("d/f", NEW);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("replace");
	TCase *c = add_case(s, "replace");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_bytes, 0, 4);
	tcase_add_loop_test(c, test_metadata, 0, N_ROWS(file_modes));
	tcase_add_loop_test(c, test_times, 0, 2);
	tcase_add_test(c, test_default_acl);
	tcase_add_test(c, test_link_stays);
	tcase_add_loop_test(c, test_changed_meanwhile, 0, 7);
	tcase_add_loop_test(c, test_abandoned, 0, 2);
	tcase_add_test(c, test_gone_meanwhile);
	tcase_add_test(c, test_moved_directory);
	tcase_add_loop_test(c, test_create, 0, N_ROWS(file_modes));
	tcase_add_loop_test(c, test_create_over, 0, 4);
	tcase_add_test(c, test_create_abandoned);
	tcase_add_test(c, test_create_no_permission);
	tcase_add_test(c, test_link);
	tcase_add_test(c, test_remove);
	tcase_add_loop_test(c, test_remove_changed, 0, 7);
	tcase_add_loop_test(c, test_in_place, 0, 4);
	tcase_add_loop_test(c, test_in_place_full, 0, 2);
	tcase_add_test(c, test_in_place_put_back);
	tcase_add_test(c, test_in_place_metadata);
	tcase_add_test(c, test_check);
	tcase_add_loop_test(c, test_immutable, 0, 4);
	tcase_add_test(c, test_flags);
	tcase_add_test(c, test_no_permission);
	tcase_add_loop_test(c, test_mounts, 0, 2);
	return run_suite(s);
}
