/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a release file, and its version. */
#include "fuzz.h"

#include "jre/release.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct release r = {0};
	char *home = strndup((const char *)data, size);

	CHECK(home);
	const struct release_site site = {home, size % 2 ? home : NULL, NULL};
	release_take(&r, span_of((const char *)data, size), &site);
	release_get_reader(&r);
	release_get_rules(&r, "jdk.tls.disabledAlgorithms", false);
	release_get_jsse(&r, true);
	release_includes(&r);
	release_done(&r);
	free(home);
	return 0;
}
