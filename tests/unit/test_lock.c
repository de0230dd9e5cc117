/* SPDX-License-Identifier: MIT */
/* Tests the lock: who has it, who waits for it, and that it never stays locked. */
#include "os/lock.h"

#include "os/file.h"
#include "testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct tree tree;
static struct folder dir;

static void set_up(void)
{
	tree_make(&tree);
	dir.fd = open(tree.path, O_RDONLY | O_DIRECTORY);
	ck_assert(folder_is_open(&dir));
}

static void tear_down(void)
{
	folder_close(&dir);
	tree_remove(&tree);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int take(unsigned seconds, struct lock *l)
{
	ERR_AUTO struct err e = {0};

	return lock_take(&dir, "lock", "/x/lock", seconds, l, &e);
}

START_TEST(test_take)
{
	struct stat st;
	struct lock l = LOCK_NONE;

	ck_assert_int_eq(take(0, &l), 0);
	ck_assert(lock_is_held(&l));
	ck_assert_int_eq(stat(below(&tree, "lock"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(fcntl(l.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	lock_drop(&l);
}
END_TEST

START_TEST(test_second_taker)
{
	ERR_AUTO struct err e = {0};
	struct lock first = LOCK_NONE, second = LOCK_NONE;
	char pid[32];

	ck_assert_int_eq(take(0, &first), 0);
	double start = now();
	ck_assert_int_eq(lock_take(&dir, "lock", "/x/lock", (unsigned)_i, &second, &e),
		-JSEC_LOCKED);
	ck_assert_double_ge(now() - start, _i);
	ck_assert_double_le(now() - start, _i + 5);
	ck_assert(!lock_is_held(&second));
	snprintf(pid, sizeof pid, "pid %ld)", (long)getpid());
	ck_assert_msg(strstr(e.message, pid) != NULL, "%s", e.message);
	ck_assert_str_eq(e.public.path, "/x/lock");
	lock_drop(&first);
	ck_assert_int_eq(take(0, &second), 0); /* it was released */
	lock_drop(&second);
}
END_TEST

static bool take_it(const void *what)
{
	struct lock l = LOCK_NONE;

	(void)what;
	return take(0, &l) == 0;
}

static pid_t holder(void)
{
	return start_holder(take_it, NULL);
}

START_TEST(test_killed_holder)
{
	ERR_AUTO struct err e = {0};
	pid_t pid = holder();
	char text[32];
	struct lock l = LOCK_NONE;

	ck_assert_int_eq(lock_take(&dir, "lock", "/x/lock", 0, &l, &e), -JSEC_LOCKED);
	snprintf(text, sizeof text, "pid %ld)", (long)pid);
	ck_assert_msg(strstr(e.message, text) != NULL, "%s", e.message);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_int_eq(take(0, &l), 0);
	lock_drop(&l);
}
END_TEST

/* A process that waits gets the lock as soon as it is free. */
START_TEST(test_waiting)
{
	pid_t pid = holder();
	struct lock l = LOCK_NONE;

	pid_t killer = fork();
	if (!killer) {
		usleep(200000);
		kill(pid, SIGKILL);
		_exit(0);
	}
	ck_assert_int_eq(take(20, &l), 0);
	lock_drop(&l);
	waitpid(killer, NULL, 0);
	waitpid(pid, NULL, 0);
}
END_TEST

/* Whoever reads the turn, and takes the lock later, sees whether somebody came between. */
START_TEST(test_turns)
{
	struct lock l = LOCK_NONE;
	int64_t turn = lock_read_turn(&dir, "lock");

	ck_assert_int_eq(turn, 0);
	ck_assert_int_eq(take(0, &l), 0);
	ck_assert(lock_follows(&l, turn));
	ck_assert(lock_follows(&l, lock_read_turn(&dir, "lock"))); /* its own */
	int64_t meanwhile = lock_read_turn(&dir, "lock");
	lock_drop(&l);
	turn = lock_read_turn(&dir, "lock");
	ck_assert_int_eq(take(0, &l), 0);
	ck_assert(lock_follows(&l, turn));
	ck_assert(!lock_follows(&l, meanwhile));
	lock_drop(&l);
	ck_assert_int_eq(take(0, &l), 0);
	ck_assert(!lock_follows(&l, turn));
	lock_drop(&l);
	pid_t pid = holder();
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	turn = lock_read_turn(&dir, "lock");
	ck_assert_int_eq(take(0, &l), 0);
	ck_assert(!lock_follows(&l, turn)); /* who knows what the killed one did */
	lock_drop(&l);
}
END_TEST

START_TEST(test_odd_files)
{
	ERR_AUTO struct err e = {0}, e2 = {0};
	struct lock l = LOCK_NONE;

	put_file(below(&tree, "lock"),
		"no number at all, and longer than a pid could ever be\n");
	ck_assert_int_eq(take(0, &l), 0);
	lock_drop(&l);
	SPAN_AUTO struct span text = get_bytes(below(&tree, "lock"));
	ck_assert_int_eq(atol(text.data), getpid());
	ck_assert_int_eq(remove(below(&tree, "lock")), 0);
	put_file(below(&tree, "other"), "mine");
	ck_assert_int_eq(symlink("other", below(&tree, "lock")), 0);
	ck_assert_int_lt(lock_take(&dir, "lock", "/x/lock", 0, &l, &e),
		0); /* does not follow a link */
	SPAN_AUTO struct span other = get_bytes(below(&tree, "other"));
	ck_assert_str_eq(other.data, "mine");
	ck_assert_int_eq(remove(below(&tree, "lock")), 0);
	ck_assert_int_eq(mkdir(below(&tree, "lock"), 0755), 0);
	ck_assert_int_lt(lock_take(&dir, "lock", "/x/lock", 0, &l, &e2), 0);
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
	tcase_add_test(c, test_turns);
	tcase_add_test(c, test_odd_files);
	return run_suite(s);
}
