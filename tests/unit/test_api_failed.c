/* SPDX-License-Identifier: MIT */
/* Tests that a program that only looks at results of calls notices failed installs. */
#include "api.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY_HOME "/opt/none"
#define SECURITY "conf/security/java.security"
#define CONTAINER "/var/lib/docker/overlay2/1/diff/opt/java"

static int find_plan_commit(const struct jsec_search *search,
	const struct jsec_request *request, struct jsec_installs **found,
	struct jsec_plan **plan)
{
	int rc = jsec_find(session, search, found);

	rc = rc ? rc : jsec_plan_make(session, *found, request, plan);
	return rc ? rc : jsec_commit(session, *plan);
}

/* Frees everything and only keeps the code, as an author might. */
static int change(const char *const *targets, size_t n)
{
	const struct jsec_search search = {
		.size = sizeof search, .targets = targets, .n_targets = n};
	struct jsec_installs *found = NULL;
	struct jsec_plan *plan = NULL;
	int rc = find_plan_commit(&search, &allow_anon, &found, &plan);

	jsec_plan_free(plan);
	jsec_installs_free(found);
	return rc;
}

static const struct {
	const char *targets[3];
	size_t n;
	const char *message; /* start of the message; NULL: no error */
} changes[] = {
	{{FILE17, FILE8}, 2, NULL},
	{{NOBODY_HOME}, 1, "/opt/none: "},
	{{FILE17, NOBODY_HOME}, 2, "1 of 2 installs failed: /opt/none: "},
	{{NOBODY_HOME, FILE17, "/opt/nix"}, 3,
		"2 of 3 installs failed, the first one: /opt/none: "},
};

START_TEST(test_some_failed)
{
	const char *message = changes[_i].message;

	ck_assert_int_eq(change(changes[_i].targets, changes[_i].n),
		message ? -JSEC_SOME_FAILED : 0);
	assert_error(message ? JSEC_SOME_FAILED : JSEC_OK);
	if (!message)
		return;
	const struct jsec_error *e = jsec_get_error(session);
	ck_assert_msg(!strncmp(e->message, message, strlen(message)), "%s", e->message);
	ck_assert_str_eq(e->path, NOBODY_HOME);
	ck_assert_str_eq(jsec_code_name(e->code), "some-failed");
}
END_TEST

/* Each commit reports the failure, as long as the install is not changed. */
START_TEST(test_failed_count)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_uint_eq(jsec_plan_failed(plan), 0);
	put_file(below(&tree, FILE17 + 1), "x=" BEFORE); /* changed since the plan */
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	ck_assert_uint_eq(jsec_plan_failed(plan), 1);
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	assert_file(FILE8, AFTER);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* Changes a letter, so that size and time of the file stay. */
static void change_letter(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(below(&tree, path), &st), 0);
	put_file(below(&tree, path),
		"b=1\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\nb=2\n");
	const struct timespec times[] = {st.st_atim, st.st_mtim};
	ck_assert_int_eq(utimensat(AT_FDCWD, below(&tree, path), times, 0), 0);
}

enum { MANY = 240 };

static const char *name_many(int i, const char *name)
{
	static char path[64];

	snprintf(path, sizeof path, "opt/many-%03d/%s", i, name);
	return path;
}

/* Of many files, those that have changed since the plan are left out of the backup. */
START_TEST(test_many_changed)
{
	const int step = _i ? 2 : 17, n_changed = (MANY - 4) / step + 1;

	for (int i = 0; i < MANY; i++) {
		put_file(below(&tree, name_many(i, SECURITY)), BEFORE);
		put_file(below(&tree, name_many(i, "release")),
			"JAVA_VERSION=\"17.0.15\"\n");
	}
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);
	for (int i = 3; i < MANY; i += step)
		change_letter(name_many(i, SECURITY));
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	ck_assert_uint_eq(jsec_plan_failed(plan), (size_t)n_changed);
	for (const struct jsec_result *const *r = jsec_plan_results(plan); *r; r++) {
		bool failed = (*r)->error != NULL;
		ck_assert_int_eq((*r)->state, failed ? JSEC_FAILED : JSEC_PATCHED);
		ck_assert_int_eq((*r)->backup == NULL, failed);
		if (failed)
			ck_assert_int_eq((*r)->error->code, JSEC_CHANGED);
	}
	for (int i = 0; i < MANY; i++) {
		SPAN_AUTO struct span now =
			get_bytes(below(&tree, name_many(i, SECURITY)));
		bool has = memmem(now.data, now.size, "anon", 4) != NULL;
		ck_assert_int_eq(has, i >= 3 && (i - 3) % step == 0);
	}
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

static const struct {
	enum jsec_action action;
	int rc;
} empty_plans[] = {
	{JSEC_LIST, 0},
	{JSEC_CHANGE, -JSEC_NOT_FOUND},
	{JSEC_RESTORE, -JSEC_NOT_FOUND},
	{JSEC_REAPPLY, 0},
	{JSEC_SUSPEND, 0},
	{JSEC_TRANSPORT, -JSEC_NOT_FOUND},
};

/* There is no Java and no Access Manager file. */
START_TEST(test_no_install)
{
	const bool transport = empty_plans[_i].action == JSEC_TRANSPORT;
	const bool is_change = empty_plans[_i].action == JSEC_CHANGE;
	const struct jsec_request request = {.size = sizeof request,
		.action = empty_plans[_i].action,
		.allow = anon,
		.n_allow = is_change,
		.transport = transport ? JSEC_TRANSPORT_CLEAR : JSEC_TRANSPORT_UNKNOWN};
	static const char *const directories[] = {"/empty"};
	const struct jsec_access where = {
		.size = sizeof where, .directories = directories, .n_directories = 1};
	struct jsec_installs *found = NULL;
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(remove(below(&tree, FILE17 + 1)), 0);
	ck_assert_int_eq(remove(below(&tree, FILE8 + 1)), 0);
	put_file(below(&tree, "empty/file"), "");
	if (transport)
		ck_assert_int_eq(jsec_find_access(session, &where, &found), 0);
	else
		ck_assert_int_eq(jsec_find(session, NULL, &found), 0);
	ck_assert_uint_eq(count_items(jsec_installs_items(found)), 0);
	plan = make_plan(found, &request);
	ck_assert_int_eq(jsec_commit(session, plan), empty_plans[_i].rc);
	assert_error((enum jsec_code) - empty_plans[_i].rc);
	ck_assert_uint_eq(jsec_plan_failed(plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* In container storage only targets are changed, so nothing was. */
START_TEST(test_all_skipped)
{
	const struct jsec_search scan = {.size = sizeof scan, .scan = "/var"};
	struct jsec_installs *found = NULL;
	struct jsec_plan *plan = NULL;

	put_file(below(&tree, CONTAINER "/conf/security/java.security" + 1), BEFORE);
	put_file(below(&tree, CONTAINER "/release" + 1), "JAVA_VERSION=\"17.0.1\"\n");
	ck_assert_int_eq(
		find_plan_commit(&scan, &allow_anon, &found, &plan), -JSEC_NOT_FOUND);
	ck_assert_uint_eq(count_items(jsec_plan_results(plan)), 1);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_SKIPPED);
	assert_error(JSEC_NOT_FOUND);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* A file that somebody else wrote is not changed. */
START_TEST(test_override_failed)
{
	static const char *const targets[] = {FILE17};
	struct jsec_installs *found = find(targets, 1);
	struct jsec_overrides *list = NULL;

	put_file(below(&tree, FILE17 + 1),
		"security.overridePropertiesFile=true\n" BEFORE);
	put_file(below(&tree, "o"), "theirs");
	ck_assert_int_eq(
		jsec_overrides_plan(session, found, &allow_anon, "/o", &list), 0);
	ck_assert_int_eq(jsec_overrides_write(session, list), -JSEC_SOME_FAILED);
	assert_error(JSEC_SOME_FAILED);
	ck_assert_int_eq(jsec_overrides_items(list)[0]->error->code, JSEC_FOREIGN);
	assert_file("/o", "theirs");
	jsec_overrides_free(list);
	jsec_installs_free(found);
}
END_TEST

/* One of two hooks fails. A call for only the other one succeeds. */
START_TEST(test_hook_failed)
{
	struct jsec_hooks *hooks = NULL;

	put_file(below(&tree, "usr/bin/dpkg"), "");
	put_file(below(&tree, "var/lib/dpkg/info/dpkg.list"), "");
	put_file(below(&tree, "usr/bin/dnf5"), "");
	put_file(below(&tree, BINDIR "/jsecpatch" + 1), "");
	ck_assert_int_eq(chmod(below(&tree, BINDIR "/jsecpatch" + 1), 0755), 0);
	put_file(below(&tree, "etc/dpkg/dpkg.cfg.d/jsecpatch"), "theirs");
	ck_assert_int_eq(jsec_hooks_read(session, NULL, NULL, &hooks), 0);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "pacman", 0), 0);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, NULL, JSEC_DRY_RUN),
		-JSEC_SOME_FAILED);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "apt", 0), -JSEC_SOME_FAILED);
	assert_error(JSEC_SOME_FAILED);
	assert_file("/etc/dpkg/dpkg.cfg.d/jsecpatch", "theirs");
	ck_assert_int_eq(jsec_hooks_remove(session, hooks, "apt", 0), -JSEC_SOME_FAILED);
	ck_assert_int_eq(jsec_hooks_remove(session, hooks, "pacman", 0), 0);
	jsec_hooks_free(hooks);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_failed");
	TCase *c = add_api_case(s);

	tcase_add_loop_test(c, test_some_failed, 0, N_ROWS(changes));
	tcase_add_test(c, test_failed_count);
	tcase_add_loop_test(c, test_many_changed, 0, 2);
	tcase_add_loop_test(c, test_no_install, 0, N_ROWS(empty_plans));
	tcase_add_test(c, test_all_skipped);
	tcase_add_test(c, test_override_failed);
	tcase_add_test(c, test_hook_failed);
	return run_suite(s);
}
