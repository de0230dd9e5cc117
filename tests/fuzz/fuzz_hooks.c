/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the records of hooks and of their runs. */
#include "base/memory.h"

#include "fuzz_sealed.h"

#include "hooks/hook_records.c"
#include "hooks/hook_run.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store store = STORE_NONE;
	struct hook_record r = {0};
	BUF_AUTO struct buf out = {0}, others = {0};
	ERR_AUTO struct err e = {0};

	store.path = "/x";
	store.lexer = fuzz_lexer();
	input = span_of((const char *)data, size);
	hook_run_copy_others(input, "apt.suspend.", &others);
	CHECK(!others.failed && others.size <= size);
	if (!hook_record_read(&store, &r, &e))
		hook_records_print(&r, &out);
	CHECK(!out.failed);
	hook_record_done(&r);
	return 0;
}
