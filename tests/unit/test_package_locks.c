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

static struct package_holder find(void)
{
	ERR_AUTO struct err e = {0};
	struct package_holder found = {.lock = "", .pid = 1};

	ck_assert_int_eq(package_locks_find(&root, &found, &e), 0);
	return found;
}

static bool is_busy(void)
{
	return find().lock != NULL;
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
		if (types[i] == F_WRLCK)
			ck_assert_int_eq(find().pid, pid);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	ck_assert(!is_busy());
}
END_TEST

/* A program that a package manager has started does not wait for that. */
START_TEST(test_ancestor)
{
	const char *path = below(&tree, "var/lib/dpkg/lock");
	int status = -1;

	put_file(path, "");
	ck_assert(lock_it(&(struct wanted){path, F_WRLCK}));
	pid_t child = fork();
	if (!child) {
		pid_t grandchild = fork();
		if (!grandchild)
			_exit(is_busy());
		waitpid(grandchild, &status, 0);
		_exit(WEXITSTATUS(status));
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void count(void *data, const struct package_holder *holder)
{
	ck_assert_str_eq(holder->lock, "/var/lib/dpkg/lock");
	*(int *)data += 1;
}

/* Waits until the lock is free; or not at all; or gives up, and names the holder. */
START_TEST(test_wait)
{
	const char *path = below(&tree, "var/lib/dpkg/lock");
	ERR_AUTO struct err e = {0};
	bool waited = true;
	int told = 0;

	put_file(path, "");
	ck_assert_int_eq(package_locks_wait(&root, 9, count, &told, &waited, &e), 0);
	ck_assert(!waited && !told);
	pid_t pid = hold(path, F_WRLCK);
	ck_assert_int_eq(
		package_locks_wait(&root, 1, count, &told, &waited, &e), -JSEC_LOCKED);
	char *name = NULL;
	ck_assert(asprintf(&name, "(pid %d)", (int)pid) > 0);
	ck_assert(strstr(e.public.message, name) && told == 1);
	free(name);
	pid_t killer = fork();
	if (!killer) {
		usleep(300000);
		kill(pid, SIGKILL);
		_exit(0);
	}
	err_done(&e);
	ck_assert_int_eq(package_locks_wait(&root, 9, count, &told, &waited, &e), 0);
	ck_assert(waited && told == 2);
	waitpid(killer, NULL, 0);
	waitpid(pid, NULL, 0);
}
END_TEST

static bool lock_without_pid(const void *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return !fcntl(open(path, O_RDWR), F_OFD_SETLK, &lock);
}

/* To remove a file is the way out only if the file itself is the lock. */
START_TEST(test_without_pid)
{
	static const char *const of[] = {"var/lib/dpkg/lock", "var/lib/pacman/db.lck"};
	const char *path = below(&tree, of[_i]);
	ERR_AUTO struct err e = {0};
	bool waited;
	int told = 1;

	put_file(path, "");
	pid_t pid = start_holder(lock_without_pid, path);
	ck_assert_int_eq(find().pid, 0);
	ck_assert_int_eq(
		package_locks_wait(&root, 0, count, &told, &waited, &e), -JSEC_LOCKED);
	ck_assert_int_eq(strstr(e.public.message, "remove this file") != NULL, _i);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
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
	tcase_add_test(c, test_ancestor);
	tcase_add_test(c, test_wait);
	tcase_add_loop_test(c, test_without_pid, 0, 2);
	tcase_add_test(c, test_pacman);
	return run_suite(s);
}
