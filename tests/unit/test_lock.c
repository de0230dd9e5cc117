/* SPDX-License-Identifier: MIT */
/* One lock: who has it, who waits for it, and that it never stays behind. */
#include "os/lock.h"

#include "os/file.h"
#include "testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct tree tree;
static int dir;

static void set_up(void)
{
	tree_make(&tree);
	dir = open(tree.path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir, 0);
}

static void tear_down(void)
{
	close(dir);
	tree_remove(&tree);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int take(unsigned seconds, int *fd)
{
	ERR_AUTO struct err e = {0};

	return lock_take(dir, "/x/lock", seconds, fd, &e);
}

START_TEST(test_take)
{
	struct stat st;
	int fd = -1;

	ck_assert_int_eq(take(0, &fd), 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(stat(below(&tree, "lock"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(fd);
}
END_TEST

START_TEST(test_second_taker)
{
	ERR_AUTO struct err e = {0};
	int first = -1, second = -1;
	char pid[32];

	ck_assert_int_eq(take(0, &first), 0);
	double start = now();
	ck_assert_int_eq(
		lock_take(dir, "/x/lock", (unsigned)_i, &second, &e), -JSEC_LOCKED);
	ck_assert_double_ge(now() - start, _i);
	ck_assert_double_le(now() - start, _i + 5);
	ck_assert_int_eq(second, -1);
	snprintf(pid, sizeof pid, "pid %ld)", (long)getpid());
	ck_assert_msg(strstr(e.message, pid) != NULL, "%s", e.message);
	ck_assert_str_eq(e.public.path, "/x/lock");
	close(first);
	ck_assert_int_eq(take(0, &second), 0); /* freed with its descriptor */
	close(second);
}
END_TEST

/* A process that has the lock, until it is killed; waits until it has. */
static pid_t holder(void)
{
	int ready[2], fd;
	char c = 0;

	ck_assert_int_eq(pipe(ready), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		if (take(0, &fd) == 0)
			(void)!write(ready[1], "x", 1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

START_TEST(test_killed_holder)
{
	ERR_AUTO struct err e = {0};
	pid_t pid = holder();
	char text[32];
	int fd = -1;

	ck_assert_int_eq(lock_take(dir, "/x/lock", 0, &fd, &e), -JSEC_LOCKED);
	snprintf(text, sizeof text, "pid %ld)", (long)pid);
	ck_assert_msg(strstr(e.message, text) != NULL, "%s", e.message);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_int_eq(take(0, &fd), 0);
	close(fd);
}
END_TEST

/* Who waits gets it as soon as it is free. */
START_TEST(test_waiting)
{
	pid_t pid = holder();
	int fd = -1;

	pid_t killer = fork();
	if (!killer) {
		usleep(200000);
		kill(pid, SIGKILL);
		_exit(0);
	}
	ck_assert_int_eq(take(20, &fd), 0);
	close(fd);
	waitpid(killer, NULL, 0);
	waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(test_odd_files)
{
	ERR_AUTO struct err e = {0}, e2 = {0};
	int fd = -1;

	put_file(below(&tree, "lock"),
		"no number at all, and longer than a pid could ever be\n");
	ck_assert_int_eq(take(0, &fd), 0);
	close(fd);
	SPAN_AUTO struct span text = get_bytes(below(&tree, "lock"));
	ck_assert_int_eq(atol(text.data), getpid());
	ck_assert_int_eq(remove(below(&tree, "lock")), 0);
	put_file(below(&tree, "other"), "mine");
	ck_assert_int_eq(symlink("other", below(&tree, "lock")), 0);
	ck_assert_int_lt(
		lock_take(dir, "/x/lock", 0, &fd, &e), 0); /* no link is followed */
	SPAN_AUTO struct span other = get_bytes(below(&tree, "other"));
	ck_assert_str_eq(other.data, "mine");
	ck_assert_int_eq(remove(below(&tree, "lock")), 0);
	ck_assert_int_eq(mkdir(below(&tree, "lock"), 0755), 0);
	ck_assert_int_lt(lock_take(dir, "/x/lock", 0, &fd, &e2), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lock");
	TCase *c = add_case(s, "lock");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_take);
	tcase_add_loop_test(c, test_second_taker, 0, 2);
	tcase_add_test(c, test_killed_holder);
	tcase_add_test(c, test_waiting);
	tcase_add_test(c, test_odd_files);
	return run_suite(s);
}
