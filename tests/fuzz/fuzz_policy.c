/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a policy file. Writing the same rules must not change it. */
#include "fuzz.h"

#include "text/policy_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span bytes = span_of((const char *)data, size);
	PROPS_AUTO struct props doc = {0}, again = {0};
	POLICY_AUTO struct policy_rules rules = {0}, same = {0};
	BUF_AUTO struct buf written = {0};
	ERR_AUTO struct err e = {0}, why = {0};

	if (props_read(&doc, fuzz_lexer(), PROPS_MODERN, bytes, NULL, &e) ||
		policy_rules_read(&rules, &doc, "policy", &e))
		return 0;
	policy_rules_write(&rules, &doc, &written);
	CHECK(!written.failed && !props_read(&again, fuzz_lexer(), PROPS_MODERN,
					 buf_span(&written), NULL, &why));
	CHECK(!policy_rules_read(&same, &again, "policy", &why) && same.n == rules.n);
	CHECK(!rules.n || span_equal(buf_span(&written), bytes));
	return 0;
}
