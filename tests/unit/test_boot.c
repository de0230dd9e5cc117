/* SPDX-License-Identifier: MIT */
/* Recognizes a chroot, even on a machine that was booted. */
#include "os/boot.h"

#include "testing.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

static struct tree tree;

/* Runs in its own process. Returns 0 if right, 1 if wrong, 2 if it cannot be tested. */
static int in_chroot(bool with_proc)
{
	const char *proc = below(&tree, "proc");

	if (unshare(CLONE_NEWNS) ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
		mkdir(proc, 0755) ||
		(with_proc && mount("/proc", proc, "none", MS_BIND | MS_REC, NULL)) ||
		chroot(tree.path) || chdir("/"))
		return 2;
	const char *why = boot_say_unbooted();
	return why && strstr(why, with_proc ? "is a chroot" : "/proc is not") ? 0 : 1;
}

START_TEST(test_chroot)
{
	int status;

	tree_make(&tree);
	pid_t pid = fork();
	if (!pid)
		_exit(in_chroot(_i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	tree_remove(&tree);
	ck_assert(WIFEXITED(status));
	ck_assert_int_ne(WEXITSTATUS(status), 1);
}
END_TEST

/* Tests a first process that is not an init. */
static int as_child_of_first(void)
{
	const char *why = boot_say_unbooted();

	return why && strstr(why, "no init") ? 0 : 1;
}

START_TEST(test_no_init)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (unshare(CLONE_NEWNS | CLONE_NEWPID) ||
			mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL))
			_exit(2);
		pid_t first = fork();
		if (!first)
			_exit(mount("proc", "/proc", "proc", 0, NULL)
					? 2
					: as_child_of_first());
		waitpid(first, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_ne(WEXITSTATUS(status), 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("boot");
	TCase *c = add_case(s, "boot");

	tcase_add_loop_test(c, test_chroot, 0, 2);
	tcase_add_test(c, test_no_init);
	return run_suite(s);
}
