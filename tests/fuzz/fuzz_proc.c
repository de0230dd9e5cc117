/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the files of a process in /proc. */
#include "base/memory.h"

#include "os/proc.c"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf text = {0};
	struct process p = PROCESS_NONE;

	buf_add(&text, span_of((const char *)data, size));
	CHECK(!text.failed);
	process_read_owner(buf_span(&text), &p);
	struct span path = process_find_mapping(buf_span(&text), "libjvm.so");
	CHECK(!path.size || (*path.data == '/' && path.size > strlen("/libjvm.so") - 1));
	process_find_stat_field(&text, STAT_START);
	process_read_start(&text);
	process_done(&p);
	return 0;
}
