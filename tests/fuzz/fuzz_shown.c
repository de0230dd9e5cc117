/* SPDX-License-Identifier: MIT */
/* Reads any bytes as what java prints about its settings. */
#include "fuzz.h"

#include "base/strv.h"
#include "text/settings_output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STRV_AUTO struct strv list = {0};
	enum shown what;
	int rc = shown_find_list(span_of((const char *)data, size),
		"jdk.tls.disabledAlgorithms", &list, &what);

	CHECK(!rc && (what == SHOWN_LIST || !list.n));
	return 0;
}
