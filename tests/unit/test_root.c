/* SPDX-License-Identifier: MIT */
/* Tests paths inside a root: where links lead, that none leads out, and whom to trust. */
#include "os/root.h"

#include "testing.h"

#define NOBODY 65534

static struct tree tree;
static struct root root;

static void make_link(const char *target, const char *path)
{
	ck_assert_int_eq(symlink(target, below(&tree, path)), 0);
}

static void set_up(void)
{
	ERR_AUTO struct err e = {0};
	char name[16], next[16];

	tree_make(&tree);
	put_file(below(&tree, "real/dir/file"), "x");
	put_file(below(&tree, "real/other"), "y");
	make_link("/real/dir", "abs");
	make_link("real/dir", "rel");
	make_link("real/../real/./dir//", "up");
	make_link("../..", "real/dir/back");
	make_link("/rel/file", "twice");
	make_link("../../../../../../etc/passwd", "out");
	make_link("/etc/passwd", "outabs");
	make_link("..", "parent");
	make_link("/nowhere", "dangling");
	make_link("/no/where", "dangling2");
	make_link("loop2", "loop1");
	make_link("loop1", "loop2");
	make_link("self", "self");
	make_link("/real/dir/file", "chain0");
	for (int i = 1; i <= 40; i++) {
		snprintf(name, sizeof name, "chain%d", i);
		snprintf(next, sizeof next, "chain%d", i - 1);
		make_link(next, name);
	}
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
}

static void set_up_remembering(void)
{
	set_up();
	root_remember(&root);
}

/* Resolves a path, which may then be remembered. */
static void go_to(const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(root_resolve(&root, path, &p, &e), 0);
}

static int resolve_for(uid_t user, const char *path, struct place *ret, struct err *e)
{
	root.trusted = (struct owner){user, user};
	return root_resolve(&root, path, ret, e);
}

static void tear_down(void)
{
	root_close(&root);
	tree_remove(&tree);
}

#define MISSING 1 /* found to be missing, without an error */

static const struct {
	const char *path, *resolved;
	int rc;
} rows[] = {
	{"/real/dir/file", "/real/dir/file", 0},
	{"real/dir/file", "/real/dir/file", 0},
	{"//real///dir/./file", "/real/dir/file", 0},
	{"/real/dir/../dir/file", "/real/dir/file", 0},
	{"/../../../real/dir/file", "/real/dir/file", 0},
	{"/abs/file", "/real/dir/file", 0},
	{"/rel/file", "/real/dir/file", 0},
	{"/up/file", "/real/dir/file", 0},
	{"/twice", "/real/dir/file", 0},
	{"/abs/../other", "/real/other", 0}, /* the parent of the link's target */
	{"/real/dir/back/rel/file", "/real/dir/file", 0},
	{"/real/dir/back/real/dir/back/abs/file", "/real/dir/file", 0},
	{"/chain39", "/real/dir/file", 0},
	{"/chain40", NULL, -JSEC_LINK_LOOP},
	{"/", "/", 0},
	{"", "/", 0},
	{"/..", "/", 0},
	{"/parent", "/", 0}, /* above the root is the root */
	{"/parent/parent/real/other", "/real/other", 0},
	{"/real/dir", "/real/dir", 0},
	{"/real/dir/", "/real/dir", 0},
	{"/real/dir/.", "/real/dir", 0},
	{"/abs", "/real/dir", 0},
	{"/missing", "/missing", MISSING},
	{"/real/di", "/real/di", MISSING}, /* not the longer name */
	{"/real/dir/missing", "/real/dir/missing", MISSING},
	{"/abs/missing", "/real/dir/missing", MISSING},
	{"/dangling", "/nowhere", MISSING},
	{"/dangling2", NULL, -JSEC_NOT_FOUND},
	{"/missing/file", NULL, -JSEC_NOT_FOUND},
	{"/missing/..", NULL, -JSEC_NOT_FOUND},
	{"/real/dir/file/x", NULL, -JSEC_NOT_FOUND},
	{"/real/dir/file/..", NULL, -JSEC_NOT_FOUND},
	{"/out", NULL, -JSEC_NOT_FOUND}, /* there is no /etc in this root */
	{"/outabs", NULL, -JSEC_NOT_FOUND},
	{"/../etc/passwd", NULL, -JSEC_NOT_FOUND},
	{"/loop1", NULL, -JSEC_LINK_LOOP},
	{"/loop1/x", NULL, -JSEC_LINK_LOOP},
	{"/self", NULL, -JSEC_LINK_LOOP},
};

START_TEST(test_resolve)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	int rc = root_resolve(&root, rows[_i].path, &p, &e);

	ck_assert_msg(rc == (rows[_i].rc == MISSING ? 0 : rows[_i].rc), "%s: %d, %s",
		rows[_i].path, rc, e.message);
	if (rc) {
		ck_assert_int_eq(p.directory, -1);
		ck_assert_ptr_nonnull(e.message);
		return;
	}
	ck_assert_str_eq(p.path, rows[_i].resolved);
	ck_assert_int_eq(p.info.kind == 0, rows[_i].rc == MISSING);
	ck_assert_ptr_null(p.distrust);
}
END_TEST

/* Resolves each path after each other one: what is remembered must not matter. */
START_TEST(test_remembered)
{
	const size_t n = sizeof rows / sizeof *rows;

	root_remember(&root);
	for (size_t i = 0; i < n * n; i++)
		for (size_t k = 0; k < 2; k++) {
			PLACE_AUTO struct place p = PLACE_NONE;
			ERR_AUTO struct err e = {0};
			size_t row = k ? i / n : i % n;
			int rc = root_resolve(&root, rows[row].path, &p, &e);

			ck_assert_int_eq(rc, rows[row].rc == MISSING ? 0 : rows[row].rc);
			if (rc)
				continue;
			struct stat st = {0};
			ck_assert_str_eq(p.path, rows[row].resolved);
			ck_assert_int_eq(p.info.kind == 0, rows[row].rc == MISSING);
			ck_assert_int_eq(
				fstatat(p.directory, p.name, &st, AT_SYMLINK_NOFOLLOW),
				rows[row].rc == MISSING ? -1 : 0);
			ck_assert_uint_eq(st.st_ino, p.info.id.number);
		}
	root_forget(&root);
}
END_TEST

/* Of a long path, only the first part is remembered. */
START_TEST(test_long_way)
{
	SPAN_AUTO struct span way =
		repeated(span_str("/deep"), (size_t)200 * 5, span_of("/file", 6));
	struct stat st;

	put_file(below(&tree, way.data), "z");
	ck_assert_int_eq(stat(below(&tree, way.data), &st), 0);
	root_remember(&root);
	for (int i = 0; i < 3; i++) {
		PLACE_AUTO struct place p = PLACE_NONE;
		ERR_AUTO struct err e = {0};

		ck_assert_int_eq(root_resolve(&root, way.data, &p, &e), 0);
		ck_assert_str_eq(p.path, way.data);
		ck_assert_uint_eq(p.info.id.number, st.st_ino);
		int fd = place_open(&p, O_RDONLY);
		ck_assert_int_ge(fd, 0);
		ck_assert_int_lt(fd, 100); /* so few descriptors are open */
		close(fd);
	}
	root_forget(&root);
}
END_TEST

/* A directory that replaces another is noticed if nothing is remembered. */
START_TEST(test_forgotten)
{
	for (int i = 0; i < 3; i++) {
		PLACE_AUTO struct place p = PLACE_NONE;
		ERR_AUTO struct err e = {0};

		if (i == 0)
			root_remember(&root);
		ck_assert_int_eq(root_resolve(&root, "/rel/file", &p, &e), 0);
		ck_assert_int_eq(p.info.kind != 0, i < 2);
		if (i == 0) {
			ck_assert_int_eq(
				rename(below(&tree, "real"), below(&tree, "was")), 0);
			ck_assert_int_eq(mkdir(below(&tree, "real"), 0755), 0);
			ck_assert_int_eq(mkdir(below(&tree, "real/dir"), 0755), 0);
		} else if (i == 1) {
			root_forget(&root);
		}
	}
}
END_TEST

/* The place is where the resolved path leads in the tree, and nowhere else. */
START_TEST(test_place)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	struct stat st;

	if (rows[_i].rc)
		return;
	ck_assert_int_eq(root_resolve(&root, rows[_i].path, &p, &e), 0);
	ck_assert_int_eq(stat(below(&tree, rows[_i].resolved), &st), 0);
	ck_assert_uint_eq(p.info.id.number, st.st_ino);
	int fd = place_open(&p, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(p.info.id.number, st.st_ino);
	close(fd);
}
END_TEST

/* A link in the last component is not followed. Others are. */
static const struct {
	const char *path, *resolved;
	enum file_kind kind;
} entries[] = {
	{"/real/dir/file", "/real/dir/file", FILE_REGULAR},
	{"/abs/file", "/real/dir/file", FILE_REGULAR},
	{"/abs", "/abs", FILE_LINK},
	{"/abs/", "/abs", FILE_LINK},
	{"/abs/back", "/real/dir/back", FILE_LINK},
	{"/outabs", "/outabs", FILE_LINK},
	{"/self", "/self", FILE_LINK},
	{"/dangling", "/dangling", FILE_LINK},
	{"/abs/new", "/real/dir/new", FILE_NONE},
	{"/real", "/real", FILE_DIR},
};

START_TEST(test_entry)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(root_resolve_entry(&root, entries[_i].path, &place, &e), 0);
	ck_assert_str_eq(place.path, entries[_i].resolved);
	ck_assert_uint_eq(place.info.kind, entries[_i].kind);
}
END_TEST

/* Modes do not depend on umask. A dangling link is not followed. */
START_TEST(test_make_dir)
{
	PLACE_AUTO struct place p = PLACE_NONE, there = PLACE_NONE, none = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	mode_t was = umask(_i ? 077 : 0);
	struct stat st;

	int rc = root_make_dir(&root, "/abs/new/er/most", 0710, "make", NULL, &p, &e);
	umask(was);
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq(stat(below(&tree, "real/dir/new/er/most"), &st), 0);
	ck_assert_str_eq(p.path, "/real/dir/new/er/most");
	ck_assert_int_eq(p.info.kind, FILE_DIR);
	ck_assert_uint_eq(p.info.id.number, st.st_ino);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0710);
	ck_assert_int_eq(stat(below(&tree, "real/dir/new/er"), &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0755);
	ck_assert_int_eq(chmod(below(&tree, "real/dir/new/er"), 0700), 0);
	ck_assert_int_eq(
		root_make_dir(&root, "/real/dir/new/er", 0755, "make", NULL, &there, &e),
		0);
	ck_assert_int_eq(stat(below(&tree, "real/dir/new/er"), &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0700);
	ck_assert_int_ne(
		root_make_dir(&root, "/dangling2/x", 0755, "make", NULL, &none, &e), 0);
	ck_assert_int_eq(there.info.kind, FILE_DIR);
	ck_assert(!place_is_open(&none));
}
END_TEST

START_TEST(test_too_long)
{
	static const size_t sizes[] = {256, 5000, 1 << 20};
	SPAN_AUTO struct span path = repeated(span_str("a"), sizes[_i], span_of("", 1));
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	ck_assert_int_lt(root_resolve(&root, path.data, &p, &e), 0);
	ck_assert_ptr_nonnull(e.message);
}
END_TEST

START_TEST(test_too_deep)
{
	static const size_t depths[] = {100, 2000};
	SPAN_AUTO struct span path =
		repeated(span_str("real/dir/back/"), depths[_i] * 14, span_of("", 1));
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	/* More than 40 links are a loop, as in the kernel. */
	ck_assert_int_eq(root_resolve(&root, path.data, &p, &e), -JSEC_LINK_LOOP);
}
END_TEST

START_TEST(test_root_open)
{
	ERR_AUTO struct err e = {0}, e2 = {0};
	struct root r;

	ck_assert_int_eq(root_open(&r, below(&tree, "missing"), &e), -JSEC_NOT_FOUND);
	ck_assert_int_eq(root_open(&r, below(&tree, "real/other"), &e2), -JSEC_NOT_FOUND);
	ck_assert_int_eq(r.fd, -1);
	root_close(&r);
}
END_TEST

/* Modes and groups of a directory and its file, and what is not trusted then. */
static const struct {
	mode_t dir, file;
	gid_t dir_group, file_group;
	const char *distrust;
} modes[] = {
	{0755, 0644, 0, 0, NULL},
	{0777, 0644, 0, 0, "/real/dir"},
	{01777, 0644, 0, 0, NULL},
	{0757, 0644, 0, 0, "/real/dir"},
	{0755, 0646, 0, 0, "/real/dir/file"},
	{01777, 0666, 0, 0, "/real/dir/file"},
	{0775, 0644, 0, 0, "/real/dir"}, /* the group root, or an ACL's entry */
	{0775, 0644, NOBODY, 0, "/real/dir"},
	{0755, 0664, 0, NOBODY, "/real/dir/file"},
	{0755, 0644, NOBODY, NOBODY, NULL},
};

START_TEST(test_modes)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	const char *dir = below(&tree, "real/dir"), *file = below(&tree, "real/dir/file");

	if (geteuid())
		return;
	ck_assert_int_eq(chown(dir, 0, modes[_i].dir_group), 0);
	ck_assert_int_eq(chown(file, 0, modes[_i].file_group), 0);
	ck_assert_int_eq(chmod(dir, modes[_i].dir), 0);
	ck_assert_int_eq(chmod(file, modes[_i].file), 0);
	go_to("/twice");
	ck_assert_int_eq(resolve_for(0, "/twice", &p, &e), 0);
	ck_assert_pstr_eq(p.distrust, modes[_i].distrust);
}
END_TEST

START_TEST(test_owners)
{
	PLACE_AUTO struct place p = PLACE_NONE, own = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	if (geteuid())
		return;
	ck_assert_int_eq(chown(below(&tree, "real/dir"), NOBODY, NOBODY), 0);
	ck_assert_int_eq(resolve_for(0, "/real/dir/file", &p, &e), 0);
	ck_assert_pstr_eq(p.distrust, "/real/dir");
	ck_assert_int_eq(resolve_for(NOBODY, "/real/dir/file", &own, &e), 0);
	ck_assert_pstr_eq(own.distrust, NULL);
}
END_TEST

/* A user's link to `target`, what else belongs to that user, and the result. */
static const struct {
	const char *target, *theirs;
	int rc;
} owned[] = {
	{"other", NULL, -JSEC_UNTRUSTED},
	{"/real/other", NULL, -JSEC_UNTRUSTED},
	{"dir/file", "real/dir", -JSEC_UNTRUSTED},
	{"/twice", NULL, -JSEC_UNTRUSTED}, /* root's link leads on */
	{"other", "real/other", 0},
	{"/real/other", "real/other", 0}, /* through root's directory */
	{"dir", "real/dir", 0},
	{"missing", NULL, -JSEC_UNTRUSTED}, /* whoever follows it could make the file */
	{"dir/missing", "real/dir", 0},
};

START_TEST(test_link_owner)
{
	PLACE_AUTO struct place p = PLACE_NONE, theirs = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	if (geteuid())
		return;
	make_link(owned[_i].target, "real/link");
	ck_assert_int_eq(lchown(below(&tree, "real/link"), NOBODY, NOBODY), 0);
	if (owned[_i].theirs)
		ck_assert_int_eq(
			chown(below(&tree, owned[_i].theirs), NOBODY, NOBODY), 0);
	go_to("/real/dir/file");
	int rc = resolve_for(0, "/real/link", &p, &e);
	ck_assert_msg(rc == owned[_i].rc, "%s: %d, %s", owned[_i].target, rc, e.message);
	err_done(&e);
	/* This user can follow it anywhere. */
	ck_assert_int_eq(resolve_for(NOBODY, "/real/link", &theirs, &e), 0);
}
END_TEST

/* Below a user's own directory anything may be, as without the link. Not trusted. */
START_TEST(test_below_link)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};

	if (geteuid())
		return;
	make_link("dir", "real/link");
	ck_assert_int_eq(lchown(below(&tree, "real/link"), NOBODY, NOBODY), 0);
	ck_assert_int_eq(chown(below(&tree, "real/dir"), NOBODY, NOBODY), 0);
	go_to("/real/link/file");
	ck_assert_int_eq(resolve_for(0, "/real/link/file", &p, &e), 0);
	ck_assert_str_eq(p.path, "/real/dir/file");
	ck_assert_pstr_eq(p.distrust, "/real/dir");
}
END_TEST

/* Tests with the same result whether the path is remembered or not. */
static void add_both(TCase *c)
{
	tcase_add_loop_test(c, test_resolve, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_too_long, 0, 3);
	tcase_add_loop_test(c, test_too_deep, 0, 2);
	tcase_add_loop_test(c, test_modes, 0, N_ROWS(modes));
	tcase_add_test(c, test_owners);
	tcase_add_test(c, test_below_link);
	tcase_add_loop_test(c, test_link_owner, 0, N_ROWS(owned));
}

int main(void)
{
	Suite *s = suite_create("root");
	TCase *c = add_case(s, "root");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_remembered);
	tcase_add_test(c, test_forgotten);
	tcase_add_test(c, test_long_way);
	tcase_add_loop_test(c, test_place, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_entry, 0, N_ROWS(entries));
	tcase_add_loop_test(c, test_make_dir, 0, 2);
	tcase_add_test(c, test_root_open);
	add_both(c);
	c = add_case(s, "remembering");
	tcase_add_checked_fixture(c, set_up_remembering, tear_down);
	add_both(c);
	return run_suite(s);
}
