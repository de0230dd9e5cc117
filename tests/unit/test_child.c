/* SPDX-License-Identifier: MIT */
/* Runs programs: what they get, what they return, and that the time limit ends them. */
#include "os/child.h"

#include "os/lacking.h"
#include "testing.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static const char *const *sh(const char *script)
{
	static const char *argv[] = {"/bin/sh", "-c", NULL, NULL};

	argv[2] = script;
	return argv;
}

static const char *const path_only[] = {"PATH=/usr/bin:/bin", NULL};

static int run(const char *script, int *status, struct buf *out)
{
	ERR_AUTO struct err e = {0};
	struct child what = {.argv = sh(script),
		.environment = path_only,
		.milliseconds = 20000,
		.max_output = 100000};

	return child_run(&what, status, out, &e);
}

static const struct {
	const char *script, *out;
	int status;
} rows[] = {
	{"echo out; echo err >&2", "out\nerr\n", 0},
	{"exit 3", "", 3},
	{"cat; pwd", "/\n", 0},
	{"env | grep -v -e PWD -e _ -e SHLVL -e PATH", "", 1},
	{"echo $PATH", "/usr/bin:/bin\n", 0},
	{"ls /proc/self/fd | tr '\\n' ' '", "0 1 2 3 ", 0}, /* 3 belongs to ls */
	{"head -c 100000 /dev/zero | tr '\\0' x | wc -c; exit 0", "100000\n", 0},
	{"sleep 60 & echo started", "started\n", 0}, /* nobody waits for the sleep */
	{"test -t 0 || echo no terminal", "no terminal\n", 0},
};

START_TEST(test_run)
{
	BUF_AUTO struct buf out = {0};
	int status = -1;

	ck_assert_int_eq(run(rows[_i].script, &status, &out), 0);
	assert_bytes(buf_span(&out), span_str(rows[_i].out), rows[_i].script);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), rows[_i].status);
}
END_TEST

/* Makes close_range() fail as it does on Linux before 5.9. Returns false if it cannot. */
static bool be_old_kernel(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

START_TEST(test_old_kernel)
{
	BUF_AUTO struct buf out = {0};
	int status = -1, ours = open("/dev/null", O_RDONLY);

	if (be_old_kernel()) {
		ck_assert_int_eq(syscall(SYS_close_range, ours, ours, 0), -1);
		ck_assert_int_eq(
			run("ls /proc/self/fd | tr '\\n' ' '", &status, &out), 0);
		assert_bytes(buf_span(&out), span_str("0 1 2 3 "), "old kernel");
		ck_assert(fcntl(ours, F_GETFD) == 0);
	}
	close(ours);
}
END_TEST

/* Signals ignored or blocked here are normal in the child, and stay as they are here. */
START_TEST(test_signals)
{
	BUF_AUTO struct buf out = {0};
	sigset_t mine, after;
	int status;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&mine);
	sigaddset(&mine, SIGUSR1);
	sigprocmask(SIG_SETMASK, &mine, NULL);
	ck_assert_int_eq(
		run("grep -E '^Sig(Blk|Ign)' /proc/self/status", &status, &out), 0);
	assert_bytes(buf_span(&out),
		span_str("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"),
		"signals");
	sigprocmask(SIG_SETMASK, NULL, &after);
	ck_assert_int_eq(sigismember(&after, SIGUSR1), 1);
	ck_assert(signal(SIGTERM, SIG_DFL) == SIG_IGN);
	buf_done(&out);
	ck_assert_int_eq(run("kill -TERM $$", &status, &out), 0);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
}
END_TEST

/* The program can open its input again by a path, and as another user. */
START_TEST(test_input)
{
	static const struct owner nobody = {65534, 65534};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct child what = {.argv = sh("cat /proc/self/fd/0; cat; cat /proc/self/fd/0"),
		.environment = path_only,
		.input = span_of("a\0b\n", 4),
		.become = geteuid() ? NULL : &nobody,
		.milliseconds = 20000,
		.max_output = 100000};
	int status;

	ck_assert_int_eq(child_run(&what, &status, &out, &e), 0);
	assert_bytes(buf_span(&out), span_of("a\0b\na\0b\na\0b\n", 12), "input");
	ck_assert_int_eq(status, 0);
}
END_TEST

/* Makes a pipe, and adds commands of a shell that hold it open. Returns the other end. */
static int make_witness(const struct tree *dir, struct buf *script)
{
	const char *path = below(dir, "witness");

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	buf_addf(script, "exec 9>%s; echo >&9; ", path);
	return fd;
}

/* Checks that the program ran, and that nothing of it is left. */
static void check_witness(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char c;

	ck_assert_int_eq(read(fd, &c, 1), 1);
	ck_assert_int_eq(poll(&p, 1, 0), 1);
	ck_assert_int_eq(p.revents, POLLHUP);
	close(fd);
}

static const char *const daemons[] = {
	"sleep 60 >&- 2>&- & exit 0",
	"setsid sleep 60 >&- 2>&- & exit 0",
	"setsid sh -c 'setsid sleep 60 & setsid sleep 60 & exit' & exit 0",
	"trap '' TERM HUP INT; (while :; do sleep 60; done) & exit 0",
	"i=0; while [ $i -lt 50 ]; do i=$((i+1)); (sleep 60 & sleep 60 &) done; exit 0",
};

static const char *const endless[] = {
	"sleep 60",
	"trap '' TERM HUP INT; while :; do sleep 60; done",
	"exec >/dev/null 2>&1; sleep 60",
	"yes",
	"setsid sleep 60 & sleep 60",
};

/* Runs a script as this user, and checks that nothing is left. */
static void run_and_check(const char *script, unsigned milliseconds, int expected)
{
	struct tree dir;
	BUF_AUTO struct buf out = {0}, whole = {0};
	ERR_AUTO struct err e = {0};
	int status = 0;

	tree_make(&dir);
	int fd = make_witness(&dir, &whole);
	buf_adds(&whole, script);
	struct child what = {.argv = sh(buf_str(&whole)),
		.environment = path_only,
		.milliseconds = milliseconds,
		.max_output = 1000};
	ck_assert_int_eq(child_run(&what, &status, &out, &e), expected);
	ck_assert(!expected || strstr(e.public.message, "killed"));
	ck_assert_int_eq(status, 0);
	ck_assert_uint_le(out.size, 1000);
	check_witness(fd);
	ck_assert_int_eq(waitpid(-1, &status, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	tree_remove(&dir);
}

/* Takes away the right to make a pid namespace. */
static void drop_rights(void)
{
	struct __user_cap_header_struct which = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct rights[2];

	ck_assert_int_eq(syscall(SYS_capget, &which, rights), 0);
	rights[0].effective &= ~(1U << CAP_SYS_ADMIN);
	ck_assert_int_eq(syscall(SYS_capset, &which, rights), 0);
}

/* Nothing survives, with and without a pid namespace. */
static void run_as_both(const char *script, unsigned milliseconds, int expected)
{
	int status;

	run_and_check(script, milliseconds, expected);
	pid_t pid = fork();
	if (!pid) {
		drop_rights();
		run_and_check(script, milliseconds, expected);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(test_orphans)
{
	run_as_both(daemons[_i], 20000, 0);
}
END_TEST

START_TEST(test_too_long)
{
	run_as_both(endless[_i], 300, -JSEC_IO);
}
END_TEST

/* The program is in our pid namespace if that has to know it. */
START_TEST(test_pids)
{
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	char own[64] = "";
	struct child what = {.argv = sh("readlink /proc/self/ns/pid | tr -d '\\n'"),
		.environment = path_only,
		.known = true,
		.milliseconds = 20000,
		.max_output = 1000};
	int status;

	ck_assert_int_gt(readlink("/proc/self/ns/pid", own, sizeof own - 1), 0);
	ck_assert_int_eq(child_run(&what, &status, &out, &e), 0);
	ck_assert_str_eq(buf_str(&out), own);
}
END_TEST

START_TEST(test_at_most)
{
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct child what = {.argv = sh("head -c 300000 /dev/zero | tr '\\0' x"),
		.environment = path_only,
		.milliseconds = 20000,
		.max_output = 1000};
	int status;

	ck_assert_int_eq(child_run(&what, &status, &out, &e), 0);
	ck_assert_uint_eq(out.size, 1000);
	ck_assert_int_eq(status, 0);
}
END_TEST

static const struct {
	const char *path;
	int rc;
} missing[] = {
	{"/no/such/program", -JSEC_NOT_FOUND},
	{"/etc/passwd", -JSEC_DENIED},
	{"/", -JSEC_DENIED},
};

START_TEST(test_cannot)
{
	const char *argv[] = {missing[_i].path, NULL};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct child what = {.argv = argv, .milliseconds = 20000, .max_output = 1000};
	int status;

	ck_assert_int_eq(child_run(&what, &status, &out, &e), missing[_i].rc);
	ck_assert_ptr_nonnull(strstr(e.public.message, missing[_i].path));
	ck_assert_uint_eq(out.size, 0);
	ck_assert_int_eq(waitpid(-1, &status, WNOHANG), -1);
}
END_TEST

START_TEST(test_become)
{
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct child what = {.argv = sh("id -u; id -g; id -G; test -r /etc/shadow"),
		.environment = path_only,
		.become = &(struct owner){71234, 72345}, /* more than 16 bits */
		.milliseconds = 20000,
		.max_output = 1000};
	int status, rc = child_run(&what, &status, &out, &e);

	if (geteuid()) {
		ck_assert_int_eq(rc, -JSEC_DENIED);
		return;
	}
	ck_assert_int_eq(rc, 0);
	assert_bytes(buf_span(&out), span_str("71234\n72345\n72345\n"), "ids");
	ck_assert_int_ne(status, 0);
	ck_assert_uint_eq(geteuid(), 0);
}
END_TEST

/* Works if the caller has closed its standard files. */
START_TEST(test_closed)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct buf out = {0};
		close(0);
		close(1);
		close(2);
		_exit(run("echo out; echo err >&2; cat", &status, &out) ||
			strcmp(buf_str(&out), "out\nerr\n") != 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("child");
	TCase *c = add_case(s, "child");

	tcase_add_loop_test(c, test_run, 0, N_ROWS(rows));
	tcase_add_test(c, test_old_kernel);
	tcase_add_test(c, test_signals);
	tcase_add_test(c, test_input);
	if (!under_qemu("orphans: no pid namespace and no subreaper")) {
		tcase_add_loop_test(c, test_orphans, 0, N_ROWS(daemons));
		tcase_add_loop_test(c, test_too_long, 0, N_ROWS(endless));
	}
	tcase_add_test(c, test_pids);
	tcase_add_test(c, test_at_most);
	tcase_add_loop_test(c, test_cannot, 0, N_ROWS(missing));
	tcase_add_test(c, test_become);
	tcase_add_test(c, test_closed);
	return run_suite(s);
}
