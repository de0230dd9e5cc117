/* SPDX-License-Identifier: MIT */
/* A flag or a member that is unknown, or means nothing for the action, is refused. */
#include "api.h"

#define UNKNOWN_FLAG 0x80u

static const char *const null[] = {"anon", NULL};

#define ALLOW .allow = anon, .n_allow = 1
#define REQUEST(of, ...)                                                       \
	{                                                                      \
		.size = sizeof(struct jsec_request), .action = of, __VA_ARGS__ \
	}
#define ANON .transport = JSEC_TRANSPORT_ANON

static const struct jsec_request refused[] = {
	REQUEST((enum jsec_action)6),
	REQUEST((enum jsec_action) - 1),
	REQUEST(JSEC_CHANGE),
	/* flags */
	REQUEST(JSEC_CHANGE, ALLOW, .flags = UNKNOWN_FLAG),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_FORCE | 0x80000000u),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_LIST, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_SUSPEND, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_TRANSPORT, ANON, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_LIST, .flags = JSEC_FORCE),
	REQUEST(JSEC_LIST, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_RESTORE, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_REAPPLY, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_SUSPEND, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_TRANSPORT, ANON, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_LIST, .flags = JSEC_FORGET),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_FORGET),
	REQUEST(JSEC_REAPPLY, .flags = JSEC_FORGET),
	REQUEST(JSEC_SUSPEND, .flags = JSEC_FORGET),
	REQUEST(JSEC_TRANSPORT, ANON, .flags = JSEC_FORGET),
	REQUEST(JSEC_LIST, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_RESTORE, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_SUSPEND, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_TRANSPORT, ANON, .flags = JSEC_ADOPT_VENDOR),
	/* members */
	REQUEST(JSEC_REAPPLY, .property = "jdk.tls.disabledAlgorithms"),
	REQUEST(JSEC_TRANSPORT, ANON, .property = "jdk.tls.disabledAlgorithms"),
	REQUEST(JSEC_CHANGE, ALLOW, .property = "b"),
	REQUEST(JSEC_LIST, .property = "no.such.list"),
	REQUEST(JSEC_LIST, .property = "no such list"),
	REQUEST(JSEC_LIST, ALLOW),
	REQUEST(JSEC_RESTORE, ALLOW),
	REQUEST(JSEC_REAPPLY, ALLOW),
	REQUEST(JSEC_SUSPEND, ALLOW),
	REQUEST(JSEC_TRANSPORT, ANON, ALLOW),
	REQUEST(JSEC_LIST, .disallow = anon, .n_disallow = 1),
	REQUEST(JSEC_RESTORE, .disallow = anon, .n_disallow = 1),
	REQUEST(JSEC_LIST, .backup_id = "1"),
	REQUEST(JSEC_CHANGE, ALLOW, .backup_id = "1"),
	REQUEST(JSEC_SUSPEND, .backup_id = "1"),
	REQUEST(JSEC_LIST, .hook = "apt"),
	REQUEST(JSEC_SUSPEND, .hook = "a.b"),
	REQUEST(JSEC_SUSPEND, .hook = ""),
	REQUEST(JSEC_CHANGE, ALLOW, .hook = "apt"),
	REQUEST(JSEC_REAPPLY, .hook = "apt"),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .replaced = JSEC_REPLACED_NAMED + 1),
	REQUEST(JSEC_SUSPEND, .replaced = JSEC_REPLACED_OWNED),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .names = anon, .n_names = 1),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .replaced = JSEC_REPLACED_NAMED,
		.n_names = 1),
	REQUEST(JSEC_CHANGE, ALLOW, .replaced = JSEC_REPLACED_OWNED),
	REQUEST(JSEC_LIST, ANON),
	REQUEST(JSEC_CHANGE, ALLOW, ANON),
	REQUEST(JSEC_TRANSPORT),
	REQUEST(JSEC_TRANSPORT, .transport = JSEC_TRANSPORT_TLS),
	REQUEST(JSEC_TRANSPORT, .transport = (enum jsec_transport)9),
	REQUEST(JSEC_LIST, .output = "/out"),
	REQUEST(JSEC_REAPPLY, .output = "/out"),
	REQUEST(JSEC_SUSPEND, .output = "/out"),
	REQUEST(JSEC_TRANSPORT, ANON, .output = "/out"),
	/* lists */
	REQUEST(JSEC_CHANGE, .n_allow = 1),
	REQUEST(JSEC_CHANGE, .n_disallow = 1),
	REQUEST(JSEC_CHANGE, ALLOW, .n_disallow = 2),
	REQUEST(JSEC_CHANGE, .allow = null, .n_allow = 2),
	REQUEST(JSEC_CHANGE, .disallow = null, .n_disallow = 2),
	/* the size */
	{.action = JSEC_LIST},
	{.size = sizeof(size_t) - 1, .action = JSEC_LIST},
};

START_TEST(test_refused)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(
		jsec_plan_make(session, found, &refused[_i], &plan), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	jsec_installs_free(found);
}
END_TEST

/* What goes together is not refused. */
static const struct jsec_request accepted[] = {
	REQUEST(JSEC_LIST, .property = "jdk.certpath.disabledAlgorithms"),
	REQUEST(JSEC_LIST, .property = "b"),
	REQUEST(JSEC_CHANGE, ALLOW, .property = "b", .flags = JSEC_FORCE),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_FORCE | JSEC_REMEMBER),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_RESTORE, .flags = JSEC_FORCE | JSEC_FORGET),
	REQUEST(JSEC_REAPPLY, .flags = JSEC_FORCE | JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .flags = JSEC_FORCE),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .replaced = JSEC_REPLACED_OWNED),
	REQUEST(JSEC_SUSPEND, .hook = "apt", .replaced = JSEC_REPLACED_NAMED,
		.names = anon, .n_names = 1),
	REQUEST(JSEC_LIST, .allow = anon),
};

START_TEST(test_accepted)
{
	struct jsec_installs *found = find(NULL, 0);

	jsec_plan_free(make_plan(found, &accepted[_i]));
	jsec_installs_free(found);
}
END_TEST

/* The policy cannot say "all under this directory", nor "these files of a product". */
static const struct jsec_request no_rules[] = {
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_RESTORE, .flags = JSEC_FORGET),
};

START_TEST(test_no_rules)
{
	const struct jsec_search opt = {.size = sizeof opt, .scan = "/opt"};
	const char *const directories[] = {"/opt"};
	const struct jsec_access where = {
		.size = sizeof where, .directories = directories, .n_directories = 1};
	struct jsec_installs *found[2];
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(jsec_find(session, &opt, &found[0]), 0);
	ck_assert_int_eq(jsec_find_access(session, &where, &found[1]), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(jsec_plan_make(session, found[i], &no_rules[_i], &plan),
			-JSEC_BAD_REQUEST);
		assert_error(JSEC_BAD_REQUEST);
		jsec_installs_free(found[i]);
	}
}
END_TEST

START_TEST(test_no_request)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(jsec_plan_make(session, found, NULL, &plan), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	jsec_installs_free(found);
}
END_TEST

static const char *const homes[] = {HOME17, NULL};

#define SEARCH(...)                                             \
	{                                                       \
		.size = sizeof(struct jsec_search), __VA_ARGS__ \
	}

static const struct jsec_search searches[] = {
	SEARCH(.targets = homes, .n_targets = 1, .scan = "/opt"),
	SEARCH(.n_targets = 1),
	SEARCH(.targets = homes, .n_targets = 2),
	SEARCH(.targets = homes), /* would be all installs */
	{.size = 0},
};

START_TEST(test_search)
{
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(jsec_find(session, &searches[_i], &found), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(found);
}
END_TEST

/* What cannot be searched for Access Manager, or not with what is to be left out. */
static const char *const no_path[] = {"/opt", NULL}, *const opt_path[] = {"/opt"},
			 *const below_opt[] = {"sample-17", "no"},
			 *const over_opt[] = {"/"};
static const struct jsec_access no_access[] = {
	{.size = sizeof(struct jsec_access), .n_directories = 1},
	{.size = sizeof(struct jsec_access), .directories = no_path, .n_directories = 2},
	{.size = sizeof(struct jsec_access), .directories = opt_path},
	{.directories = opt_path, .n_directories = 1},
	{sizeof(struct jsec_access), opt_path, 1, NULL, 1},
	{sizeof(struct jsec_access), opt_path, 1, below_opt, 2},
	{sizeof(struct jsec_access), opt_path, 1, opt_path, 1},
	{sizeof(struct jsec_access), opt_path, 1, over_opt, 1},
};

START_TEST(test_directories)
{
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(
		jsec_find_access(session, &no_access[_i], &found), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(found);
}
END_TEST

static const struct jsec_request overrides[] = {
	REQUEST(JSEC_LIST),
	REQUEST(JSEC_RESTORE),
	REQUEST(JSEC_CHANGE),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = UNKNOWN_FLAG),
	REQUEST(JSEC_CHANGE, ALLOW, .output = "/out"),
};

START_TEST(test_overrides)
{
	struct jsec_installs *found = find(homes, 1);
	struct jsec_overrides *list = NULL;

	ck_assert_int_eq(jsec_overrides_plan(session, found, &overrides[_i], "/o", &list),
		-JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_overrides_plan(session, found, &allow_anon, NULL, &list),
		-JSEC_BAD_REQUEST);
	ck_assert_ptr_null(list);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_hook_flags)
{
	const unsigned flags[] = {JSEC_REMEMBER, JSEC_FORGET, JSEC_ADOPT_VENDOR,
		UNKNOWN_FLAG, JSEC_FORCE | UNKNOWN_FLAG};
	struct jsec_hooks *hooks = NULL;

	ck_assert_int_eq(jsec_hooks_read(session, NULL, NULL, &hooks), 0);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		ck_assert_int_eq(jsec_hooks_install(session, hooks, NULL, flags[i]),
			-JSEC_BAD_REQUEST);
		ck_assert_int_eq(jsec_hooks_remove(session, hooks, NULL, flags[i]),
			-JSEC_BAD_REQUEST);
		assert_error(JSEC_BAD_REQUEST);
	}
	jsec_hooks_free(hooks);
}
END_TEST

static const char *const no_hooks[] = {
	NULL, "", "a.b", "a b", "APT", "a\n", "0123456789012345678901234567890123456789"};

START_TEST(test_hook_names)
{
	int idle = 77;

	ck_assert_int_eq(
		jsec_hook_begin(session, no_hooks[_i], &idle), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_int_eq(idle, 77);
	ck_assert_int_eq(jsec_hook_end(session, no_hooks[_i], JSEC_REAPPLY, 1, "done"),
		-JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
}
END_TEST

START_TEST(test_hook_end)
{
	ck_assert_int_eq(
		jsec_hook_end(session, "apt", JSEC_LIST, 1, "done"), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_hook_end(session, "apt", (enum jsec_action)99, 1, "done"),
		-JSEC_BAD_REQUEST);
	ck_assert_int_eq(
		jsec_hook_end(session, "apt", JSEC_REAPPLY, 1, NULL), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_refused");
	TCase *c = add_api_case(s);

	tcase_add_loop_test(c, test_refused, 0, N_ROWS(refused));
	tcase_add_loop_test(c, test_accepted, 0, N_ROWS(accepted));
	tcase_add_loop_test(c, test_no_rules, 0, N_ROWS(no_rules));
	tcase_add_test(c, test_no_request);
	tcase_add_loop_test(c, test_search, 0, N_ROWS(searches));
	tcase_add_loop_test(c, test_directories, 0, N_ROWS(no_access));
	tcase_add_loop_test(c, test_overrides, 0, N_ROWS(overrides));
	tcase_add_test(c, test_hook_flags);
	tcase_add_loop_test(c, test_hook_names, 0, N_ROWS(no_hooks));
	tcase_add_test(c, test_hook_end);
	return run_suite(s);
}
