/* SPDX-License-Identifier: MIT */
/*
 * Preloaded, it fails the allocation that FAIL_AT counts, from 0 on, and no other. Where there
 * are not so many, standard error has "not reached" at the end.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_ulong n_calls;

static bool fails(void)
{
	const char *at = getenv("FAIL_AT");

	if (!at || atomic_fetch_add(&n_calls, 1) != strtoul(at, NULL, 10))
		return false;
	errno = ENOMEM;
	return true;
}

/* C has no conversion from what dlsym() returns to a function. */
static void find_next(const char *name, void *ret)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(ret, &symbol, sizeof symbol);
}

void *malloc(size_t size)
{
	static void *(*next)(size_t);

	if (!next)
		find_next("malloc", &next);
	return fails() ? NULL : next(size);
}

void *realloc(void *old, size_t size)
{
	static void *(*next)(void *, size_t);

	if (!next)
		find_next("realloc", &next);
	return fails() ? NULL : next(old, size);
}

__attribute__((destructor)) static void tell(void)
{
	static const char text[] = "not reached\n";
	const char *at = getenv("FAIL_AT");

	if (at && atomic_load(&n_calls) <= strtoul(at, NULL, 10))
		(void)!write(STDERR_FILENO, text, sizeof text - 1);
}
