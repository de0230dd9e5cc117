/* SPDX-License-Identifier: MIT */
/* Tests acting with another user's rights, and returning to ours. Only root can. */
#include "os/identity.h"

#include "testing.h"

#include <errno.h>
#include <grp.h>
#include <sys/fsuid.h>
#include <sys/wait.h>

#define NOBODY 65534

static const struct owner nobody = {NOBODY, NOBODY};

static struct tree tree;

static void set_up(void)
{
	tree_make(&tree);
	ck_assert_int_eq(chmod(tree.path, 0777), 0);
	put_file(below(&tree, "roots"), "x");
	ck_assert_int_eq(chmod(below(&tree, "roots"), 0600), 0);
	put_file(below(&tree, "groups"), "x");
	ck_assert_int_eq(chmod(below(&tree, "groups"), 0640), 0);
}

static void tear_down(void)
{
	tree_remove(&tree);
}

static bool can_read(const char *name)
{
	int fd = open(below(&tree, name), O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

START_TEST(test_nobody)
{
	struct identity i;
	ERR_AUTO struct err e = {0};
	struct stat st;

	ck_assert(can_read("roots"));
	ck_assert_int_eq(identity_take(nobody, &i, &e), 0);
	bool roots = can_read("roots"), groups = can_read("groups");
	int fd = open(below(&tree, "made"), O_CREAT | O_WRONLY, 0644);
	bool chowned = chown(below(&tree, "made"), 0, 0) == 0;
	identity_restore(&i);
	ck_assert(!roots);
	ck_assert(!groups); /* root's groups are dropped, too */
	ck_assert(!chowned);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(stat(below(&tree, "made"), &st), 0);
	ck_assert_uint_eq(st.st_uid, NOBODY);
	ck_assert_uint_eq(st.st_gid, NOBODY);
}
END_TEST

START_TEST(test_restored)
{
	gid_t mine[] = {4, 27, 70000}, now[16] = {0};
	gid_t before[64];
	int n_before = getgroups(64, before);
	ERR_AUTO struct err e = {0};
	struct identity i;

	ck_assert_int_eq(setgroups(3, mine), 0);
	ck_assert_int_eq(identity_take(nobody, &i, &e), 0);
	int during = getgroups(16, now);
	identity_restore(&i);
	int n = getgroups(16, now);
	setgroups((size_t)n_before, before);
	ck_assert_int_eq(during, 0);
	ck_assert_int_eq(n, 3);
	ck_assert_mem_eq(now, mine, sizeof mine);
	ck_assert(can_read("roots"));
	ck_assert_int_eq(setfsuid((uid_t)-1), 0);
	ck_assert_int_eq(setfsgid((gid_t)-1), 0);
	identity_restore(&i); /* a second time does nothing */
	ck_assert(can_read("roots"));
}
END_TEST

START_TEST(test_self)
{
	ERR_AUTO struct err e = {0};
	struct identity i;

	ck_assert_int_eq(identity_take(owner_get_own(), &i, &e), 0);
	ck_assert(!i.changed);
	ck_assert(can_read("roots"));
	identity_restore(&i);
}
END_TEST

/* An error tells a user who has no right to do it, and nothing changes. */
START_TEST(test_no_right)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct err e = {0};
		struct identity i;
		bool ok = !setgroups(0, NULL) && !setgid(NOBODY) && !setuid(NOBODY) &&
			  identity_take((struct owner){1, 1}, &i, &e) == -JSEC_DENIED &&
			  !i.changed && setfsuid((uid_t)-1) == NOBODY;
		identity_restore(&i);
		err_done(&e);
		_exit(ok ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	if (geteuid()) {
		puts("skipped: needs root");
		return 77; /* tells meson that it was skipped */
	}
	Suite *s = suite_create("identity");
	TCase *c = add_case(s, "identity");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_nobody);
	tcase_add_test(c, test_restored);
	tcase_add_test(c, test_self);
	tcase_add_test(c, test_no_right);
	return run_suite(s);
}
