/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a log, and judges what it says of handshakes. */
#include "fuzz.h"

#include "diagnosis/text_causes.h"
#include "text/failure_text.h"

static bool fuzz_is_inside(struct span s, struct span all)
{
	return !s.size || (s.data >= all.data && s.data + s.size <= all.data + all.size);
}

static void fuzz_check_failure(const struct failure_text *t, const struct failure *f)
{
	struct span all = buf_span(&t->text);
	struct text_causes c = text_causes_judge(t, f);

	CHECK(f->n && f->first && f->first <= f->last);
	CHECK(fuzz_is_inside(f->words, all) && fuzz_is_inside(f->detail, all));
	CHECK(fuzz_is_inside(f->handshake.chosen, all));
	for (size_t i = 0; i < f->handshake.n_blocked; i++)
		CHECK(fuzz_is_inside(f->handshake.blocked[i], all));
	CHECK(c.n && c.n <= MOST_TEXT_CAUSES);
	for (size_t i = 0; i < c.n; i++)
		for (size_t j = 0; j < i; j++)
			CHECK(c.causes[i] < N_CAUSES && c.causes[i] != c.causes[j]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};

	CHECK(!failure_text_read(&t, span_of((const char *)data, size)));
	CHECK(t.n <= MOST_FAILURES);
	for (size_t i = 0; i < t.n; i++)
		fuzz_check_failure(&t, &t.failures[i]);
	return 0;
}
