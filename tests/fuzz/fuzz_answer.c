/* SPDX-License-Identifier: MIT */
/* Reads any bytes as the answer of a server, whole and in pieces, which must say the same. */
#include "fuzz.h"

#include "text/client_hello.h"
#include "text/server_answer.h"

static unsigned describe(const struct answer *a)
{
	return (unsigned)answer_is_anonymous(a) |
	       (unsigned)answer_is_certificate(a) << 1 |
	       (unsigned)answer_is_broken_13(a) << 2 |
	       (unsigned)answer_is_closed(a) << 3 | (unsigned)answer_is_settled(a) << 4 |
	       (unsigned)answer_wants_more(a) << 5;
}

/* The second hello has what the server demands, and can be made whatever that is. */
static void check_retry(struct answer *a)
{
	static const unsigned char random[HELLO_RANDOM];
	BUF_AUTO struct buf hello = {0};
	const struct hello_retry retry = {a->retry_group, buf_span(&a->cookie)};

	client_hello_make(&hello, HELLO_ALL, random, "name.example", &retry);
	CHECK(!hello.failed);
	answer_retry(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct answer whole = {0}, pieces = {0};
	struct span bytes = span_of((const char *)data, size);

	answer_feed(&whole, bytes);
	for (size_t i = 0; i < size; i++)
		answer_feed(&pieces, span_cut(bytes, i, i + 1));
	CHECK((whole.protocol > ANSWER_TLS) == (pieces.protocol > ANSWER_TLS));
	if (whole.protocol <= ANSWER_TLS)
		CHECK(describe(&whole) == describe(&pieces));
	CHECK(!whole.has_hello || !whole.has_retry);
	CHECK(answer_get_alert(&whole) < 256);
	if (whole.has_retry) {
		check_retry(&whole);
		answer_feed(&whole, bytes);
	}
	answer_done(&whole);
	answer_done(&pieces);
	return 0;
}
