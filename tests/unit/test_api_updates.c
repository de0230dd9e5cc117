/* SPDX-License-Identifier: MIT */
/* Tests the public calls about the policy, hooks and running programs. */
#include "api.h"

/* Commits the request for all installs. Returns the state of the first one. */
static enum jsec_state act(const struct jsec_request *request)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, request);
	int would = jsec_plan_policy(plan)->would_change;

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_policy(plan)->would_change, 0);
	ck_assert_int_eq(jsec_plan_policy(plan)->changed, would);
	ck_assert_ptr_null(jsec_plan_policy(plan)->error);
	enum jsec_state state = jsec_plan_results(plan)[0]->state;
	jsec_plan_free(plan);
	jsec_installs_free(found);
	return state;
}

#define POLICY_FILE "/etc/jsecpatch.conf"

START_TEST(test_policy)
{
	const struct jsec_request remember = {.size = sizeof remember,
		.action = JSEC_CHANGE,
		.allow = anon,
		.n_allow = 1,
		.flags = JSEC_REMEMBER};
	const struct jsec_request suspend = {
		.size = sizeof suspend, .action = JSEC_SUSPEND, .hook = "apt"};
	const struct jsec_request reapply = {
		.size = sizeof reapply, .action = JSEC_REAPPLY};
	const struct jsec_request list = {.size = sizeof list};
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(act(&remember), JSEC_PATCHED);
	struct jsec_installs *found = find(NULL, 0);
	plan = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_policy(plan)->present, 1);
	ck_assert_str_eq(jsec_plan_policy(plan)->file, POLICY_FILE);
	ck_assert_str_eq(
		jsec_compliance_name(jsec_plan_results(plan)[0]->policy), "complies");
	ck_assert_ptr_null(jsec_compliance_name(JSEC_NOT_COVERED));
	jsec_plan_free(plan);
	ck_assert_int_eq(act(&suspend), JSEC_SUSPENDED);
	assert_file(FILE17, BEFORE);
	plan = make_plan(found, &list);
	ck_assert_str_eq(
		jsec_compliance_name(jsec_plan_results(plan)[0]->policy), "differs");
	jsec_plan_free(plan);
	ck_assert_int_eq(act(&reapply), JSEC_PATCHED);
	assert_file(FILE17, AFTER);
	put_file(below(&tree, POLICY_FILE + 1), "nonsense\n");
	plan = NULL;
	ck_assert_int_eq(
		jsec_plan_make(session, found, &reapply, &plan), -JSEC_BAD_POLICY);
	assert_error(JSEC_BAD_POLICY);
	ck_assert_uint_eq(jsec_get_error(session)->line, 1);
	ck_assert_ptr_null(plan);
	plan = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_policy(plan)->error->code, JSEC_BAD_POLICY);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_hook)
{
	const struct jsec_request suspend = {
		.size = sizeof suspend, .action = JSEC_SUSPEND};

	ck_assert_int_eq(is_idle(), 1);
	put_file(below(&tree, POLICY_FILE + 1), "");
	ck_assert_int_eq(is_idle(), 0);
	ck_assert_int_eq(remove(below(&tree, POLICY_FILE + 1)), 0);
	ck_assert_int_eq(act(&allow_anon), JSEC_PATCHED);
	ck_assert_int_eq(is_idle(), 1);
	ck_assert_int_eq(act(&suspend), JSEC_SUSPENDED);
	ck_assert_int_eq(is_idle(), 0);
	ck_assert_int_eq(jsec_hook_end(session, "apt", JSEC_REAPPLY, 1, "fine"), 0);
	ck_assert_int_eq(jsec_hook_end(session, "apt", JSEC_SUSPEND, 0, "a\nb=c"), 0);
	ck_assert_int_eq(jsec_hook_end(session, "apt", JSEC_REAPPLY, 0, "not so"), 0);
	SPAN_AUTO struct span notes =
		get_bytes(below(&tree, "var/lib/jsecpatch/hook-runs"));
	ck_assert_ptr_nonnull(strstr(notes.data, "apt.reapply.message=not so\n"));
	ck_assert_ptr_null(strstr(notes.data, "fine"));
	ck_assert_ptr_nonnull(strstr(notes.data, "apt.suspend.message=a\\u000ab=c\n"));
}
END_TEST

#define DPKG "Package: jre\nStatus: install ok %s\nConffiles:\n " FILE17 " 0\n\n"
#define LINKED \
	"Package: jre\nStatus: install ok %s\nConffiles:\n /lib/jvm/java-17-openjdk-amd64/conf/security/java.security 0\n\n"

static const struct {
	enum jsec_replaced replaced;
	const char *hook, *name, *status, *word;
	bool waits;	    /* a new file beside that of Java 17 */
	bool first, second; /* Java 17 and 8 are suspended */
} replaced_rows[] = {
	{JSEC_REPLACED_ANY, "dpkg", NULL, DPKG, "installed", false, true, true},
	{JSEC_REPLACED_OWNED, "dpkg", NULL, DPKG, "installed", false, true, false},
	{JSEC_REPLACED_OWNED, "dpkg", NULL, LINKED, "installed", false, true, false},
	{JSEC_REPLACED_OWNED, "dpkg", NULL, "%s", "", false, false, false},
	{JSEC_REPLACED_OWNED, "other", NULL, DPKG, "installed", false, true, true},
	{JSEC_REPLACED_WAITING, "dpkg", NULL, DPKG, "unpacked", false, false, false},
	{JSEC_REPLACED_WAITING, "dpkg", NULL, DPKG, "unpacked", true, true, false},
	{JSEC_REPLACED_WAITING, "dpkg", NULL, DPKG, "half-configured", true, true, false},
	/* left by an old run */
	{JSEC_REPLACED_WAITING, "dpkg", NULL, DPKG, "installed", true, false, false},
	{JSEC_REPLACED_WAITING, "dpkg", NULL, "%s", "", true, true, false},
	{JSEC_REPLACED_NAMED, "dpkg", "jre", DPKG, "installed", false, true, false},
	{JSEC_REPLACED_NAMED, "dpkg", "jre:amd64", LINKED, "unpacked", true, true, false},
	{JSEC_REPLACED_NAMED, "dpkg", "jr", DPKG, "installed", true, false, false},
	{JSEC_REPLACED_NAMED, "other", "jre", DPKG, "installed", false, true, true},
	{JSEC_REPLACED_NAMED, "other", FILE8, DPKG, "installed", false, false, true},
	{JSEC_REPLACED_NAMED, "other", "opt/link/java.security", DPKG, "installed", false,
		false, true},
	{JSEC_REPLACED_NAMED, "other", "/opt/link/", DPKG, "installed", false, false,
		true},
	{JSEC_REPLACED_NAMED, "other", "opt/jdk", DPKG, "installed", false, false, false},
	{JSEC_REPLACED_NAMED, "other", "/", DPKG, "installed", false, true, true},
	{JSEC_REPLACED_NAMED, "other", "no/file", DPKG, "installed", false, false, false},
};

/* A suspension is about what the update replaces, and leaves all other files alone. */
START_TEST(test_replaced)
{
	const char *name = replaced_rows[_i].name;
	const struct jsec_request suspend = {.size = sizeof suspend,
		.action = JSEC_SUSPEND,
		.hook = replaced_rows[_i].hook,
		.replaced = replaced_rows[_i].replaced,
		.names = &name,
		.n_names = name != NULL};
	char status[512];

	snprintf(status, sizeof status, replaced_rows[_i].status, replaced_rows[_i].word);
	put_file(below(&tree, "var/lib/dpkg/status"), status);
	ck_assert_int_eq(symlink("usr/lib", below(&tree, "lib")), 0);
	ck_assert_int_eq(symlink("jdk8/jre/lib/security", below(&tree, "opt/link")), 0);
	ck_assert_int_eq(act(&allow_anon), JSEC_PATCHED);
	if (replaced_rows[_i].waits)
		put_file(below(&tree, FILE17 ".dpkg-new" + 1), BEFORE);
	act(&suspend);
	assert_file(FILE17, replaced_rows[_i].first ? BEFORE : AFTER);
	assert_file(FILE8, replaced_rows[_i].second ? BEFORE : AFTER);
}
END_TEST

/* No JVM runs from this tree. The tests of the command show JVMs that do. */
START_TEST(test_restarts)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_restarts *restarts = NULL;

	ck_assert_int_eq(jsec_restarts_find(session, found, &restarts), 0);
	assert_error(JSEC_OK);
	ck_assert_uint_eq(count_items(jsec_restarts_items(restarts)), 0);
	const int *pids = NULL;
	size_t n = 0, unseen = jsec_restarts_unseen(restarts, &pids);
	ck_assert_uint_lt(unseen, 1u << 22);
	while (pids[n])
		ck_assert_int_gt(pids[n++], 0);
	ck_assert_uint_le(n, unseen);
	ck_assert_int_eq(n > 0, unseen > 0);
	ck_assert_uint_eq(jsec_restarts_unseen(restarts, NULL), unseen);
	/* without a rule nothing is restarted */
	ck_assert_int_eq(jsec_hook_restart(session, "apt", restarts), 0);
	ck_assert_int_eq(
		jsec_hook_restart(session, "no name.", restarts), -JSEC_BAD_REQUEST);
	jsec_restarts_free(restarts);
	jsec_restarts_free(NULL);
	jsec_installs_free(found);
}
END_TEST

static const struct jsec_hook *find_hook(const struct jsec_hooks *hooks, const char *name)
{
	for (const struct jsec_hook *const *at = jsec_hooks_items(hooks); *at; at++)
		if (!strcmp((*at)->name, name))
			return *at;
	ck_abort_msg("no hook %s", name);
}

static void make_machine(void)
{
	put_file(below(&tree, "usr/bin/dpkg"), "");
	put_file(below(&tree, "var/lib/dpkg/info/dpkg.list"), "");
	put_file(below(&tree, BINDIR "/jsecpatch" + 1), "");
	ck_assert_int_eq(chmod(below(&tree, BINDIR "/jsecpatch" + 1), 0755), 0);
}

START_TEST(test_hooks)
{
	struct jsec_installs *installs = find(NULL, 0);
	struct jsec_hooks *hooks = NULL;
	const char *path = "etc/dpkg/dpkg.cfg.d/jsecpatch";

	make_machine();
	/* In a tree, the program's path is that of the tree, whatever the caller says. */
	ck_assert_int_eq(jsec_hooks_read(session, installs, "/other", &hooks), 0);
	const struct jsec_hook *dpkg = find_hook(hooks, "dpkg");
	ck_assert_int_eq(dpkg->fits, 1);
	ck_assert_int_eq(dpkg->state, JSEC_HOOK_ABSENT);
	ck_assert_str_eq(dpkg->files[0]->path + 1, path);
	ck_assert_ptr_null(dpkg->files[1]);
	ck_assert_ptr_nonnull(
		strstr(dpkg->files[0]->text, BINDIR "/jsecpatch --suspend"));
	ck_assert_ptr_nonnull(
		strstr(find_hook(hooks, "systemd")->files[3]->text, "=" FILE8 "\n"));

	ck_assert_int_eq(jsec_hooks_install(session, hooks, NULL, JSEC_DRY_RUN), 0);
	ck_assert_ptr_nonnull(dpkg->changes[0]);
	ck_assert_int_eq(access(below(&tree, path), F_OK), -1);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, NULL, 0), 0);
	ck_assert_int_eq(dpkg->state, JSEC_HOOK_INSTALLED);
	assert_file(dpkg->files[0]->path, dpkg->files[0]->text);
	ck_assert_int_eq(jsec_hooks_remove(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(dpkg->state, JSEC_HOOK_ABSENT);
	ck_assert_int_eq(access(below(&tree, "etc/dpkg"), F_OK), -1);

	ck_assert_int_eq(
		jsec_hooks_install(session, hooks, "none", 0), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "apt", 4), -JSEC_BAD_REQUEST);
	put_file(below(&tree, path), "theirs");
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "apt", 0), -JSEC_SOME_FAILED);
	ck_assert_int_eq(dpkg->state, JSEC_HOOK_CHANGED);
	ck_assert_int_eq(dpkg->error->code, JSEC_FOREIGN);
	ck_assert_str_eq(jsec_hook_state_name(dpkg->state), "changed");
	ck_assert_str_eq(jsec_hook_state_name((enum jsec_hook_state)99), "unknown");
	jsec_hooks_free(hooks);
	jsec_hooks_free(NULL);
	jsec_installs_free(installs);
}
END_TEST

/* The next run finishes one that died after writing the record, but before the files. */
START_TEST(test_hooks_record_alone)
{
	struct jsec_hooks *hooks = NULL;

	make_machine();
	ck_assert_int_eq(jsec_hooks_read(session, NULL, NULL, &hooks), 0);
	const struct jsec_hook *dpkg = find_hook(hooks, "dpkg");
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(remove(below(&tree, dpkg->files[0]->path + 1)), 0);
	if (_i)
		ck_assert_int_eq(remove(below(&tree, "etc/dpkg/dpkg.cfg.d")), 0);
	ck_assert_int_eq(jsec_hooks_install(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(dpkg->state, JSEC_HOOK_INSTALLED);
	ck_assert_int_eq(remove(below(&tree, dpkg->files[0]->path + 1)), 0);
	ck_assert_int_eq(jsec_hooks_remove(session, hooks, NULL, 0), 0);
	ck_assert_ptr_null(dpkg->error);
	ck_assert_int_eq(access(below(&tree, "etc/dpkg"), F_OK), -1);
	jsec_hooks_free(hooks);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_updates");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_policy);
	tcase_add_test(c, test_hook);
	tcase_add_loop_test(c, test_replaced, 0, N_ROWS(replaced_rows));
	tcase_add_test(c, test_restarts);
	tcase_add_test(c, test_hooks);
	tcase_add_loop_test(c, test_hooks_record_alone, 0, 2);
	return run_suite(s);
}
