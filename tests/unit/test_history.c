/* SPDX-License-Identifier: MIT */
/* Tests the journal: what it says about a time, incomplete lines, and its length. */
#include "backup/history.h"

#include "os/root.h"
#include "testing.h"

#define VENDOR "1111111111111111111111111111111111111111111111111111111111111111"
#define OURS "2222222222222222222222222222222222222222222222222222222222222222"
#define OTHER "3333333333333333333333333333333333333333333333333333333333333333"
#define FILE_NAME "/opt/a b\\c\n/java.security"

static struct tree tree;
static struct root root;
static struct store store;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	ck_assert_int_eq(mkdir(below(&tree, "state"), 0700), 0);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	store = STORE_NONE;
	store.root = &root;
	store.path = strdup("/state");
}

static void tear_down(void)
{
	store_done(&store);
	root_close(&root);
	tree_remove(&tree);
}

static void add_after_update(const char *file, int second, const char *was,
	const char *written, struct file_time since)
{
	struct moment m = {file, {second, 500000000}, was, written, since};

	ERR_AUTO struct err e = {0};

	history_add(&store, &m, 1, &e);
}

static void add(const char *file, int second, const char *was, const char *written)
{
	add_after_update(file, second, was, written, (struct file_time){0});
}

/* Asks about a start at `second` + 0.5 s + `more` ns. The file changed last at 1000. */
static bool stale_of(const char *file, int second, long more, const char *digest)
{
	HISTORY_AUTO struct history history = {0};
	struct file_time changed = {1000, 0},
			 start = {second, 500000000 + (uint32_t)more};

	ERR_AUTO struct err e = {0};

	history_load(&store, &history, &e);
	return history_stale(&history, file, changed, digest, start);
}

static bool stale(int second, long more)
{
	return stale_of(FILE_NAME, second, more, OURS);
}

static size_t n_lines(void)
{
	SPAN_AUTO struct span s = get_bytes(below(&tree, "state/history"));
	size_t n = 0;

	for (size_t i = 0; i < s.size; i++)
		n += s.data[i] == '\n';
	return n;
}

/* Allowed at 100. Suspended for an update at 200, and reapplied at 300. Then again. */
START_TEST(test_update)
{
	add(FILE_NAME, 100, VENDOR, OURS);
	add(FILE_NAME, 200, OURS, VENDOR);
	add(FILE_NAME, 300, VENDOR, OURS);
	add(FILE_NAME, 400, OURS, VENDOR);
	add(FILE_NAME, 500, VENDOR, OURS);
	ck_assert(stale(99, 0));
	ck_assert(stale(100, -1));
	ck_assert(!stale(100, 0)); /* a start at that moment finds the new bytes */
	ck_assert(!stale(150, 0));
	ck_assert(!stale(200, -1));
	ck_assert(stale(200, 0));
	ck_assert(stale(250, 0));
	ck_assert(!stale(300, 0));
	ck_assert(stale(499, 0));
	ck_assert(!stale(500, 0));
	ck_assert(!stale(999, 499999999)); /* only its ctime is newer, as after chmod */
	ck_assert(!stale(1000, 0));
	ck_assert(stale_of(FILE_NAME, 150, 0, VENDOR));
	ck_assert(!stale_of(FILE_NAME, 250, 0, VENDOR));
	ck_assert(!stale_of(FILE_NAME, 1000, 0, OTHER)); /* it changed before the start */
	ck_assert(stale_of(FILE_NAME, 150, 0, OTHER));
	ck_assert(stale_of("/opt/other", 150, 0, OURS));
	ck_assert(stale_of(FILE_NAME "x", 150, 0, OURS));
}
END_TEST

/* Asks about a start at `second` + 0.5 s + `more` ns. */
static bool late_of(const char *file, int second, long more)
{
	HISTORY_AUTO struct history history = {0};
	struct file_time start = {second, 500000000 + (uint32_t)more};

	ERR_AUTO struct err e = {0};

	history_load(&store, &history, &e);
	return history_late(&history, file, start);
}

static bool late(int second, long more)
{
	return late_of(FILE_NAME, second, more);
}

/* Suspended at 200, replaced by the update at an unknown time, and reapplied at 300. */
START_TEST(test_late)
{
	add(FILE_NAME, 100, VENDOR, OURS);
	add(FILE_NAME, 200, OURS, VENDOR);
	ck_assert(!late(250, 0)); /* as long as nothing says that it was an update */
	add_after_update(FILE_NAME, 300, OTHER, OURS, (struct file_time){200, 500000000});
	ck_assert(!late(99, 0));
	ck_assert(!late(150, 0));
	ck_assert(!late(200, -1));
	ck_assert(late(200, 0));
	ck_assert(late(250, 0));
	ck_assert(late(300, -1));
	ck_assert(!late(300, 0));
	ck_assert(!late_of("/opt/other", 250, 0));
	add("/opt/other", 310, VENDOR, OURS);
	add(FILE_NAME, 320, OURS, VENDOR); /* a restore is no update */
	add(FILE_NAME, 330, VENDOR, OURS);
	ck_assert(late(250, 0));
	ck_assert(!late(325, 0));
	ck_assert(stale(250, 0)); /* the other question reads such lines, too */
	ck_assert(!stale(330, 0));
}
END_TEST

/* The line of the reapply is damaged: then nobody knows. Before it all stays known. */
START_TEST(test_late_damaged)
{
	const char *path = below(&tree, "state/history");

	add_after_update(FILE_NAME, 300, OTHER, OURS, (struct file_time){200, 0});
	SPAN_AUTO struct span first = get_bytes(path);
	add_after_update(FILE_NAME, 500, OTHER, OURS, (struct file_time){400, 0});
	ck_assert(late(450, 0));
	SPAN_AUTO struct span all = get_bytes(path);
	for (size_t at = first.size; at < all.size - 1; at++) {
		((char *)all.data)[at] ^= 1;
		put_bytes(path, all);
		((char *)all.data)[at] ^= 1;
		ck_assert_msg(!late(450, 0), "late, with another byte %zu", at);
		ck_assert(late(250, 0));
	}
}
END_TEST

START_TEST(test_last)
{
	const char *path = below(&tree, "state/history");
	HISTORY_AUTO struct history history = {0};
	HISTORY_AUTO struct history cut = {0};
	ERR_AUTO struct err e = {0};

	add(FILE_NAME, 100, VENDOR, OURS);
	add_after_update(FILE_NAME, 200, OURS, OTHER, (struct file_time){150, 7});
	add("/opt/other", 300, VENDOR, OURS);
	ck_assert_int_eq(history_load(&store, &history, &e), 0);
	const struct history_line *l = history_find_last(&history, FILE_NAME);
	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(history_get_time(l).seconds, 200);
	ck_assert_uint_eq(history_get_time(l).nanoseconds, 500000000);
	ck_assert(l->since == 150000000007LL);
	ck_assert(span_equal(l->written, span_str(OTHER)));
	ck_assert_ptr_null(history_find_last(&history, "/opt/none"));
	SPAN_AUTO struct span all = get_bytes(path);
	put_bytes(path, span_cut(all, 0, all.size - 5)); /* whose line is it? */
	ck_assert_int_eq(history_load(&store, &cut, &e), 0);
	ck_assert_ptr_null(history_find_last(&cut, FILE_NAME));
}
END_TEST

/* A time that nanoseconds since 1970 cannot express is no time. */
START_TEST(test_far)
{
	struct moment m = {FILE_NAME, {9223372036, 0}, VENDOR, OURS, {0}};
	HISTORY_AUTO struct history far = {0};
	HISTORY_AUTO struct history near = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(history_add(&store, &m, 1, &e), 0);
	ck_assert_int_eq(history_load(&store, &far, &e), 0);
	ck_assert_ptr_null(history_find_last(&far, FILE_NAME));
	m.time.seconds--;
	ck_assert_int_eq(history_add(&store, &m, 1, &e), 0);
	ck_assert_int_eq(history_load(&store, &near, &e), 0);
	ck_assert_ptr_nonnull(history_find_last(&near, FILE_NAME));
}
END_TEST

/* Somebody else changed it between our lines, at an unknown time. */
START_TEST(test_foreign)
{
	add(FILE_NAME, 100, VENDOR, OURS);
	add(FILE_NAME, 200, OTHER, VENDOR);
	ck_assert(stale(150, 0));
	ck_assert(stale_of(FILE_NAME, 150, 0, OTHER));
	ck_assert(!stale_of(FILE_NAME, 250, 0, VENDOR));
}
END_TEST

/* Lines of other files are in between. */
START_TEST(test_files)
{
	add(FILE_NAME, 100, VENDOR, OURS);
	add("/opt/other", 120, VENDOR, OTHER);
	add(FILE_NAME, 200, OURS, VENDOR);
	ck_assert(!stale(130, 0));
	ck_assert(!stale_of("/opt/other", 130, 0, OTHER));
	ck_assert(stale_of("/opt/other", 110, 0, OTHER));
}
END_TEST

START_TEST(test_none)
{
	ck_assert(stale(150, 0));
	ck_assert(!stale(1000, 0));
	put_file(below(&tree, "state/history"), "");
	ck_assert(stale(150, 0));
}
END_TEST

START_TEST(test_private)
{
	struct stat st;

	add(FILE_NAME, 100, VENDOR, OURS);
	ck_assert_int_eq(stat(below(&tree, "state/history"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_uint_eq(n_lines(), 1);
}
END_TEST

/* Wherever a line is cut off, only this line is lost. Nobody knows which file it named. */
START_TEST(test_torn)
{
	const char *path = below(&tree, "state/history");

	add(FILE_NAME, 100, VENDOR, OURS);
	SPAN_AUTO struct span whole = get_bytes(path);
	add(FILE_NAME, 200, OURS, VENDOR);
	SPAN_AUTO struct span two = get_bytes(path);
	for (size_t size = whole.size + 1; size < two.size - 1; size++) {
		put_bytes(path, span_of(two.data, size));
		ck_assert(stale(150, 0));
		ck_assert(stale(250, 0));
		add(FILE_NAME, 300, VENDOR, OURS);
		ck_assert(stale(150, 0));
		ck_assert(stale(250, 0));
		ck_assert(!stale(350, 0));
		add(FILE_NAME, 400, OURS, VENDOR);
		ck_assert(!stale(350, 0));
		ck_assert(stale(450, 0));
	}
}
END_TEST

/* The first line is lost. The second one alone would say that nothing has changed. */
START_TEST(test_flipped)
{
	const char *path = below(&tree, "state/history");

	add(FILE_NAME, 100, VENDOR, OURS);
	SPAN_AUTO struct span first = get_bytes(path);
	add(FILE_NAME, 200, OURS, VENDOR);
	add(FILE_NAME, 300, VENDOR, OURS);
	ck_assert(stale(50, 0));
	SPAN_AUTO struct span all = get_bytes(path);
	for (size_t at = 0; at < first.size; at++) {
		((char *)all.data)[at] ^= 1;
		put_bytes(path, all);
		((char *)all.data)[at] ^= 1;
		ck_assert_msg(stale(50, 0), "no restart, with another byte %zu", at);
		ck_assert(!stale(300, 0));
	}
}
END_TEST

/* The journal cannot be written: that is an error. */
START_TEST(test_fails)
{
	struct moment m = {FILE_NAME, {1, 0}, VENDOR, OURS, {0}};
	ERR_AUTO struct err e = {0};
	HISTORY_AUTO struct history history = {0};

	ck_assert_int_eq(mkdir(below(&tree, "state/history"), 0700), 0);
	ck_assert_int_ne(history_add(&store, &m, 1, &e), 0);
	ck_assert_int_ne(history_load(&store, &history, &e), 0);
}
END_TEST

START_TEST(test_noise)
{
	static const char *const noise[] = {"\n\n\n", "x\n", "1.5 a b c\n",
		"99999999999.000000000 a b c\n", "100.500000000 " OURS " " OURS "\n",
		"100.500000000 " OURS "\n"};

	put_file(below(&tree, "state/history"), noise[_i]);
	ck_assert(stale(150, 0));
	add(FILE_NAME, 100, VENDOR, OURS);
	ck_assert(!stale(150, 0));
}
END_TEST

/* Keeps 2,000 lines. One more leaves only the last thousand. */
START_TEST(test_short)
{
	for (int i = 0; i < 2000; i++)
		add(FILE_NAME, i, VENDOR, i % 2 ? VENDOR : OURS);
	ck_assert_uint_eq(n_lines(), 2000);
	add(FILE_NAME, 2000, VENDOR, OURS);
	ck_assert_uint_eq(n_lines(), 1000);
	SPAN_AUTO struct span now = get_bytes(below(&tree, "state/history"));
	ck_assert_int_eq(strncmp(now.data, "earlier lines were removed\n1 ", 29), 0);
	ck_assert_ptr_null(strstr(now.data, " 1001.500000000 "));
	ck_assert_ptr_nonnull(strstr(now.data, " 1002.500000000 "));
	ck_assert_ptr_nonnull(strstr(now.data, " 2000.500000000 "));
	ck_assert_int_ne(access(below(&tree, "state/.new-history"), F_OK), 0);
}
END_TEST

/* Does not touch a link or a FIFO of that name. */
START_TEST(test_in_the_way)
{
	const char *path = below(&tree, "state/history"), *to = below(&tree, "victim");

	put_file(to, "x");
	ck_assert_int_eq(_i ? symlink("../victim", path) : mkfifo(path, 0600), 0);
	add(FILE_NAME, 100, VENDOR, OURS);
	ck_assert(stale(150, 0));
	SPAN_AUTO struct span now = get_bytes(to);
	ck_assert_str_eq(now.data, "x");
}
END_TEST

/* Makes nothing if there is no state directory. */
START_TEST(test_no_state)
{
	ck_assert_int_eq(rmdir(below(&tree, "state")), 0);
	add(FILE_NAME, 100, VENDOR, OURS);
	ck_assert_int_ne(access(below(&tree, "state"), F_OK), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("history");
	TCase *c = add_case(s, "history");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_update);
	tcase_add_test(c, test_late);
	tcase_add_test(c, test_late_damaged);
	tcase_add_test(c, test_last);
	tcase_add_test(c, test_far);
	tcase_add_test(c, test_foreign);
	tcase_add_test(c, test_files);
	tcase_add_test(c, test_none);
	tcase_add_test(c, test_private);
	tcase_add_test(c, test_torn);
	tcase_add_test(c, test_flipped);
	tcase_add_test(c, test_fails);
	tcase_add_loop_test(c, test_noise, 0, 6);
	tcase_add_test(c, test_short);
	tcase_add_loop_test(c, test_in_the_way, 0, 2);
	tcase_add_test(c, test_no_state);
	return run_suite(s);
}
