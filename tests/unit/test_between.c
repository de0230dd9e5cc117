/* SPDX-License-Identifier: MIT */
/* Tests what happens if disks and other programs change a file between two calls. */
#include "os/replace.h"

#include "os/overwrite.h"
#include "os/root.h"
#include "testing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

#define OLD "old bytes\n"
#define NEW "new bytes, and more of them\n"

/*
 * With --wrap=F the linker makes calls of F from other files call __wrap_F, and calls of
 * __real_F call F.
 */
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
int __real_open64(const char *name, int flags, ...);
int __wrap_open64(const char *name, int flags, ...);
int __real_openat64(int fd, const char *name, int flags, ...);
int __wrap_openat64(int fd, const char *name, int flags, ...);
int __wrap___open64_2(const char *name, int flags);
int __wrap___openat64_2(int fd, const char *name, int flags);
ssize_t __real_readlinkat(int fd, const char *name, char *to, size_t size);
ssize_t __wrap_readlinkat(int fd, const char *name, char *to, size_t size);
int __real_renameat2(int from, const char *old, int to, const char *new, unsigned flags);
int __wrap_renameat2(int from, const char *old, int to, const char *new, unsigned flags);

static struct tree tree;
static struct root root;
static struct place place;
static struct buf old_bytes;
static struct meta old_meta;

static bool disk_fails;	   /* the next file that is synced gets a wrong byte */
static bool link_comes;	   /* the folder `d` becomes a link after it was opened */
static bool links_swap;	   /* the links `l` and `e` are exchanged before one is read */
static bool no_proc;	   /* /proc is not mounted */
static bool opened_f;	   /* something called `f` was opened by its name */
static bool mode_differs;  /* files do not get the mode that they should */
static unsigned strangers; /* so many files are put over the target, in turn */
static unsigned n_placed;

int __wrap_fsync(int fd)
{
	struct stat st;

	if (disk_fails && !fstat(fd, &st) && S_ISREG(st.st_mode)) {
		disk_fails = false;
		ck_assert_int_eq(pwrite(fd, "X", 1, 0), 1);
	}
	return __real_fsync(fd);
}

int __wrap_fchmod(int fd, mode_t mode)
{
	return __real_fchmod(fd, mode_differs ? mode ^ 0010 : mode);
}

int __wrap_openat64(int fd, const char *name, int flags, ...)
{
	va_list args;
	char other[PATH_MAX];

	va_start(args, flags);
	mode_t mode = va_arg(args, mode_t);
	va_end(args);
	opened_f = opened_f || (!(flags & O_PATH) && !strcmp(name, "f"));
	int ret = __real_openat64(fd, name, flags, mode);
	if (link_comes && !strcmp(name, "d")) {
		link_comes = false;
		snprintf(other, sizeof other, "%s", below(&tree, "was"));
		ck_assert_int_eq(rename(below(&tree, "d"), other), 0);
		ck_assert_int_eq(symlink("other", below(&tree, "d")), 0);
	}
	return ret;
}

int __wrap_open64(const char *name, int flags, ...)
{
	if (!no_proc || strncmp(name, "/proc/", 6) != 0)
		return __real_open64(name, flags);
	errno = ENOENT;
	return -1;
}

/* FORTIFY calls these. */
int __wrap___open64_2(const char *name, int flags)
{
	return __wrap_open64(name, flags);
}

int __wrap___openat64_2(int fd, const char *name, int flags)
{
	return __wrap_openat64(fd, name, flags);
}

ssize_t __wrap_readlinkat(int fd, const char *name, char *to, size_t size)
{
	char other[PATH_MAX];

	snprintf(other, sizeof other, "%s", below(&tree, "e"));
	if (links_swap)
		ck_assert_int_eq(renameat2(AT_FDCWD, below(&tree, "l"), AT_FDCWD, other,
					 RENAME_EXCHANGE),
			0);
	return __real_readlinkat(fd, name, to, size);
}

int __wrap_renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	char name[] = "stranger1";

	if (flags == RENAME_EXCHANGE && n_placed < strangers) {
		name[8] = (char)('1' + n_placed++);
		put_file(below(&tree, name), name);
		ck_assert_int_eq(renameat(AT_FDCWD, below(&tree, name), to, new), 0);
	}
	return __real_renameat2(from, old, to, new, flags);
}

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	place = PLACE_NONE;
	disk_fails = mode_differs = link_comes = links_swap = no_proc = opened_f = false;
	strangers = n_placed = 0;
	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	put_file(below(&tree, "d/f"), OLD);
	ck_assert_int_eq(root_resolve(&root, "/d/f", &place, &e), 0);
	ck_assert_int_eq(file_read(&place, &old_bytes, &old_meta, &e), 0);
}

static void tear_down(void)
{
	place_done(&place);
	buf_done(&old_bytes);
	meta_done(&old_meta);
	root_close(&root);
	tree_remove(&tree);
}

static int replace(struct err *e)
{
	const struct replacement r = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(NEW)};
	struct replacing *replacing = NULL;
	int rc = replace_begin(&r, &replacing, e);

	rc = rc ? rc : replace_commit(replacing, e);
	replace_end(replacing);
	return rc;
}

static int overwrite(struct err *e)
{
	const struct replacement to = {.place = &place,
					 .old = &old_meta,
					 .meta = &old_meta,
					 .bytes = span_str(NEW)},
				 back = {.place = &place,
					 .old = &old_meta,
					 .meta = &old_meta,
					 .bytes = buf_span(&old_bytes),
					 .keep_times = true};

	return overwrite_file(&to, &back, e);
}

static void assert_content(const char *path, const char *want)
{
	SPAN_AUTO struct span now = get_bytes(below(&tree, path));

	ck_assert_msg(now.data != NULL, "%s is gone", path);
	assert_bytes(now, span_str(want), path);
}

/* Returns how many files are in d, and the name of one that is not `f`. */
static int count_files(char other[static NAME_MAX + 1])
{
	DIR *dir = opendir(below(&tree, "d"));
	int n = -2; /* . and .. */

	for (struct dirent *d; (d = readdir(dir)); n++)
		if (strlen(d->d_name) > 2)
			snprintf(other, NAME_MAX + 1, "%s", d->d_name);
	closedir(dir);
	return n;
}

static void assert_untouched(void)
{
	char other[NAME_MAX + 1] = "";

	assert_content("d/f", OLD);
	ck_assert_int_eq(count_files(other), 1);
}

START_TEST(test_wrong_byte)
{
	ERR_AUTO struct err e = {0};

	disk_fails = true;
	ck_assert_int_eq(replace(&e), -JSEC_IO);
	ck_assert_ptr_nonnull(strstr(e.message, "reads back differently"));
	assert_untouched();
}
END_TEST

START_TEST(test_wrong_byte_in_place)
{
	ERR_AUTO struct err e = {0};

	disk_fails = true;
	ck_assert_int_eq(overwrite(&e), -JSEC_IO);
	ck_assert_ptr_nonnull(strstr(e.message, "reads back differently"));
	assert_untouched();
}
END_TEST

START_TEST(test_wrong_mode)
{
	ERR_AUTO struct err e = {0};

	mode_differs = true;
	ck_assert_int_eq(replace(&e), -JSEC_IO);
	ck_assert_ptr_nonnull(strstr(e.message, "did not take its owner, mode"));
	assert_untouched();
}
END_TEST

/* Another program's file that comes out of the exchange is put back. */
START_TEST(test_stranger)
{
	ERR_AUTO struct err e = {0};
	char other[NAME_MAX + 1] = "";

	strangers = 1;
	ck_assert_int_eq(replace(&e), -JSEC_CHANGED);
	assert_content("d/f", "stranger1");
	ck_assert_int_eq(count_files(other), 1);
}
END_TEST

/* If that program is faster each time, none of its last two files is lost. */
START_TEST(test_fast_stranger)
{
	ERR_AUTO struct err e = {0};
	char other[NAME_MAX + 1] = "", path[NAME_MAX + 8];

	strangers = 3;
	ck_assert_int_eq(replace(&e), -JSEC_CHANGED);
	assert_content("d/f", "stranger2");
	ck_assert_int_eq(count_files(other), 2);
	ck_assert_msg(strstr(e.message, other) != NULL, "%s: %s", other, e.message);
	snprintf(path, sizeof path, "d/%s", other);
	assert_content(path, "stranger3");
}
END_TEST

static void assert_leads_to(const char *path, const char *content)
{
	PLACE_AUTO struct place now = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(root_resolve(&root, path, &now, &e), 0);
	ck_assert_int_eq(file_read(&now, &bytes, &meta, &e), 0);
	ck_assert_str_eq(buf_str(&bytes), content);
}

/* A walk goes on in the directory that it examined. */
START_TEST(test_link)
{
	put_file(below(&tree, "other/f"), "another file");
	link_comes = true;
	assert_leads_to("/d/f", OLD);
	ck_assert(!link_comes);
	assert_leads_to("/d/f", "another file");
}
END_TEST

/* A walk follows the link whose owner it has examined. */
START_TEST(test_exchanged_links)
{
	put_file(below(&tree, "other/f"), "another file");
	ck_assert_int_eq(symlink("d/f", below(&tree, "l")), 0);
	ck_assert_int_eq(symlink("other/f", below(&tree, "e")), 0);
	links_swap = true;
	assert_leads_to("/l", OLD);
	assert_leads_to("/l", "another file");
}
END_TEST

/* Puts a FIFO where the file was: to open it could wait, or do something. */
static void put_fifo(void)
{
	ck_assert_int_eq(remove(below(&tree, "d/f")), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "d/f"), 0644), 0);
}

/* Only what was examined is opened, whatever has its name by then. */
START_TEST(test_fifo_comes)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	HANDLE_AUTO struct handle *h = NULL;
	ERR_AUTO struct err e = {0};
	const struct replacement r = {.place = &place,
		.old = &old_meta,
		.meta = &old_meta,
		.bytes = span_str(NEW)};
	size_t n = 0;
	char byte;

	put_fifo();
	ck_assert_int_eq(file_read(&place, &bytes, &meta, &e), 0);
	ck_assert_str_eq(buf_str(&bytes), OLD);
	ck_assert_int_eq(handle_open(&place, "the file", &h, &e), 0);
	ck_assert_int_eq(handle_read(h, 0, &byte, 1, &n, &e), 0);
	ck_assert_int_eq(overwrite_file(&r, &r, &e), -JSEC_CHANGED);
	ck_assert(!opened_f);
}
END_TEST

/* Without /proc there is only the name. */
START_TEST(test_fifo_without_proc)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};

	no_proc = true;
	assert_leads_to("/d/f", OLD);
	put_fifo();
	ck_assert_int_lt(file_read(&place, &bytes, &meta, &e), 0);
	ck_assert_uint_eq(bytes.size, 0);
	ck_assert(opened_f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("between");
	TCase *c = add_case(s, "between");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_wrong_byte);
	tcase_add_test(c, test_wrong_byte_in_place);
	tcase_add_test(c, test_wrong_mode);
	tcase_add_test(c, test_stranger);
	tcase_add_test(c, test_fast_stranger);
	tcase_add_test(c, test_link);
	tcase_add_test(c, test_exchanged_links);
	tcase_add_test(c, test_fifo_comes);
	tcase_add_test(c, test_fifo_without_proc);
	return run_suite(s);
}
