/* SPDX-License-Identifier: MIT */
/*
 * Preload this library to fail allocation number FAIL_AT (from 0), and all later ones if
 * FAIL_ON is set. At the end it writes to the file FAIL_REPORT how many there were.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What glibc calls its own functions: dlsym() would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong *n_calls; /* also of processes that were forked */
static unsigned long fail_at = -1UL;
static bool fail_on, started;
static int report = -1;

/* The loader is not counted, and programs that are run are not disturbed. */
__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("FAIL_AT"), *path = getenv("FAIL_REPORT");

	if (at)
		fail_at = strtoul(at, NULL, 10);
	fail_on = getenv("FAIL_ON") != NULL;
	if (path)
		report = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	unsetenv("LD_PRELOAD");
	n_calls = mmap(NULL, sizeof *n_calls, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	started = n_calls != MAP_FAILED;
}

__attribute__((destructor)) static void tell(void)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%lu\n", started ? atomic_load(n_calls) : 0);

	if (report >= 0)
		(void)!pwrite(report, text, (size_t)n, 0); /* the last process counts */
}

static bool fails(void)
{
	unsigned long n;

	if (!started)
		return false;
	n = atomic_fetch_add(n_calls, 1);
	if (n != fail_at && !(fail_on && n > fail_at))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	*ret = memalign(alignment, size);
	return *ret ? 0 : ENOMEM;
}
