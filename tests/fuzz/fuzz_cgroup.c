/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the cgroups of a process. */
#include "fuzz.h"

#include "text/cgroup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cgroup c = {0};

	CHECK(!cgroup_read(span_of((const char *)data, size), &c));
	CHECK(!c.unit || !strchr(c.unit, '/'));
	/* the kernel writes no NUL */
	CHECK(!c.container || *c.container || memchr(data, 0, size));
	cgroup_done(&c);
	return 0;
}
