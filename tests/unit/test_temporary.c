/* SPDX-License-Identifier: MIT */
/* Tests what is cleaned up beside a file, and what is not. */
#include "os/temporary.h"

#include "os/root.h"
#include "testing.h"

#include <dirent.h>
#include <sys/file.h>

static struct tree tree;
static struct root root;
static struct place place;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	place = PLACE_NONE;
	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	put_file(below(&tree, "d/f"), "old");
	ck_assert_int_eq(root_resolve(&root, "/d/f", &place, &e), 0);
}

static void tear_down(void)
{
	place_done(&place);
	root_close(&root);
	tree_remove(&tree);
}

static bool exists(const char *name)
{
	char path[NAME_MAX + 8];
	struct stat st;

	snprintf(path, sizeof path, "d/%s", name);
	return !lstat(below(&tree, path), &st);
}

static void put_beside(const char *name)
{
	char path[NAME_MAX + 8];

	snprintf(path, sizeof path, "d/%s", name);
	put_file(below(&tree, path), "x");
}

/* Returns the name of the file whose name starts with this text, or "". */
static const char *find_name(const char *start)
{
	static char ret[NAME_MAX + 1];
	DIR *dir = opendir(below(&tree, "d"));

	*ret = 0;
	for (struct dirent *d; (d = readdir(dir));)
		if (!strncmp(d->d_name, start, strlen(start)))
			snprintf(ret, sizeof ret, "%s", d->d_name);
	closedir(dir);
	return ret;
}

#define NAME(number, old) ".jsecpatch-" number "-" old ".tmp"

/* Names in the directory, and whether they are removed. */
static const struct {
	const char *name;
	bool goes;
} leftovers[] = {
	{".jsecpatch-0123456789abcdef.tmp", true},
	{".jsecpatch-ffffffffffffffff.tmp", true},
	{".jsecpatch-FFFFFFFFFFFFFFFF.tmp", false},
	{".jsecpatch-0123456789abcde.tmp", false},
	{".jsecpatch-0123456789abcdef0.tmp", false},
	{".jsecpatch-0123456789abcdef.bak", false},
	{".jsecpatch-0123456789abcdef.tmp~", false},
	{".jsecpatch-0x23456789abcdef.tmp", false},
	{".jsecpatch- 123456789abcdef.tmp", false},
	{NAME("1", "2-3-4.5"), false}, /* the time has nine digits */
	{NAME("1", "2-3-4"), false},
	{"jsecpatch-0123456789abcdef.tmpx", false},
	{"java.security", false},
	{"f.jsecpatch-01234567.save", false},
	{".jsecpatch", false},
};

START_TEST(test_clean)
{
	put_beside(leftovers[_i].name);
	temporary_clean(&place, NULL);
	ck_assert_int_eq(!exists(leftovers[_i].name), leftovers[_i].goes);
	ck_assert(exists("f"));
}
END_TEST

/* A run makes regular files only. */
START_TEST(test_clean_odd)
{
	const char *link = ".jsecpatch-0123456789abcdef.tmp",
		   *dir = ".jsecpatch-0123456789abcde0.tmp";

	ck_assert_int_eq(
		symlink("f", below(&tree, "d/.jsecpatch-0123456789abcdef.tmp")), 0);
	ck_assert_int_eq(
		mkdir(below(&tree, "d/.jsecpatch-0123456789abcde0.tmp"), 0755), 0);
	temporary_clean(&place, NULL);
	ck_assert(exists("f") && exists(link) && exists(dir));
	temporary_clean(&PLACE_NONE, NULL);
}
END_TEST

/* Nothing is cleaned up where a run works, or somebody pretends that. */
START_TEST(test_alive)
{
	ERR_AUTO struct err e = {0};
	struct temporary t;
	int dir = open(below(&tree, "d"), O_RDONLY | O_DIRECTORY);

	ck_assert_int_eq(temporary_open(&t, &place, &e), 0);
	put_beside(".jsecpatch-0123456789abcdef.tmp");
	temporary_clean(&place, NULL);
	ck_assert(exists(".jsecpatch-0123456789abcdef.tmp"));
	temporary_done(&t);
	ck_assert_int_eq(flock(dir, LOCK_EX), 0);
	temporary_clean(&place, NULL);
	ck_assert(exists(".jsecpatch-0123456789abcdef.tmp"));
	ck_assert_int_eq(
		temporary_open(&t, &place, &e), 0); /* it does not wait for ever */
	temporary_done(&t);
	close(dir);
	temporary_clean(&place, NULL);
	ck_assert(!exists(".jsecpatch-0123456789abcdef.tmp"));
}
END_TEST

/* A run is killed before, between or after its exchanges. */
enum killed { BEFORE, AFTER, STRANGERS, STRANGERS_LINK, N_KILLED };

static void swap(const char *name)
{
	char path[NAME_MAX + 8];

	snprintf(path, sizeof path, "d/%s", name);
	ck_assert_int_eq(renameat2(AT_FDCWD, below(&tree, path), AT_FDCWD,
				 below(&tree, "d/f"), RENAME_EXCHANGE),
		0);
}

static void put_strangers(enum killed how)
{
	put_beside("theirs");
	if (how == STRANGERS_LINK) {
		ck_assert_int_eq(unlink(below(&tree, "d/theirs")), 0);
		ck_assert_int_eq(symlink("elsewhere", below(&tree, "d/theirs")), 0);
	}
	ck_assert_int_eq(rename(below(&tree, "d/theirs"), below(&tree, "d/f")), 0);
}

/* Returns the name of a leftover. */
static const char *leave(enum killed how)
{
	static char name[TEMPORARY_NAME_SIZE];
	ERR_AUTO struct err e = {0};
	struct temporary t;

	ck_assert_int_eq(temporary_open(&t, &place, &e), 0);
	ck_assert_int_eq(temporary_prepare_exchange(&t, &place.info), 0);
	ck_assert(temporary_is_in_hand(&t));
	memcpy(name, t.name, sizeof name);
	if (how >= STRANGERS)
		put_strangers(how);
	if (how != BEFORE)
		swap(name);
	ck_assert_int_eq(temporary_is_in_hand(&t), how == BEFORE);
	t.named = false; /* killed: the file stays */
	temporary_done(&t);
	ck_assert(exists(name));
	return name;
}

START_TEST(test_killed)
{
	struct note_list notes = {0};
	const char *name = leave((enum killed)_i);
	bool theirs = _i >= STRANGERS;

	temporary_clean(&place, &notes);
	ck_assert(!exists(name));
	ck_assert_uint_eq(notes.n, theirs);
	ck_assert_int_eq(note_list_has(&notes, NOTE_FILE_SAVED), theirs);
	ck_assert_int_eq(*find_name("f.jsecpatch-") != 0, theirs);
	if (theirs)
		ck_assert_ptr_nonnull(
			strstr(notes.items[0]->message, find_name("f.jsecpatch-")));
	temporary_clean(&place, &notes);
	ck_assert_int_eq(*find_name("f.jsecpatch-") != 0, theirs);
	note_list_done(&notes);
}
END_TEST

START_TEST(test_save)
{
	ERR_AUTO struct err e = {0};
	struct temporary t;

	ck_assert_int_eq(temporary_open(&t, &place, &e), 0);
	ck_assert_int_eq(temporary_prepare_exchange(&t, &place.info), 0);
	put_strangers(STRANGERS);
	swap(t.name);
	temporary_save(&t, place.name);
	ck_assert_str_eq(t.name, find_name("f.jsecpatch-"));
	temporary_done(&t);
	temporary_clean(&place, NULL);
	SPAN_AUTO struct span theirs = get_bytes(below(&tree, "d/f"));
	ck_assert_uint_eq(theirs.size, 0);
	ck_assert_str_ne(find_name("f.jsecpatch-"), "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("temporary");
	TCase *c = add_case(s, "temporary");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_clean, 0, N_ROWS(leftovers));
	tcase_add_test(c, test_clean_odd);
	tcase_add_test(c, test_alive);
	tcase_add_loop_test(c, test_killed, 0, N_KILLED);
	tcase_add_test(c, test_save);
	return run_suite(s);
}
