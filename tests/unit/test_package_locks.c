/* SPDX-License-Identifier: MIT */
/* Tests which locks of package managers count. */
#include "os/package_locks.h"

#include "base/errors.h"
#include "testing.h"

#include <signal.h>
#include <sys/wait.h>

static struct tree tree;
static struct root root;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	root = ROOT_NONE;
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
}

static void tear_down(void)
{
	root_close(&root);
	tree_remove(&tree);
}

static bool is_busy(void)
{
	ERR_AUTO struct err e = {0};
	bool busy = true;

	ck_assert_int_eq(package_locks_find(&root, &busy, &e), 0);
	return busy;
}

/* Starts a process that holds a lock of this type until it is killed. */
static pid_t hold(const char *path, short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
	int ready[2];
	char c = 0;

	ck_assert_int_eq(pipe(ready), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		int fd = open(path, type == F_RDLCK ? O_RDONLY : O_RDWR);
		if (!fcntl(fd, F_SETLK, &lock))
			(void)!write(ready[1], "x", 1);
		pause();
		_exit(0);
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	return pid;
}

static const char *const paths[] = {"var/lib/dpkg/lock-frontend", "var/lib/dpkg/lock",
	"usr/lib/sysimage/rpm/.rpm.lock", "var/lib/rpm/.rpm.lock"};

/* Every user can hold a read lock on a file that they may read. */
START_TEST(test_holders)
{
	static const short types[] = {F_WRLCK, F_RDLCK};

	put_file(below(&tree, paths[_i]), "");
	ck_assert(!is_busy());
	for (size_t i = 0; i < 2; i++) {
		pid_t pid = hold(below(&tree, paths[_i]), types[i]);
		ck_assert_int_eq(is_busy(), types[i] == F_WRLCK);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	ck_assert(!is_busy());
}
END_TEST

START_TEST(test_pacman)
{
	ck_assert(!is_busy());
	put_file(below(&tree, "var/lib/pacman/db.lck"), "");
	ck_assert(is_busy());
}
END_TEST

int main(void)
{
	Suite *s = suite_create("package_locks");
	TCase *c = add_case(s, "package_locks");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_holders, 0, N_ROWS(paths));
	tcase_add_test(c, test_pacman);
	return run_suite(s);
}
