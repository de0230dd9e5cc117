/* SPDX-License-Identifier: MIT */
/*
 * Counts allocations that failed. A public call during which one failed fails, too, even
 * if the code that needed the memory took its lack for something else: that something is
 * missing, or wrong. The compiler includes this before every file of the library.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <sched.h> /* musl declares calloc() here, too */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Counts for all threads of the process, and what libraries and the system report. */
unsigned long memory_count_failures(void);
void memory_add_failure(void);

static inline void *memory_check(void *allocated)
{
	if (!allocated)
		memory_add_failure();
	return allocated;
}

static inline int memory_check_size(int printed)
{
	if (printed < 0)
		memory_add_failure();
	return printed;
}

/*
 * Makes room for one item after `n`. Returns the items, which may have moved, or NULL. All
 * items must have been added in this way: there is room up to the next power of two.
 */
static inline void *memory_grow(void *items, size_t n, size_t size)
{
	if (items && (n & (n - 1)))
		return items;
	return memory_check(realloc(items, (n ? 2 * n : 1) * size));
}

/* FORTIFY makes macros of these for compilers other than gcc. */
#undef asprintf
#undef vasprintf

#define malloc(size) memory_check(malloc(size))
#define calloc(n, size) memory_check(calloc(n, size))
#define realloc(old, size) memory_check(realloc(old, size))
#define strdup(string) memory_check(strdup(string))
#define strndup(string, size) memory_check(strndup(string, size))
#define asprintf(...) memory_check_size(asprintf(__VA_ARGS__))
#define vasprintf(...) memory_check_size(vasprintf(__VA_ARGS__))

#endif
