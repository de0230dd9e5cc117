/* SPDX-License-Identifier: MIT */
/* Tests open files: reading at an offset, appending, and truncating. */
#include "os/handle.h"

#include "os/root.h"
#include "testing.h"

static struct tree tree;

static void set_up(void)
{
	tree_make(&tree);
}

static void tear_down(void)
{
	tree_remove(&tree);
}

static struct handle *wrapped(const char *path, int flags)
{
	ERR_AUTO struct err e = {0};
	struct handle *h = NULL;
	int fd = open(path, flags, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(handle_wrap(fd, "/a", "the archive", &h, &e), 0);
	ck_assert_int_eq(handle_get_fd(h), fd);
	return h;
}

static void assert_reads(const struct handle *h, int64_t at, const char *want)
{
	ERR_AUTO struct err e = {0};
	char got[16];
	size_t n = 0;

	ck_assert_int_eq(handle_read(h, at, got, sizeof got, &n, &e), 0);
	assert_bytes(span_of(got, n), span_str(want), "read");
}

START_TEST(test_append)
{
	HANDLE_AUTO struct handle *h = wrapped(below(&tree, "a"), O_CREAT | O_RDWR);
	ERR_AUTO struct err e = {0};
	struct file_info info;

	ck_assert_int_eq(handle_append(h, span_str("one"), &e), 0);
	assert_reads(h, 1, "ne");
	ck_assert_int_eq(handle_append(h, span_str("two"), &e), 0);
	assert_reads(h, 0, "onetwo");
	assert_reads(h, 6, "");
	assert_reads(h, 100, "");
	ck_assert_int_eq(handle_cut(h, 2, &e), 0);
	ck_assert_int_eq(handle_append(h, span_str("!"), &e), 0);
	assert_reads(h, 0, "on!");
	ck_assert_int_eq(handle_examine(h, &info, &e), 0);
	ck_assert_int_eq(info.size, 3);
	ck_assert_int_eq(handle_sync(h, &e), 0);
}
END_TEST

START_TEST(test_fail)
{
	HANDLE_AUTO struct handle *full = wrapped("/dev/full", O_RDWR);
	HANDLE_AUTO struct handle *dir = wrapped(tree.path, O_RDONLY | O_DIRECTORY);
	ERR_AUTO struct err written = {0};
	ERR_AUTO struct err read = {0};
	char byte;
	size_t n;

	ck_assert_int_eq(handle_append(full, span_str("a"), &written), -JSEC_NO_SPACE);
	ck_assert_str_eq(written.public.message,
		"/a: cannot write the archive: No space left on device");
	ck_assert_int_eq(handle_read(dir, 0, &byte, 1, &n, &read), -JSEC_IO);
	ck_assert_str_eq(
		read.public.message, "/a: cannot read the archive: Is a directory");
}
END_TEST

/* Opens only regular files. */
START_TEST(test_open)
{
	static const char *const names[] = {"/file", "/dir", "/fifo", "/none"};
	static const int codes[] = {
		0, -JSEC_NOT_REGULAR, -JSEC_NOT_REGULAR, -JSEC_NOT_FOUND};
	PLACE_AUTO struct place p = PLACE_NONE;
	HANDLE_AUTO struct handle *h = NULL;
	ERR_AUTO struct err e = {0};
	struct root root;

	put_bytes(below(&tree, "file"), span_str("bytes"));
	ck_assert_int_eq(mkdir(below(&tree, "dir"), 0700), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "fifo"), 0600), 0);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	ck_assert_int_eq(root_resolve(&root, names[_i], &p, &e), 0);
	ck_assert_int_eq(handle_open(&p, "the file", &h, &e), codes[_i]);
	if (!codes[_i])
		assert_reads(h, 0, "bytes");
	root_close(&root);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("handle");
	TCase *c = tcase_create("all");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_append);
	tcase_add_test(c, test_fail);
	tcase_add_loop_test(c, test_open, 0, 4);
	suite_add_tcase(s, c);
	return run_suite(s);
}
