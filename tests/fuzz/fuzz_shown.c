/* SPDX-License-Identifier: MIT */
/* Reads any bytes as what a Java prints when it is asked. */
#include "fuzz.h"

#include "text/java_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	JAVA_ANSWER_AUTO struct java_answer a = {0};

	CHECK(!java_answer_read(span_of((const char *)data, size), &a));
	CHECK((a.is_set || !a.entries.n) && a.n_anonymous <= a.n_suites);
	return 0;
}
