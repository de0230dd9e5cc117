/* SPDX-License-Identifier: MIT */
/* Tests files that appear complete in an open directory, and listing it. */
#include "os/folder.h"

#include "base/strv.h"
#include "os/root.h"
#include "testing.h"

#include <sys/wait.h>

static struct tree tree;
static struct folder folder;

static void set_up(void)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	struct root root;

	tree_make(&tree);
	put_file(below(&tree, "d/old"), "old");
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	ck_assert_int_eq(root_resolve(&root, "/d", &place, &e), 0);
	ck_assert_int_eq(folder_open(&place, "/d", "open it", &folder, &e), 0);
	root_close(&root);
}

static void tear_down(void)
{
	folder_close(&folder);
	tree_remove(&tree);
}

static void assert_content(const char *path, const char *want)
{
	SPAN_AUTO struct span bytes = get_bytes(below(&tree, path));

	assert_bytes(bytes, span_str(want), path);
}

static bool exists(const char *path)
{
	struct stat st;

	return !lstat(below(&tree, path), &st);
}

START_TEST(test_publish)
{
	HANDLE_AUTO struct handle *file = NULL;
	ERR_AUTO struct err e = {0};

	put_file(below(&tree, "d/new"), "left by somebody, and longer");
	ck_assert_int_eq(folder_create(&folder, "new", "/d", "the file", &file, &e), 0);
	ck_assert_int_eq(handle_append(file, span_str("bytes"), &e), 0);
	assert_content("d/old", "old");
	ck_assert_int_eq(folder_publish(&folder, file, "new", "old", &e), 0);
	ck_assert_int_eq(folder_sync(&folder, "/d", "sync", &e), 0);
	assert_content("d/old", "bytes");
	ck_assert(!exists("d/new"));
}
END_TEST

/* An incomplete file is removed only if no run writes it. */
START_TEST(test_clean)
{
	HANDLE_AUTO struct handle *file = NULL;
	ERR_AUTO struct err e = {0};

	put_file(below(&tree, "d/.new-dead"), "x");
	put_file(below(&tree, "d/.older"), "x");
	ck_assert_int_eq(mkdir(below(&tree, "d/.new-dir"), 0755), 0);
	ck_assert_int_eq(
		folder_create(&folder, ".new-alive", "/d", "the file", &file, &e), 0);
	folder_clean(&folder);
	ck_assert(exists("d/.new-alive") && exists("d/.older") && exists("d/.new-dir"));
	ck_assert(!exists("d/.new-dead"));
	handle_close(file);
	file = NULL;
	folder_clean(&folder);
	ck_assert(!exists("d/.new-alive"));
	assert_content("d/old", "old");
}
END_TEST

/* Another run writes a file of the same name: it is waited for, and not disturbed. */
START_TEST(test_two_writers)
{
	HANDLE_AUTO struct handle *file = NULL, *theirs = NULL;
	ERR_AUTO struct err e = {0};
	int status;

	ck_assert_int_eq(folder_create(&folder, "new", "/d", "the file", &theirs, &e), 0);
	ck_assert_int_eq(handle_append(theirs, span_str("theirs"), &e), 0);
	pid_t pid = fork();
	if (!pid) {
		handle_close(theirs); /* the parent still has it */
		int rc = folder_create(&folder, "new", "/d", "the file", &file, &e);
		rc = rc ? rc : handle_append(file, span_str("ours"), &e);
		_exit(rc ? 1 : 0);
	}
	usleep(50000);
	assert_content("d/new", "theirs");
	ck_assert_int_eq(folder_publish(&folder, theirs, "new", "old", &e), 0);
	handle_close(theirs);
	theirs = NULL;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	assert_content("d/old", "theirs");
	assert_content("d/new", "ours");
}
END_TEST

/* The folder is the directory that was opened, even if its path leads elsewhere now. */
START_TEST(test_moved)
{
	HANDLE_AUTO struct handle *file = NULL;
	ERR_AUTO struct err e = {0};
	struct stat st;

	ck_assert_int_eq(rename(below(&tree, "d"), below(&tree, "moved")), 0);
	ck_assert_int_eq(mkdir(below(&tree, "d"), 0755), 0);
	ck_assert_int_eq(folder_create(&folder, "new", "/d", "the file", &file, &e), 0);
	ck_assert(exists("moved/new"));
	ck_assert_int_eq(stat(below(&tree, "moved/new"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

/* A directory made after its place was resolved may belong to anybody. */
START_TEST(test_late)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	FOLDER_AUTO struct folder late = FOLDER_NONE;
	ERR_AUTO struct err e = {0};
	struct root root;

	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	ck_assert_int_eq(root_resolve(&root, "/late", &place, &e), 0);
	root_close(&root);
	ck_assert_int_eq(mkdir(below(&tree, "late"), 0777), 0);
	ck_assert_int_eq(
		folder_open(&place, "/late", "open it", &late, &e), -JSEC_NOT_FOUND);
	ck_assert_str_eq(e.message, "/late: cannot open it: No such file or directory");
	ck_assert(!folder_is_open(&late));
}
END_TEST

/* Refuses symbolic links and what is not a regular file. */
START_TEST(test_odd_files)
{
	HANDLE_AUTO struct handle *file = NULL;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(symlink("old", below(&tree, "d/link")), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "d/fifo"), 0600), 0);
	ck_assert_int_eq(folder_open_file(&folder, "link", "/d", "the file", &file, &e),
		-JSEC_LINK_LOOP);
	ck_assert_str_eq(
		e.message, "/d: cannot open the file: Too many levels of symbolic links");
	err_done(&e);
	ck_assert_int_eq(folder_create(&folder, "link", "/d", "the file", &file, &e),
		-JSEC_LINK_LOOP);
	err_done(&e);
	ck_assert_int_eq(folder_open_log(&folder, "fifo", "/d", "the file", &file, &e),
		-JSEC_NOT_REGULAR);
	assert_content("d/old", "old");
	ck_assert_ptr_null(file);
}
END_TEST

START_TEST(test_log)
{
	ERR_AUTO struct err e = {0};

	for (int i = 0; i < 3; i++) {
		HANDLE_AUTO struct handle *file = NULL;
		BUF_AUTO struct buf bytes = {0};

		ck_assert_int_eq(
			folder_open_log(&folder, "log", "/d", "the log", &file, &e), 0);
		ck_assert_int_eq(handle_get_end(file), 2 * i);
		ck_assert_int_eq(handle_append(file, span_str("x\n"), &e), 0);
		ck_assert_int_eq(handle_read_all(file, 6, &bytes, &e), 0);
		ck_assert_uint_eq(bytes.size, 2 * (size_t)i + 2);
		ck_assert_int_eq(
			handle_read_all(file, 1, &bytes, &e), -JSEC_IO); /* too much */
		err_done(&e);
	}
	assert_content("d/log", "x\nx\nx\n");
}
END_TEST

START_TEST(test_remove)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(folder_remove(&folder, "old", "/d", "remove it", &e), 0);
	ck_assert(!exists("d/old"));
	ck_assert_int_eq(folder_remove(&folder, "old", "/d", "remove it", &e), 0);
	ck_assert_int_eq(mkdir(below(&tree, "d/sub"), 0755), 0);
	ck_assert_int_lt(folder_remove(&folder, "sub", "/d", "remove it", &e), 0);
	ck_assert_str_eq(e.message, "/d: cannot remove it: Is a directory");
	folder_discard(&folder, "sub");
	ck_assert(exists("d/sub"));
}
END_TEST

static int note_entry(void *data, const char *name, enum file_kind kind)
{
	strv_addf(data, "%s %d", name, kind);
	return !strcmp(name, "stop") ? 7 : 0;
}

START_TEST(test_list)
{
	STRV_AUTO struct strv found = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(mkdir(below(&tree, "d/sub"), 0755), 0);
	ck_assert_int_eq(symlink("sub", below(&tree, "d/link")), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "d/fifo"), 0600), 0);
	for (int i = 1; i < 3; i++) { /* starts at the first name each time */
		ck_assert_int_eq(
			folder_list(&folder, "/d", "list it", note_entry, &found, &e), 0);
		ck_assert_uint_eq(found.n, 4 * (size_t)i);
	}
	const char *const want[] = {"old 1", "sub 2", "link 3", "fifo 4"};
	for (size_t i = 0; i < 4; i++)
		ck_assert_msg(strv_has(&found, want[i]), "no %s", want[i]);
	put_file(below(&tree, "d/stop"), "");
	ck_assert_int_eq(
		folder_list(&folder, "/d", "list it", note_entry, &found, &e), 7);
	ck_assert_ptr_null(err_public(&e));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("folder");
	TCase *c = add_case(s, "folder");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_publish);
	tcase_add_test(c, test_clean);
	tcase_add_test(c, test_two_writers);
	tcase_add_test(c, test_moved);
	tcase_add_test(c, test_late);
	tcase_add_test(c, test_odd_files);
	tcase_add_test(c, test_log);
	tcase_add_test(c, test_remove);
	tcase_add_test(c, test_list);
	return run_suite(s);
}
