/* SPDX-License-Identifier: MIT */
/* Reads any bytes as dpkg's database, and finds each file that it has. */
#include "fuzz.h"

#include "text/dpkg_status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dpkg_status s = {0};

	CHECK(!dpkg_status_read(&s, span_of((const char *)data, size)));
	for (size_t i = 0; i < s.n_conffiles; i++) {
		struct span path = s.conffiles[i].path;
		const struct dpkg_package *p = dpkg_status_find(&s, path);

		CHECK(path.size && path.data[0] == '/');
		CHECK(s.conffiles[i].package < s.n_packages);
		CHECK(p ? p->name.size && !p->superseded
			: s.packages[s.conffiles[i].package].superseded);
	}
	CHECK(!dpkg_status_find(&s, span_str("no path")));
	dpkg_status_done(&s);
	return 0;
}
