/* SPDX-License-Identifier: MIT */
/* Decodes any bytes as a value of a .properties file, and encodes them. */
#include "fuzz.h"

#include "base/buf.h"
#include "text/escapes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span raw = span_of((const char *)data, size);
	struct chars c = {0};
	BUF_AUTO struct buf text = {0}, again = {0};
	char *bytes = chars_decode_bytes(raw);

	CHECK(bytes);
	chars_encode_bytes(bytes, &text);
	char *same = chars_decode_bytes(buf_span(&text));
	CHECK(same && !strcmp(bytes, same));
	free(same);
	free(bytes);
	CHECK(!chars_decode(&c, raw));
	chars_add_to(&c, 0, c.n, &again);
	for (size_t i = 0; i < size;)
		chars_next_utf8(raw, &i);
	chars_done(&c);
	return 0;
}
