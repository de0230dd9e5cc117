/* SPDX-License-Identifier: MIT */
/* Reads any bytes as records of hooks and of their runs, as a hook, and as units. */
#include "base/memory.h"

#include "fuzz_sealed.h"

#include "hooks/hook_records.c"
#include "hooks/hook_run.c"
#include "hooks/hook_text.h"
#include "hooks/hook_units.c"

static const char sample[] = "PathChanged=/opt\n@FILES@\nExec=@PROGRAM@ --reapply\n";

/* What is filled in is recognized, and the program is found. */
static void check_texts(struct span text)
{
	BUF_AUTO struct buf out = {0};
	struct hook_unit units[MAX_UNITS];
	STRV_AUTO struct strv watched = {0};
	char *program = hook_text_find_program(text), *found = NULL;

	hook_text_switches_off(text);
	CHECK(hook_units_read(text, units, MAX_UNITS) <= MAX_UNITS);
	if (program) {
		strv_adds(&watched, program);
		hook_text_fill_in(&out, sample, program, &watched);
		found = hook_text_find_program(buf_span(&out));
		CHECK(hook_text_is_filled_in(buf_span(&out), sample, program));
		CHECK(found && !strcmp(found, program));
	}
	CHECK(!hook_text_is_filled_in(text, sample, "/usr/bin/jsecpatch") ||
		!memcmp(text.data, sample, 10));
	free(found);
	free(program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store store = STORE_NONE;
	struct hook_record r = {0};
	BUF_AUTO struct buf out = {0}, others = {0};
	ERR_AUTO struct err e = {0};

	store.path = "/x";
	input = span_of((const char *)data, size);
	hook_run_copy_others(input, "apt.suspend.", &others);
	CHECK(!others.failed && others.size <= size);
	check_texts(input);
	if (!hook_record_read(&store, &r, &e))
		hook_records_print(&r, &out);
	CHECK(!out.failed);
	hook_record_done(&r);
	return 0;
}
