/* SPDX-License-Identifier: MIT */
/* Where a session keeps its state, and what it takes from the caller's environment. */
#include "api.h"

#include <unistd.h>

#define NOBODY 65534

/* NULL: the default, which is the machine's. */
static const struct {
	const char *environment[3];
	const char *state_dir; /* the caller's */
	bool is_user;
	const char *want;
} places[] = {
	{{"HOME=/home/me"}, NULL, true, "/home/me/.local/state/jsecpatch"},
	{{"HOME=/home/me", "XDG_STATE_HOME=/x"}, NULL, true, "/x/jsecpatch"},
	{{"HOME=/home/me", "XDG_STATE_HOME=relative"}, NULL, true,
		"/home/me/.local/state/jsecpatch"},
	{{"XDG_STATE_HOME=/x"}, NULL, true, "/x/jsecpatch"},
	{{"HOME=/home/me"}, "/s//", true, "/s"},
	{{"HOMELY=/home/me"}, NULL, true, NULL},
	{{"HOME="}, NULL, true, NULL},
	{{NULL}, NULL, true, NULL},
	{{"HOME=/home/me", "XDG_STATE_HOME=/x"}, NULL, false, NULL},
};

START_TEST(test_state_dir)
{
	struct jsec_options own = {.size = sizeof own,
		.environment = places[_i].environment,
		.state_dir = places[_i].state_dir};
	struct jsec *s = NULL;
	uid_t caller = geteuid();

	if (!places[_i].is_user && caller)
		return;
	if (places[_i].is_user && !caller)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(jsec_new(&own, &s), 0);
	ck_assert_str_eq(jsec_get_state_dir(s),
		places[_i].want ? places[_i].want : "/var/lib/jsecpatch");
	jsec_free(s);
	/* LeakSanitizer cannot look into a process that has lost its rights. */
	ck_assert_int_eq(seteuid(caller), 0);
}
END_TEST

/* In a root the environment says nothing, and the path is the machine's. */
START_TEST(test_state_dir_in_root)
{
	static const char *const environment[] = {
		"HOME=/home/me", "JAVA_HOME=" HOME17, NULL};
	struct jsec *s = NULL;
	char *want = NULL;

	options.environment = environment;
	ck_assert_int_eq(jsec_new(&options, &s), 0);
	ck_assert_int_gt(asprintf(&want, "%s/var/lib/jsecpatch", tree.path), 0);
	ck_assert_str_eq(jsec_get_state_dir(s), want);
	free(want);
	options.state_dir = "/elsewhere";
	jsec_free(s);
	ck_assert_int_eq(jsec_new(&options, &s), 0);
	ck_assert_str_eq(jsec_get_state_dir(s), "/elsewhere");
	jsec_free(s);
}
END_TEST

/* A session remembers the environment; what its caller does with it later is no matter. */
START_TEST(test_java_home)
{
	char *home = NULL, *variable = NULL;
	const char *environment[2] = {NULL};
	struct jsec_options own = {.size = sizeof own,
		.environment = environment,
		.state_dir = below(&tree, "state"),
		.policy = below(&tree, "no-policy")};
	const struct jsec_search search = {.size = sizeof search, .no_processes = 1};
	struct jsec_installs *found = NULL;
	const struct jsec_install *ours = NULL;
	struct jsec *s = NULL;

	ck_assert_int_gt(asprintf(&home, "%s" HOME17, tree.path), 0);
	ck_assert_int_gt(asprintf(&variable, "JAVA_HOME=%s", home), 0);
	environment[0] = variable;
	ck_assert_int_eq(jsec_new(&own, &s), 0);
	memset(variable, 'x', strlen(variable));
	ck_assert_int_eq(jsec_find(s, &search, &found), 0);
	for (const struct jsec_install *const *i = jsec_installs_items(found); *i; i++)
		if ((*i)->home && !strcmp((*i)->home, home))
			ours = *i;
	ck_assert_ptr_nonnull(ours);
	ck_assert_int_eq(ours->source, JSEC_ENVIRONMENT);
	jsec_installs_free(found);
	jsec_free(s);
	free(variable);
	free(home);
}
END_TEST

/* A lock without the backups is no lock: another session can take it. */
START_TEST(test_failed_lock)
{
	struct jsec *other = NULL;

	put_file(below(&tree, "var/lib/jsecpatch/other"), ""); /* makes the directory */
	ck_assert_int_eq(
		symlink("backups", below(&tree, "var/lib/jsecpatch/backups")), 0);
	ck_assert_int_lt(jsec_lock(session), 0);
	ck_assert_int_lt(jsec_lock(session), 0);
	ck_assert_int_eq(remove(below(&tree, "var/lib/jsecpatch/backups")), 0);
	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_lock(other), 0);
	jsec_free(other);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_session");
	TCase *c = add_api_case(s);

	tcase_add_loop_test(c, test_state_dir, 0, N_ROWS(places));
	tcase_add_test(c, test_state_dir_in_root);
	tcase_add_test(c, test_java_home);
	tcase_add_test(c, test_failed_lock);
	return run_suite(s);
}
