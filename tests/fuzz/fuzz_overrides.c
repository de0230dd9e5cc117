/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the record of override files. */
#include "base/memory.h"

#include "fuzz_sealed.h"

#include "plan/override_records.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store store = STORE_NONE;
	EMITTED_AUTO struct emitted_files files = {0};
	ERR_AUTO struct err e = {0};

	store.path = "/x";
	input = span_of((const char *)data, size);
	if (!emitted_load(&store, &files, &e))
		for (size_t i = 0; i < files.n; i++)
			CHECK(emitted_is_complete(&files.items[i]));
	return 0;
}
