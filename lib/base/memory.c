/* SPDX-License-Identifier: MIT */
/* Counts allocations that failed. */
#include "base/memory.h"

#include <stdatomic.h>

static atomic_ulong memory_failures;

unsigned long memory_count_failures(void)
{
	return atomic_load(&memory_failures);
}

void memory_add_failure(void)
{
	atomic_fetch_add(&memory_failures, 1);
}
