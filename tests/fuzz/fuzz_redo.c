/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the record of a file that is overwritten in place. */
#include "base/memory.h"

#include "plan/journal.c"
#include "fuzz.h"

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct handle *file = NULL;
	struct store store = STORE_NONE;
	const struct span bytes = span_of((const char *)data, size);
	ERR_AUTO struct err e = {0}, why = {0};
	REDO_AUTO struct redo r = {.store = &store, .place = PLACE_NONE};

	store.path = "/x";
	store.loaded = true;
	if (!file)
		CHECK(!handle_wrap(memfd_create("redo", MFD_CLOEXEC), "redo",
			"the record", &file, &e));
	CHECK(!handle_cut(file, 0, &e) && !handle_append(file, bytes, &e));
	int rc = redo_read(&r, file, &why);
	CHECK(!rc || rc == -JSEC_UNFINISHED || rc == -JSEC_BACKUP_DAMAGED);
	redo_is_mixed(span_cut(bytes, 0, size / 3), span_cut(bytes, size / 3, size / 2),
		span_cut(bytes, size / 2, size));
	return 0;
}
