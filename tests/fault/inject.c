// SPDX-License-Identifier: MIT
// Runs a program and counts its system calls, fails one, shortens one, or kills it there.
//
// usage: inject REPORT trace|kill|half|byte|fail:ERRNO NTH[+] CALL,CALL...|all PROGRAM [ARG]...
//
// NTH counts the calls of these names, in all threads and children, from the start of PROGRAM
// on. With a +, all later ones meet the same. close() is done even if it fails, as the kernel
// does. Ends with PROGRAM's status, or 128 + its signal. 125: this does not work here.
//
// REPORT gets a line for each call that was traced or disturbed: its name and its first three
// arguments; of openat2(), the flags instead of the address of them. A seccomp filter selects
// the calls, so that all others run at full speed.
#include "os/lacking.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <elf.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <unistd.h>

#define UNUSABLE 125
#define MAX_CALLS 256

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

static void die(const char *what)
{
	fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
	exit(UNUSABLE);
}

#ifdef ARCH
struct call {
	const char *name;
	long number;
};

// clang-format off
#define CALL(name) { #name, SYS_##name }
static const struct call known[] = {
	CALL(bind), CALL(brk), CALL(capget), CALL(chdir), CALL(clock_nanosleep),
	CALL(clone), CALL(clone3), CALL(close), CALL(close_range), CALL(connect),
	CALL(copy_file_range), CALL(dup), CALL(dup3), CALL(execve), CALL(exit),
	CALL(exit_group), CALL(faccessat), CALL(faccessat2), CALL(fadvise64),
	CALL(fallocate), CALL(fchdir), CALL(fchmod), CALL(fchmodat), CALL(fchown),
	CALL(fchownat), CALL(fcntl), CALL(fdatasync), CALL(fgetxattr), CALL(flistxattr),
	CALL(flock), CALL(fremovexattr), CALL(fsetxattr), CALL(fstat), CALL(fstatfs),
	CALL(fsync), CALL(ftruncate), CALL(futex), CALL(getcwd), CALL(getdents64),
	CALL(getegid), CALL(geteuid), CALL(getgid), CALL(getgroups), CALL(getpeername),
	CALL(getpid), CALL(getppid), CALL(getrandom), CALL(getsockname), CALL(gettid),
	CALL(getuid),
	CALL(getxattr), CALL(ioctl), CALL(kill), CALL(lgetxattr), CALL(linkat),
	CALL(listxattr), CALL(llistxattr), CALL(lseek), CALL(lsetxattr), CALL(madvise),
	CALL(mkdirat), CALL(mknodat), CALL(mmap), CALL(mprotect), CALL(mremap),
	CALL(msync), CALL(munmap), CALL(nanosleep), CALL(newfstatat), CALL(openat),
	CALL(openat2), CALL(pipe2), CALL(ppoll), CALL(prctl), CALL(pread64),
	CALL(preadv), CALL(prlimit64), CALL(pwrite64), CALL(pwritev), CALL(read),
	CALL(readlinkat), CALL(readv), CALL(recvfrom), CALL(recvmsg), CALL(renameat),
	CALL(renameat2), CALL(rseq), CALL(rt_sigaction), CALL(rt_sigprocmask),
	CALL(rt_sigreturn), CALL(rt_sigtimedwait), CALL(sched_getaffinity),
	CALL(sched_yield), CALL(sendfile), CALL(sendmmsg), CALL(sendmsg), CALL(sendto),
	CALL(set_robust_list), CALL(set_tid_address), CALL(setfsgid), CALL(setfsuid),
	CALL(setgid), CALL(setgroups), CALL(setitimer), CALL(setresgid), CALL(setresuid),
	CALL(setsockopt), CALL(setuid), CALL(setxattr), CALL(sigaltstack), CALL(socket),
	CALL(statfs), CALL(statx), CALL(symlinkat), CALL(sync), CALL(syncfs),
	CALL(sysinfo), CALL(tgkill), CALL(umask), CALL(uname), CALL(unlinkat),
	CALL(unshare), CALL(utimensat), CALL(wait4), CALL(waitid), CALL(write),
	CALL(writev),
#ifdef __x86_64__
	CALL(access), CALL(alarm), CALL(arch_prctl), CALL(chmod), CALL(chown),
	CALL(creat), CALL(dup2), CALL(fork), CALL(lchown), CALL(link), CALL(lstat),
	CALL(mkdir), CALL(open), CALL(pipe), CALL(poll), CALL(readlink), CALL(rename),
	CALL(rmdir), CALL(select), CALL(stat), CALL(symlink), CALL(time), CALL(unlink),
	CALL(vfork),
#endif
};
// clang-format on
#define KNOWN (sizeof known / sizeof *known)

enum what { TRACE, KILL, HALF, BYTE, FAIL };

static struct {
	FILE *report;
	enum what what;
	int error;
	long nth, count;
	int and_later, running;
	pid_t program;
} run;

static const char *call_name(long number)
{
	static char unknown[32];

	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].number == number)
			return known[i].name;
	snprintf(unknown, sizeof unknown, "#%ld", number);
	return unknown;
}

static long call_number(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].number;
	errno = EINVAL;
	die(name);
	return -1;
}

// Makes the kernel stop the program at these calls only.
static void filter_install(char *names)
{
	struct sock_filter code[2 * MAX_CALLS + 8];
	unsigned short n = 0;
	int all = strcmp(names, "all") == 0;

	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (char *name = strtok(names, ","); name && !all; name = strtok(NULL, ",")) {
		if (n > 2 * MAX_CALLS)
			die("too many calls");
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call_number(name), 0, 1);
		code[n++] =
			(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	}
	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_RET | BPF_K, all ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){n, code}))
		die("seccomp");
}

static void registers_move(int request, pid_t pid, struct user_regs_struct *registers)
{
	struct iovec iov = {registers, sizeof *registers};

	ptrace(request, pid, (void *)NT_PRSTATUS, &iov);
}

// Sets what a call returns. If it has not been made yet, it is not made.
static void result_set(pid_t pid, long result, int skip)
{
	struct user_regs_struct registers;

	registers_move(PTRACE_GETREGSET, pid, &registers);
#ifdef __x86_64__
	registers.rax = (unsigned long)result;
	if (skip)
		registers.orig_rax = (unsigned long)-1;
#else
	int none = -1;
	struct iovec iov = {&none, sizeof none};

	registers.regs[0] = (unsigned long)result;
	if (skip)
		ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &iov);
#endif
	registers_move(PTRACE_SETREGSET, pid, &registers);
}

static void length_set(pid_t pid, unsigned long length)
{
	struct user_regs_struct registers;

	registers_move(PTRACE_GETREGSET, pid, &registers);
#ifdef __x86_64__
	registers.rdx = length;
#else
	registers.regs[2] = length;
#endif
	registers_move(PTRACE_SETREGSET, pid, &registers);
}

static void call_report(pid_t pid, long number, const unsigned long long *arguments)
{
	unsigned long long third = arguments[2];

	if (number == SYS_openat2)
		third = (unsigned long long)ptrace(
			PTRACE_PEEKDATA, pid, (void *)(size_t)third, 0);
	fprintf(run.report, "%s %d %llu %llu\n", call_name(number), (int)arguments[0],
		arguments[1], third);
}

// A call is about to be made. Returns how the program goes on from there.
static int call_enter(pid_t pid)
{
	struct ptrace_syscall_info info;

	run.count++;
	if (run.what != TRACE && run.count != run.nth &&
		!(run.and_later && run.count > run.nth))
		return PTRACE_CONT;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0) {
		if (errno == ESRCH) // its parent has killed it
			return PTRACE_CONT;
		die("PTRACE_GET_SYSCALL_INFO");
	}
	long number = (long)info.seccomp.nr;
	unsigned long length = info.seccomp.args[2];
	call_report(pid, number, (unsigned long long *)info.seccomp.args);
	if (run.what == KILL) {
		kill(-run.program, SIGKILL);
	} else if (run.what == FAIL) {
		if (number == SYS_close)
			return PTRACE_SYSCALL;
		result_set(pid, -run.error, 1);
	} else if (run.what != TRACE && length > 1) {
		length_set(pid, run.what == HALF ? length / 2 : 1);
	}
	return PTRACE_CONT;
}

static void stop_handle(pid_t pid, int status)
{
	int signal = WSTOPSIG(status), event = status >> 16, how = PTRACE_CONT;

	if (event == PTRACE_EVENT_EXEC)
		run.running = 1;
	else if (event == PTRACE_EVENT_SECCOMP && run.running)
		how = call_enter(pid);
	else if (signal == (SIGTRAP | 0x80))
		result_set(pid, -run.error, 0);
	int ours = event || signal == (SIGTRAP | 0x80) || signal == SIGSTOP;
	ptrace(how, pid, NULL, (void *)(long)(ours ? 0 : signal));
}

static int program_follow(void)
{
	int status, end = 0;
	pid_t pid;

	waitpid(run.program, &status, 0);
	if (!WIFSTOPPED(status))
		die("ptrace");
	if (ptrace(PTRACE_SETOPTIONS, run.program, 0,
		    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
			    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			    PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP) ||
		ptrace(PTRACE_CONT, run.program, 0, 0))
		die("ptrace");
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status))
			stop_handle(pid, status);
		else if (pid == run.program)
			end = status;
	}
	return WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
}

static void what_parse(const char *what, const char *nth)
{
	static const char *const names[] = {"trace", "kill", "half", "byte"};
	char *end;

	run.what = FAIL;
	for (int i = TRACE; i < FAIL; i++)
		if (strcmp(what, names[i]) == 0)
			run.what = (enum what)i;
	if (run.what == FAIL && sscanf(what, "fail:%d", &run.error) != 1) {
		errno = EINVAL;
		die(what);
	}
	run.nth = strtol(nth, &end, 10);
	run.and_later = *end == '+';
}

int main(int argc, char **argv)
{
	if (argc < 6)
		return UNUSABLE;
	what_parse(argv[2], argv[3]);
	run.report = fopen(argv[1], "we");
	if (!run.report)
		die(argv[1]);
	run.program = fork();
	if (run.program == 0) {
		if (setpgid(0, 0) || ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(UNUSABLE);
		raise(SIGSTOP);
		filter_install(argv[4]);
		execvp(argv[5], argv + 5);
		die(argv[5]);
	}
	int status = program_follow();
	return fclose(run.report) ? UNUSABLE : status;
}
#else
int main(void)
{
	errno = ENOSYS;
	die("this architecture");
}
#endif
