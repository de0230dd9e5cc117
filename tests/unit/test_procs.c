/* SPDX-License-Identifier: MIT */
/* Tests finding processes: children of the test that have mapped a certain file. */
#include "os/procs.h"

#include "testing.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define NOBODY 65534
#define LIBRARY "libprobe.so"
#define NAME "a) R 1 (b"
#define TICK 20000000LL /* nanoseconds; more than one tick */

static struct tree tree;
static const char *new_threads; /* of the program that a child becomes */
static pid_t child;
static int told[2], ready[2]; /* pipes to the child, and from it */

/*
 * What a child does before it maps the library, that it has no other thread, or that it waits
 * to be told before both, or for its end.
 */
enum kind { PLAIN, OTHER_USER, CHROOT, ALONE, WAITS, EXECS };

static void set_up(void)
{
	tree_make(&tree);
	put_file(below(&tree, "deep/lib dir/" LIBRARY), "x");
}

static void tear_down(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	tree_remove(&tree);
}

static void *wait_forever(void *unused)
{
	pause();
	return unused;
}

static void wait_until_told(void)
{
	char byte;

	if (write(ready[1], "", 1) != 1 || read(told[0], &byte, 1) != 1)
		_exit(1);
}

static void be_child(enum kind kind)
{
	const char *path = below(&tree, "deep/lib dir/" LIBRARY);
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, NAME);
	if (kind == WAITS)
		wait_until_told();
	if (kind == CHROOT && (chroot(below(&tree, "deep")) || chdir("/")))
		_exit(1);
	int fd = open(kind == CHROOT ? "/lib dir/" LIBRARY : path, O_RDONLY);
	if (fd < 0 || mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED)
		_exit(1);
	close(fd);
	if (kind == OTHER_USER && (setgroups(0, NULL) || setgid(1) || setuid(1)))
		_exit(1);
	if (kind != ALONE && pthread_create(&thread, NULL, wait_forever, NULL))
		_exit(1);
	if (kind == EXECS) {
		wait_until_told();
		if (dup2(told[0], 0) == 0 && dup2(ready[1], 1) == 1)
			execl(program_invocation_name, "test_procs", new_threads, NULL);
	}
	if (write(ready[1], "", 1) == 1)
		pause();
	_exit(1);
}

static void await_child(void)
{
	char byte;

	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
}

static void start(enum kind kind)
{
	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(told), 0);
	child = fork();
	if (!child)
		be_child(kind);
	close(ready[1]); /* its end is the child's end */
	await_child();
}

static void tell_child(void)
{
	ck_assert_int_eq(write(told[1], "", 1), 1);
	await_child();
}

/* The last look could not inspect the child. Of very many, not all are named. */
static bool child_is_unseen;

static bool is_unseen(const struct procs *procs)
{
	for (size_t i = 0; i < procs->unseen && i < PROCS_NAMED; i++)
		if (procs->unseen_pids[i] == child)
			return true;
	return procs->unseen > PROCS_NAMED;
}

/* Returns how many processes have mapped it. `ret` is the child if it is among them. */
static size_t look_again(
	struct procs_seen *seen, const char *library, struct process *ret, size_t *unseen)
{
	PROCS_AUTO struct procs procs = {0};
	ERR_AUTO struct err e = {0};
	size_t n = 0;
	int rc;

	*ret = PROCESS_NONE;
	ck_assert_int_eq(procs_open(&procs, seen, &e), 0);
	for (struct process p; (rc = procs_next(&procs, library, &p, &e)) == 1; n++) {
		if (p.pid == child && !ret->pid)
			*ret = p;
		else
			process_done(&p);
	}
	ck_assert_int_eq(rc, 0);
	child_is_unseen = is_unseen(&procs);
	if (unseen)
		*unseen = procs.unseen;
	return n;
}

static size_t look(const char *library, struct process *ret, size_t *unseen)
{
	return look_again(NULL, library, ret, unseen);
}

static bool same_file(const struct root *r, const char *path)
{
	struct stat a, b;

	return !fstat(r->fd, &a) && !stat(path, &b) && a.st_ino == b.st_ino &&
	       a.st_dev == b.st_dev;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Compares all words with the kernel's. Under valgrind, these are valgrind's. */
static void assert_cmdline(struct span got)
{
	char path[64], want[4096];

	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)child);
	FILE *f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(want, 1, sizeof want, f);
	fclose(f);
	ck_assert_uint_gt(n, strlen("test_procs"));
	assert_bytes(got, span_of(want, n), path);
}

START_TEST(test_found)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;
	long long before = now(), after;
	size_t unseen;

	start(PLAIN);
	after = now();
	ck_assert_uint_eq(look(LIBRARY, &p, &unseen), 1);
	ck_assert_int_eq(p.pid, child);
	ck_assert_uint_eq(p.owner.user, geteuid());
	ck_assert_str_eq(p.library, below(&tree, "deep/lib dir/" LIBRARY));
	long long at = p.start.seconds * 1000000000LL + p.start.nanoseconds;
	ck_assert_msg(at > before - TICK / 20 && at < after + TICK,
		"%lld of %lld to %lld", at, before, after);
	ck_assert(same_file(&p.root, "/"));
	assert_cmdline(buf_span(&p.cmdline));
	ck_assert_int_eq(p.cmdline.data[p.cmdline.size - 1], 0);
	ck_assert_ptr_nonnull(memmem(p.environ.data, p.environ.size, "PATH=", 5));
	ck_assert_int_eq(
		buf_span(&p.cgroup).size > 0, access("/proc/self/cgroup", R_OK) == 0);
}
END_TEST

START_TEST(test_deleted)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(PLAIN);
	ck_assert_int_eq(unlink(below(&tree, "deep/lib dir/" LIBRARY)), 0);
	ck_assert_uint_eq(look(LIBRARY, &p, NULL), 1);
	ck_assert_str_eq(p.library, below(&tree, "deep/lib dir/" LIBRARY));
}
END_TEST

/* The name must be the complete file name, and not that of a directory. */
START_TEST(test_other_names)
{
	static const char *const names[] = {"probe.so", "lib dir", "libprobe", "x"};
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(PLAIN);
	ck_assert_uint_eq(look(names[_i], &p, NULL), 0);
}
END_TEST

/* A JVM has several threads: this is none. */
START_TEST(test_one_thread)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(ALONE);
	ck_assert_uint_eq(look(LIBRARY, &p, NULL), 0);
}
END_TEST

START_TEST(test_ended)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(PLAIN);
	kill(child, SIGKILL); /* a zombie from here on */
	ck_assert_int_eq(
		waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT), 0);
	ck_assert_uint_eq(look(LIBRARY, &p, NULL), 0);
}
END_TEST

/* Processes start and end meanwhile. */
START_TEST(test_vanishing)
{
	pid_t churn = fork();

	if (!churn) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			pid_t pid = fork();
			if (!pid)
				_exit(0);
			waitpid(pid, NULL, 0);
		}
	}
	start(PLAIN);
	for (int i = 0; i < 20; i++) {
		PROCESS_AUTO struct process p = PROCESS_NONE;
		ck_assert_uint_eq(look(LIBRARY, &p, NULL), 1);
	}
	kill(churn, SIGKILL);
	waitpid(churn, NULL, 0);
}
END_TEST

/* Another look finds what the first one has found, and keeps it. */
START_TEST(test_again)
{
	struct procs_seen seen = {0};

	start(PLAIN);
	for (int i = 0; i < 3; i++) {
		PROCESS_AUTO struct process p = PROCESS_NONE;
		ck_assert_uint_eq(look_again(&seen, LIBRARY, &p, NULL), 1);
		ck_assert_int_eq(p.pid, child);
		ck_assert_str_eq(p.library, below(&tree, "deep/lib dir/" LIBRARY));
	}
	procs_seen_done(&seen);
}
END_TEST

/* A look that only takes notes spares none of the details. */
START_TEST(test_noted)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;
	struct procs_seen seen = {0};

	start(PLAIN);
	procs_look(&seen, LIBRARY);
	ck_assert_uint_gt(seen.n, 0);
	ck_assert_uint_eq(look_again(&seen, LIBRARY, &p, NULL), 1);
	ck_assert_str_eq(p.library, below(&tree, "deep/lib dir/" LIBRARY));
	ck_assert(same_file(&p.root, "/"));
	assert_cmdline(buf_span(&p.cmdline));
	procs_seen_done(&seen);
}
END_TEST

/* A process maps the library, starts, becomes another program or ends after the first look. */
START_TEST(test_between_looks)
{
	static const struct {
		enum kind kind;
		bool before, after;
	} cases[] = {{WAITS, 0, 1}, {PLAIN, 0, 1}, {PLAIN, 1, 0}, {EXECS, 1, 0},
		{EXECS, 1, 0}};
	PROCESS_AUTO struct process first = PROCESS_NONE;
	PROCESS_AUTO struct process second = PROCESS_NONE;
	struct procs_seen seen = {0};
	enum kind kind = cases[_i].kind;

	new_threads = _i % 2 ? "1" : "2";
	if (kind != PLAIN || cases[_i].before)
		start(kind);
	ck_assert_uint_eq(look_again(&seen, LIBRARY, &first, NULL), cases[_i].before);
	if (kind != PLAIN) {
		tell_child();
	} else if (!cases[_i].before) {
		start(kind);
	} else {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	ck_assert_uint_eq(look_again(&seen, LIBRARY, &second, NULL), cases[_i].after);
	procs_seen_done(&seen);
}
END_TEST

START_TEST(test_chroot)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(CHROOT);
	ck_assert_uint_eq(look(LIBRARY, &p, NULL), 1);
	ck_assert_str_eq(p.library, "/lib dir/" LIBRARY);
	ck_assert(same_file(&p.root, below(&tree, "deep")));
}
END_TEST

START_TEST(test_other_user)
{
	PROCESS_AUTO struct process p = PROCESS_NONE;

	start(OTHER_USER);
	ck_assert_uint_eq(look(LIBRARY, &p, NULL), 1);
	ck_assert_uint_eq(p.owner.user, 1);
}
END_TEST

/* A user cannot inspect processes of root or another user, but their number is known. */
START_TEST(test_unseen)
{
	int status;

	start(_i ? OTHER_USER : PLAIN);
	pid_t pid = fork();
	if (!pid) {
		struct process p;
		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			_exit(2);
		_exit(look(LIBRARY, &p, NULL) != 0 || !child_is_unseen);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* A program that a child becomes: it has not mapped the library. */
static int be_program(const char *threads)
{
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (*threads != '1' && pthread_create(&thread, NULL, wait_forever, NULL))
		return 1;
	if (write(STDOUT_FILENO, "", 1) == 1)
		pause();
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return be_program(argv[1]);
	Suite *s = suite_create("procs");
	TCase *c = add_case(s, "procs");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_found);
	tcase_add_test(c, test_deleted);
	tcase_add_loop_test(c, test_other_names, 0, 4);
	bool threads = under_qemu("processes of one thread: QEMU has threads of its own");
	if (!threads)
		tcase_add_test(c, test_one_thread);
	tcase_add_test(c, test_again);
	tcase_add_test(c, test_noted);
	tcase_add_loop_test(c, test_between_looks, 0, threads ? 3 : 5);
	tcase_add_test(c, test_ended);
	tcase_add_test(c, test_vanishing);
	if (!geteuid()) {
		tcase_add_test(c, test_chroot);
		tcase_add_test(c, test_other_user);
		tcase_add_loop_test(c, test_unseen, 0, 2);
	}
	return run_suite(s);
}
