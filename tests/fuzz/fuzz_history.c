/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the journal of changes, and as a record with a checksum. */
#include "base/memory.h"

#include "backup/history.c"
#undef FORMAT
#include "backup/sealed.c"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sealed record = {"record", "nothing is lost"};
	struct store store = STORE_NONE;
	struct history h = {0};
	ERR_AUTO struct err e = {0};

	store.path = "/x";
	buf_add(&h.bytes, span_of((const char *)data, size));
	CHECK(!h.bytes.failed && !history_read_lines(&h, &e));
	for (size_t i = 0; i < h.n; i++)
		CHECK(!h.lines[i].is_good || h.lines[i].was.size == DIGEST);
	history_stale(&h, "/a", (struct file_time){2, 0}, h.n ? "d" : "",
		(struct file_time){1, 0});
	history_late(&h, "/a", (struct file_time){1, 0});
	history_find_last(&h, "/a");
	const char *eol = size ? memchr(h.bytes.data, '\n', size) : NULL;
	if (eol)
		sealed_check(&store, &record, &h.bytes,
			span_cut(buf_span(&h.bytes), (size_t)(eol + 1 - h.bytes.data),
				size),
			&e);
	history_done(&h);
	return 0;
}
