/* SPDX-License-Identifier: MIT */
/*
 * Preload this library to fail allocation number FAIL_AT (from 0), and no other one. If
 * there are fewer, standard error ends with "not reached".
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

/* C cannot convert the result of dlsym() to a function pointer. */
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
