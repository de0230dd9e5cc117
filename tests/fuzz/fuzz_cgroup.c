/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the cgroups of a process. */
#include "fuzz.h"

#include "text/cgroup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cgroup c = {0};

	CHECK(!cgroup_read(span_of((const char *)data, size), &c));
	CHECK(!c.unit || !strchr(c.unit, '/'));
	CHECK(!c.container || *c.container);
	cgroup_done(&c);
	return 0;
}
