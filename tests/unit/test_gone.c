/* SPDX-License-Identifier: MIT */
/* Tests which paths belong to an uninstalled product, given one of its paths. */
#include "plan/gone.h"

#include "os/root.h"
#include "testing.h"

static struct tree tree;
static struct root root;
static struct pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER};
static struct context context;

static void link_to(const char *target, const char *path)
{
	make_dirs(below(&tree, path));
	ck_assert_int_eq(symlink(target, below(&tree, path)), 0);
}

/* What remains: two installs, other files in their directories, and links to all. */
static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	put_file(below(&tree, "opt/live/conf/security/java.security"), "a=1\n");
	put_file(below(&tree, "opt/live/release"), "");
	put_file(below(&tree, "etc/java/java.security"), "a=1\n");
	put_file(below(&tree, "opt/left/log/out"), "");
	put_file(below(&tree, "opt/suite/live/conf/security/java.security"), "a=1\n");
	put_file(below(&tree, "opt/jdk.tar"), "not a tar\n");
	link_to("live", "opt/to-live");
	link_to("/opt/gone", "opt/to-gone");
	link_to("opt", "products");
	link_to("to-itself", "opt/to-itself");
	link_to("/etc/gone/java.security", "opt/broken/conf/security/java.security");
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	context = (struct context){.root = &root, .pool = &pool};
}

static void tear_down(void)
{
	root_close(&root);
	tree_remove(&tree);
}

/* What is decided about a path when a product is named. */
static const struct row {
	const char *named, *path;
	enum gone_verdict home; /* if the path is a home */
	enum gone_verdict file; /* if it is a file without a known home */
} rows[] = {
	{"/opt/gone", "/opt/gone", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/opt/gone/conf/security/java.security", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/opt/gone/jre/lib/more", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone//./", "/opt/gone/x", GONE_THEIRS, GONE_THEIRS},
	{"opt/gone", "/opt/gone/x", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/opt/gone2", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/gone", "/opt/gon", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/gone", "/opt", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/gone", "/opt/live", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	/* Through links: in either path, or in a parent. */
	{"/opt/to-gone", "/opt/gone/x", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/opt/to-gone", GONE_THEIRS, GONE_THEIRS},
	{"/products/gone", "/opt/gone/x", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/products/gone/x", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone", "/opt/to-live", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/gone", "/opt/to-itself", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	/* By its file: the home belongs to it, other files there do not. */
	{"/opt/gone/conf/security/java.security", "/opt/gone", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone/jre/lib/security/java.security", "/opt/gone", GONE_THEIRS,
		GONE_THEIRS},
	{"/opt/gone/conf/security/java.security", "/opt/gone/x", GONE_NOT_THEIRS,
		GONE_NOT_THEIRS},
	{"/opt/gone/jre", "/opt/gone", GONE_THEIRS, GONE_THEIRS},
	{"/opt/live/lib/security/java.security", "/opt/live", GONE_STILL_THERE,
		GONE_STILL_THERE},
	{"/etc/gone.security", "/etc/gone.security", GONE_THEIRS, GONE_THEIRS},
	/* An archive, and a home as it was printed for that archive. */
	{"/opt/gone.tar", "/opt/gone.tar", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone.tar:jdk/conf", "/opt/gone.tar", GONE_THEIRS, GONE_THEIRS},
	{"/opt/gone.tar", "/opt/gone.tar.gz", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	/* A directory that remains is only a home if something says so. */
	{"/opt/left", "/opt/left", GONE_THEIRS, GONE_STILL_THERE},
	{"/opt/left", "/opt/left/lib/security/java.security", GONE_THEIRS, GONE_THEIRS},
	{"/opt/left", "/opt/left/log/out", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/broken", "/opt/broken", GONE_THEIRS, GONE_STILL_THERE},
	{"/opt/broken", "/opt/broken/conf/security/java.security", GONE_THEIRS,
		GONE_THEIRS},
	{"/opt", "/opt/gone/x", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/suite", "/opt/suite/gone/x", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/", "/opt/gone/x", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/..", "/opt/gone/x", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
	{"/opt/gone/../live2", "/opt/live2", GONE_NOT_THEIRS, GONE_NOT_THEIRS},
};

START_TEST(test_verdict)
{
	const struct row *r = &rows[_i];
	const struct record record = {.file = (char *)r->path};
	ERR_AUTO struct err e = {0};
	GONE_AUTO struct gone_products gone = {0};

	ck_assert_msg(!gone_init(&gone, &context, &r->named, 1, &e), "%s", e.message);
	gone_note(&gone, r->path);
	ck_assert_msg(gone_judge_home(&gone, r->path) == r->home, "home: %s for %s",
		r->named, r->path);
	ck_assert_msg(gone_judge_file(&gone, &record) == r->file, "file: %s for %s",
		r->named, r->path);
	const char *unknown = gone_find_unknown(&gone);
	ck_assert_int_eq(unknown != NULL, r->home == GONE_NOT_THEIRS);
	ck_assert_ptr_null(err_public(&gone.err));
}
END_TEST

/* What still exists is not forgotten, by any path. */
START_TEST(test_refused)
{
	static const struct {
		const char *named;
		enum jsec_code code;
	} cases[] = {
		{"/opt/live", JSEC_EXISTS},
		{"/opt/live/conf/security/java.security", JSEC_EXISTS},
		{"/opt/to-live/", JSEC_EXISTS},
		{"/products/live", JSEC_EXISTS},
		{"/etc/java/java.security", JSEC_EXISTS},
		{"/opt/gone/../live", JSEC_OK}, /* /opt/gone is missing */
		{"/opt/jdk.tar", JSEC_EXISTS},
		{"/opt/to-itself", JSEC_LINK_LOOP},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ERR_AUTO struct err e = {0};
		GONE_AUTO struct gone_products gone = {0};
		const char *paths[] = {"/opt/gone", cases[i].named};
		int rc = gone_init(&gone, &context, paths, 2, &e);

		ck_assert_msg(rc == -(int)cases[i].code, "%s: %d", paths[1], rc);
		ck_assert_int_eq(e.public.code, cases[i].code);
	}
}
END_TEST

/* A file elsewhere, with the home in its record. */
START_TEST(test_home_of_file)
{
	static const struct {
		const char *file, *home;
		enum gone_verdict verdict;
	} cases[] = {
		{"/etc/gone/java.security", "/opt/gone", GONE_THEIRS},
		{"/etc/java/java.security", "/opt/gone", GONE_STILL_THERE},
		{"/etc/gone/java.security", "/opt/other", GONE_NOT_THEIRS},
		{"/etc/gone/java.security", NULL, GONE_NOT_THEIRS},
		{"/etc/gone/java.security", "/opt/live", GONE_NOT_THEIRS},
	};
	const char *path = "/opt/gone";
	ERR_AUTO struct err e = {0};
	GONE_AUTO struct gone_products gone = {0};

	ck_assert_int_eq(gone_init(&gone, &context, &path, 1, &e), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct record r = {
			.file = (char *)cases[i].file, .home = (char *)cases[i].home};
		ck_assert_msg(gone_judge_file(&gone, &r) == cases[i].verdict, "%s of %s",
			r.file, r.home);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("gone");
	TCase *c = add_case(s, "gone");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_verdict, 0, N_ROWS(rows));
	tcase_add_test(c, test_refused);
	tcase_add_test(c, test_home_of_file);
	return run_suite(s);
}
