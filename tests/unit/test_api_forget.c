/* SPDX-License-Identifier: MIT */
/* Tests the public call that forgets uninstalled products. */
#include "api.h"

#include <dirent.h>

#define POLICY_FILE "/etc/jsecpatch.conf"
#define POLICY                                                                                      \
	"# ours\nrule.1.allow = anon\nrule.1.target = /opt/jdk8\n# theirs\nrule.1.target = " HOME17 \
	"\n"
#define BACKUPS "/var/lib/jsecpatch/backups"

static const char *const jdk8[] = {"/opt/jdk8"};
static const char *const both[] = {"/opt/jdk8", HOME17};

/* Changes one install, or both in one run. */
static void patch(const char *const *targets, size_t n)
{
	struct jsec_installs *found = find(targets, n);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}

static void uninstall(const char *home)
{
	const char *to = below(&tree, strrchr(home, '/') + 1);

	ck_assert_int_eq(rename(below(&tree, home + 1), to), 0);
}

static size_t count_backups(void)
{
	DIR *dir = opendir(below(&tree, BACKUPS + 1));
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	for (struct dirent *d; (d = readdir(dir));)
		n += strstr(d->d_name, ".tar") != NULL;
	closedir(dir);
	return n;
}

/* Gets the numbers of rules, backups and kept backups; -1 if the call failed. */
static int forget(const char *const *paths, size_t n, unsigned flags, int ret[3])
{
	struct jsec_forgotten *f = NULL;
	int rc = jsec_forget(session, paths, n, flags, &f);

	for (int i = 0; i < 3; i++)
		ret[i] = -1;
	if (rc) {
		ck_assert_ptr_null(f);
		return rc;
	}
	const char *const *lists[] = {f->rules, f->backups, f->kept};
	for (int i = 0; i < 3; i++)
		for (ret[i] = 0; lists[i][ret[i]];)
			ret[i]++;
	ck_assert_int_eq(f->changed, ret[0] || ret[1]);
	ck_assert(ret[0] == 0 || !strcmp(f->policy, POLICY_FILE));
	ck_assert_int_eq(f->diff != NULL, ret[0] > 0);
	ck_assert_int_eq(f->diff_size > 0, ret[0] > 0);
	ck_assert_int_eq(f->notes[0] != NULL, ret[2] > 0);
	jsec_forgotten_free(f);
	return 0;
}

static void assert_forgotten(const char *const *paths, size_t n, unsigned flags,
	int rules, int backups, int kept)
{
	int got[3];

	ck_assert_msg(
		!forget(paths, n, flags, got), "%s", jsec_get_error(session)->message);
	ck_assert_int_eq(got[0], rules);
	ck_assert_int_eq(got[1], backups);
	ck_assert_int_eq(got[2], kept);
}

START_TEST(test_forget)
{
	int got[3];

	put_file(below(&tree, POLICY_FILE + 1), POLICY);
	patch(jdk8, 1);
	patch(both + 1, 1);
	ck_assert_uint_eq(count_backups(), 2);
	ck_assert_int_eq(forget(jdk8, 1, 0, got), -JSEC_EXISTS);
	assert_error(JSEC_EXISTS);
	uninstall("/opt/jdk8");
	ck_assert_int_eq(forget(both, 2, 0, got), -JSEC_EXISTS); /* all or nothing */
	assert_file(POLICY_FILE, POLICY);
	assert_forgotten(jdk8, 1, JSEC_DRY_RUN, 1, 1, 0);
	assert_file(POLICY_FILE, POLICY);
	ck_assert_uint_eq(count_backups(), 2);
	assert_forgotten(jdk8, 1, 0, 1, 1, 0);
	assert_error(JSEC_OK);
	assert_file(POLICY_FILE,
		"# Without its last line, \"# end of the policy\", this file counts as cut "
		"off.\n# ours\nrule.1.allow = anon\n# theirs\nrule.1.target = " HOME17
		"\n# end of the policy\n");
	ck_assert_uint_eq(count_backups(), 1);
	ck_assert_int_eq(forget(jdk8, 1, 0, got), -JSEC_NOT_FOUND);
	assert_error(JSEC_NOT_FOUND);
	/* The other product can still be restored. */
	struct jsec_installs *found = find(both + 1, 1);
	struct jsec_plan *plan = make_plan(found, &restore);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	assert_file(FILE17, BEFORE);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* An archive with files of two products is kept until both are forgotten. */
START_TEST(test_shared)
{
	patch(both, 2);
	ck_assert_uint_eq(count_backups(), 1);
	uninstall("/opt/jdk8");
	assert_forgotten(jdk8, 1, 0, 0, 0, 1);
	ck_assert_uint_eq(count_backups(), 1);
	uninstall(HOME17);
	assert_forgotten(both, 2, 0, 0, 1, 0);
	ck_assert_uint_eq(count_backups(), 0);
}
END_TEST

/* If nothing is known, nothing is made. */
START_TEST(test_nothing)
{
	const char *const gone[] = {"/opt/gone", NULL};
	const char *const empty[] = {
		""}; /* a variable of an uninstaller that is not set */
	int got[3];

	ck_assert_int_eq(forget(gone, 1, 0, got), -JSEC_NOT_FOUND);
	ck_assert_int_eq(access(below(&tree, "var"), F_OK), -1);
	ck_assert_int_eq(forget(NULL, 1, 0, got), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(forget(gone, 0, 0, got), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(forget(gone, 2, 0, got), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(forget(empty, 1, 0, got), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(forget(gone, 1, JSEC_REMEMBER, got), -JSEC_BAD_REQUEST);
	jsec_forgotten_free(NULL);
}
END_TEST

/* A damaged archive may have any file: it is kept, and forgetting fails. */
START_TEST(test_damaged)
{
	int got[3];

	patch(jdk8, 1);
	uninstall("/opt/jdk8");
	put_file(
		below(&tree, BACKUPS "/000009-20260101T000000Z-0123456789abcdef.tar" + 1),
		"damaged");
	ck_assert_int_eq(forget(jdk8, 1, 0, got), -JSEC_BACKUP_DAMAGED);
	ck_assert_int_eq(forget(jdk8, 1, JSEC_DRY_RUN, got), -JSEC_BACKUP_DAMAGED);
	ck_assert_uint_eq(count_backups(), 2);
	assert_forgotten(jdk8, 1, JSEC_FORCE, 0, 1, 1);
	ck_assert_uint_eq(count_backups(), 1);
	/* It is unknown whether that archive has it. */
	ck_assert_int_eq(forget(jdk8, 1, JSEC_FORCE, got), -JSEC_BACKUP_DAMAGED);
}
END_TEST

START_TEST(test_bad_policy)
{
	int got[3];

	patch(jdk8, 1);
	uninstall("/opt/jdk8");
	put_file(below(&tree, POLICY_FILE + 1), "nonsense\n");
	ck_assert_int_eq(forget(jdk8, 1, 0, got), -JSEC_BAD_POLICY);
	ck_assert_uint_eq(count_backups(), 1);
}
END_TEST

/* The journal only has lines about the other product. */
START_TEST(test_history)
{
	patch(both, 2);
	uninstall("/opt/jdk8");
	put_file(below(&tree, POLICY_FILE + 1), POLICY);
	assert_forgotten(jdk8, 1, 0, 1, 0, 1);
	SPAN_AUTO struct span history =
		get_bytes(below(&tree, "var/lib/jsecpatch/history"));
	ck_assert_ptr_null(strstr(history.data, FILE8));
	ck_assert_ptr_nonnull(strstr(history.data, FILE17));
}
END_TEST

/* The suspension of one product is dropped. The other one is reapplied all the same. */
START_TEST(test_suspended)
{
	const struct jsec_request suspend = {
		.size = sizeof suspend, .action = JSEC_SUSPEND};
	const struct jsec_request reapply = {
		.size = sizeof reapply, .action = JSEC_REAPPLY};
	struct jsec_forgotten *f = NULL;

	patch(both, 2);
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &suspend);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
	assert_file(FILE17, BEFORE);
	uninstall("/opt/jdk8");
	ck_assert_int_eq(jsec_forget(session, jdk8, 1, 0, &f), 0);
	ck_assert_int_eq(f->changed, 1);
	ck_assert_str_eq(f->suspended[0], FILE8);
	ck_assert_ptr_null(f->suspended[1]);
	jsec_forgotten_free(f);
	found = find(NULL, 0);
	plan = make_plan(found, &reapply);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
	assert_file(FILE17, AFTER);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_forget");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_forget);
	tcase_add_test(c, test_shared);
	tcase_add_test(c, test_nothing);
	tcase_add_test(c, test_damaged);
	tcase_add_test(c, test_bad_policy);
	tcase_add_test(c, test_history);
	tcase_add_test(c, test_suspended);
	return run_suite(s);
}
