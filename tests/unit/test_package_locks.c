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

struct wanted {
	const char *path;
	short type;
};

static bool lock_it(const void *what)
{
	const struct wanted *w = what;
	struct flock lock = {.l_type = w->type, .l_whence = SEEK_SET};
	int fd = open(w->path, w->type == F_RDLCK ? O_RDONLY : O_RDWR);

	return !fcntl(fd, F_SETLK, &lock);
}

static pid_t hold(const char *path, short type)
{
	return start_holder(lock_it, &(struct wanted){path, type});
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
