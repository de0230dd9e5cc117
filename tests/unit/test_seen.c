/* SPDX-License-Identifier: MIT */
/* What a walk looks up is noted, and any change of it is seen when it is looked at again. */
#include "os/file.h"
#include "os/sights.h"

#include "testing.h"

#include <errno.h>
#include <stddef.h>

static struct tree tree;
static struct root root;
static struct seen seen;

static const struct timespec later = {.tv_sec = (time_t)1 << 40};

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	put_file(below(&tree, "a/dir/file"), "x");
	put_file(below(&tree, "a/list/name"), "y");
	ck_assert_int_eq(symlink("/a/dir", below(&tree, "link")), 0);
	seen = SEEN_NONE;
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	ck_assert_int_eq(root_watch(&root, &seen, &e), 0);
}

static void tear_down(void)
{
	seen_done(&seen);
	root_close(&root);
	tree_remove(&tree);
}

static void look_at(const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	root_resolve(&root, path, geteuid(), &p, &e);
}

static void list(const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(root_resolve(&root, path, geteuid(), &p, &e), 0);
	FD_AUTO int fd = place_open(&p, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(fd, 0);
}

/* What the tests below have seen. */
static void look_at_all(void)
{
	look_at("/link/file");
	look_at("/a/dir/none");
	look_at("/a/none/below/it");
	list("/a/list");
	look_at("/a/list/name");
	look_at("/a/list/none");
	look_at("/a/list/name/below");
}

static long write_lines(const struct timespec *before, struct buf *out)
{
	return sights_write(&seen, root.fd, before, out);
}

/* Each line's kind and path. */
static void shorten(struct buf *lines, struct buf *out)
{
	for (char *at = lines->data; *at;) {
		char *eol = strchr(at, '\n');
		const char *path = memchr(at, '/', (size_t)(eol - at));
		buf_addf(out, "%c%.*s ", *at, (int)(eol - path), path);
		at = eol + 1;
	}
}

START_TEST(test_lines)
{
	BUF_AUTO struct buf lines = {0};
	BUF_AUTO struct buf names = {0};

	look_at_all();
	ck_assert_int_eq(write_lines(&later, &lines), 9);
	shorten(&lines, &names);
	ck_assert_str_eq(buf_str(&names),
		"d/ a/link d/a d/a/dir a/a/dir/file -/a/dir/none -/a/none a/a/list "
		"a/a/list/name ");
}
END_TEST

/* Another name beside a file, and all names beside it. */
START_TEST(test_beside)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf lines = {0};
	BUF_AUTO struct buf names = {0};
	struct stat st;

	ck_assert_int_eq(root_resolve(&root, "/a/dir/file", geteuid(), &p, &e), 0);
	ck_assert_int_eq(place_look(&p, "none", &st), -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(write_lines(&later, &lines), 5);
	shorten(&lines, &names);
	ck_assert_str_eq(buf_str(&names), "d/ d/a d/a/dir a/a/dir/file -/a/dir/none ");
	FD_AUTO int fd = place_open_dir(&p);
	ck_assert_int_ge(fd, 0);
	buf_done(&lines);
	buf_done(&names);
	ck_assert_int_eq(write_lines(&later, &lines), 4);
	shorten(&lines, &names);
	ck_assert_str_eq(buf_str(&names), "d/ d/a a/a/dir a/a/dir/file ");
}
END_TEST

static bool all_same(const struct buf *lines)
{
	BUF_AUTO struct buf copy = {0};
	bool same = true;

	buf_add(&copy, buf_span(lines));
	for (char *at = copy.data, *eol; *at; at = eol + 1) {
		eol = strchr(at, '\n');
		same = sights_same(root.fd, at, (size_t)(eol - at)) && same;
	}
	return same;
}

static void sh(const char *command)
{
	char text[512];

	snprintf(text, sizeof text, "cd %s && %s", tree.path, command);
	ck_assert_int_eq(system(text), 0);
}

/* The time of a change is always another one: the clock of files ticks slowly. */
static void tick(void)
{
	usleep(20000);
}

static const struct {
	const char *command;
	bool seen;
} changes[] = {
	{"true", false},
	{"cat a/dir/file >/dev/null", false},
	{"touch a/new", false}, /* nobody looked what else is there */
	{"touch new", false},
	{"touch a/dir/new", false},
	{"chmod 600 a/dir/file", true},
	{"touch -r a time; echo z >a/dir/file; touch -r time a/dir/file", true},
	{"cp a/dir/file new; mv new a/dir/file", true},
	{"touch -d 2001-01-01 a/dir/file", true},
	{"ln a/dir/file other", true},
	{"rm a/dir/file", true},
	{"touch a/dir/none", true},
	{"mkdir a/none", true},
	{"ln -s nowhere a/none", true},
	{"touch a/list/new", true},
	{"rm a/list/name", true},
	{"echo >>a/list/name", true},
	{"ln -sfn /a/dir link", true},
	{"cp -a a b; mv a c; mv b a", true},
	{"mv a/dir a/x; ln -s x a/dir", true},
	{"chmod 700 a/dir", true},
	{"chmod g+w .", true},
};

START_TEST(test_change)
{
	BUF_AUTO struct buf lines = {0};

	look_at_all();
	ck_assert_int_gt(write_lines(&later, &lines), 0);
	ck_assert(all_same(&lines));
	tick();
	sh(changes[_i].command);
	ck_assert_msg(all_same(&lines) != changes[_i].seen, "%s", changes[_i].command);
}
END_TEST

#define ALTER(member) offsetof(struct stat, member)

static const struct {
	const char *name;
	size_t at;
	bool of_passed; /* it counts of a directory that was only gone through, too */
} members[] = {
	{"dev", ALTER(st_dev), true},
	{"ino", ALTER(st_ino), true},
	{"mode", ALTER(st_mode), true},
	{"uid", ALTER(st_uid), true},
	{"gid", ALTER(st_gid), true},
	{"nlink", ALTER(st_nlink), false},
	{"size", ALTER(st_size), false},
	{"mtime", ALTER(st_mtim.tv_sec), false},
	{"mtime's part", ALTER(st_mtim.tv_nsec), false},
	{"ctime", ALTER(st_ctim.tv_sec), false},
	{"ctime's part", ALTER(st_ctim.tv_nsec), false},
	{"atime", ALTER(st_atim.tv_nsec), false},
};

static bool same_altered(const char *dir, const char *name, size_t member)
{
	BUF_AUTO struct buf lines = {0};
	struct seen own = SEEN_NONE;
	struct stat st;
	char path[64];

	snprintf(path, sizeof path, "%s/%s", dir + 1, name);
	ck_assert_int_eq(lstat(below(&tree, path), &st), 0);
	((char *)&st)[members[member].at] ^= 1;
	seen_add(&own, span_str(dir), name, &st);
	long n = sights_write(&own, root.fd, &later, &lines);
	seen_done(&own);
	return n == 1 && all_same(&lines);
}

START_TEST(test_member)
{
	bool none = !strcmp(members[_i].name, "atime");

	ck_assert_int_eq(same_altered("/a/dir", "file", (size_t)_i), none);
	ck_assert_int_eq(same_altered("/a", "dir", (size_t)_i), !members[_i].of_passed);
}
END_TEST

/* What the note would not tell when it changed again in the same tick. */
START_TEST(test_young)
{
	BUF_AUTO struct buf lines = {0};
	struct stat st;

	ck_assert_int_eq(stat(below(&tree, "a/dir/file"), &st), 0);
	sh("touch -d 2001-01-01 a/dir/file");
	look_at("/a/dir/file");
	ck_assert_int_eq(write_lines(&st.st_ctim, &lines), -1);
	ck_assert_int_gt(write_lines(&later, &lines), 0);
}
END_TEST

START_TEST(test_young_bytes)
{
	BUF_AUTO struct buf lines = {0};
	struct timespec soon = {.tv_sec = time(NULL) + 1000};

	look_at("/a/dir/file");
	ck_assert_int_gt(write_lines(&soon, &lines), 0);
	sh("touch -d '1 day' a/list/name");
	look_at("/a/list/name");
	ck_assert_int_eq(write_lines(&soon, &lines), -1);
}
END_TEST

static void change_between(void)
{
	look_at("/a/dir/none");
	sh("touch a/dir/none");
	look_at("/a/dir/none");
}

static void replace_between(void)
{
	look_at("/a/dir/file");
	sh("cp a/dir/file new; mv new a/dir/file");
	look_at("/a/dir/file");
}

static void open_what_is_gone(void)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};

	ck_assert_int_eq(root_resolve(&root, "/a/dir/file", geteuid(), &p, &e), 0);
	sh("rm a/dir/file");
	ck_assert_int_lt(file_read(&p, &bytes, &meta, &e), 0);
}

static void read_what_is_none(void)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};

	ck_assert_int_eq(root_resolve(&root, "/a/dir/file", geteuid(), &p, &e), 0);
	sh("rm a/dir/file; mkdir a/dir/file");
	ck_assert_int_lt(file_read(&p, &bytes, &meta, &e), 0);
}

static void look_in_vain(void)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	char name[NAME_MAX + 2] = {0};
	struct stat st;

	memset(name, 'x', NAME_MAX + 1);
	ck_assert_int_eq(root_resolve(&root, "/a/dir/file", geteuid(), &p, &e), 0);
	ck_assert_int_eq(place_look(&p, name, &st), -1);
	ck_assert_int_eq(errno, ENAMETOOLONG);
}

static void end_line(void)
{
	sh("touch 'a/dir/line\nd'");
	look_at("/a/dir/line\nd");
}

static void list_nothing(void)
{
	seen_list(&seen, span_str("/a"));
}

static void proc(void)
{
	ERR_AUTO struct err e = {0};

	root_close(&root);
	ck_assert_int_eq(root_open(&root, "/proc", &e), 0);
	ck_assert_int_eq(root_watch(&root, &seen, &e), 0);
	look_at("/sys");
}

static void (*const doubts[])(void) = {change_between, replace_between, open_what_is_gone,
	read_what_is_none, look_in_vain, end_line, list_nothing, proc};

START_TEST(test_doubt)
{
	BUF_AUTO struct buf lines = {0};

	doubts[_i]();
	ck_assert_int_eq(write_lines(&later, &lines), -1);
}
END_TEST

START_TEST(test_no_permission)
{
	BUF_AUTO struct buf lines = {0};
	uid_t self = geteuid();

	sh("chmod 000 a");
	ck_assert_int_eq(seteuid(self ? self : 65534), 0);
	look_at("/a/dir");
	ck_assert_int_eq(write_lines(&later, &lines), -1);
	ck_assert_int_eq(seteuid(self), 0);
	sh("chmod 755 a");
}
END_TEST

static const char *const malformed[] = {"", "d", "a ", "-", "/", "- ", "x /a", "d /a",
	"a /a", "-/a/none", "d 0 0 0 0 0 /a", "- /a", "-  /a/none", " - /a/none",
	"- x/a/none",
	"a ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff /a"};

START_TEST(test_malformed)
{
	char line[512];

	snprintf(line, sizeof line, "%s\n", malformed[_i]);
	ck_assert(!sights_same(root.fd, line, strlen(malformed[_i])));
	strcpy(line, "- /a/none\n");
	ck_assert(sights_same(root.fd, line, strlen("- /a/none")));
}
END_TEST

/* More than the table has at first; each is found again, and those in a list go without. */
START_TEST(test_many)
{
	struct stat st = {.st_mode = S_IFDIR | 0755, .st_ino = 1};
	BUF_AUTO struct buf lines = {0};
	char name[32], dir[32];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 5000; i++) {
			snprintf(dir, sizeof dir, "/%d", i);
			st.st_ino = (ino_t)i + 1;
			seen_add(&seen, span_of("", 0), dir + 1, &st);
			for (int k = 0; k < 3; k++) {
				snprintf(name, sizeof name, "%d", k);
				seen_add(&seen, span_str(dir), name, NULL);
			}
			if (round)
				seen_list(&seen, span_str(dir));
		}
	ck_assert_uint_eq(seen.n, 1 + 4 * 5000);
	ck_assert(!seen.doubt);
	for (size_t i = 2; i < seen.n; i++) {
		const struct sight *it = &seen.items[i], *above = seen_above(&seen, it);
		ck_assert_ptr_nonnull(above);
		ck_assert_int_eq(above->listed, !it->st.st_mode);
	}
	st.st_ino = 0;
	seen_add(&seen, span_of("", 0), "77", &st);
	ck_assert(seen.doubt);
}
END_TEST

START_TEST(test_nothing_to_add_to)
{
	seen_add(NULL, span_of("", 0), "x", NULL);
	seen_list(NULL, span_of("", 0));
	seen_doubt(NULL);
	root.seen = NULL;
	look_at("/a/dir");
	ck_assert_uint_eq(seen.n, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("seen");
	TCase *c = add_case(s, "seen");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_lines);
	tcase_add_test(c, test_beside);
	tcase_add_loop_test(c, test_change, 0, N_ROWS(changes));
	tcase_add_loop_test(c, test_member, 0, N_ROWS(members));
	tcase_add_test(c, test_young);
	tcase_add_test(c, test_young_bytes);
	tcase_add_loop_test(c, test_doubt, 0, N_ROWS(doubts));
	tcase_add_test(c, test_no_permission);
	tcase_add_loop_test(c, test_malformed, 0, N_ROWS(malformed));
	tcase_add_test(c, test_many);
	tcase_add_test(c, test_nothing_to_add_to);
	return run_suite(s);
}
