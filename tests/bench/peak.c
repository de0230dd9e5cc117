/* SPDX-License-Identifier: MIT */
/* Runs a program, and prints on standard error the most memory that it had, in KiB. A script
 * cannot: what it starts begins with the peak of the script. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;

	if (argc < 2)
		return 2;
	pid_t pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status))
		return 126;
	fprintf(stderr, "\n%ld\n", usage.ru_maxrss);
	return WEXITSTATUS(status);
}
