/* SPDX-License-Identifier: MIT */
/*
 * Reads any bytes as a policy file. Writing the same rules must not change it. Its paths are
 * patterns, and paths with versions, too.
 */
#include "fuzz.h"

#include "text/path_pattern.h"
#include "text/policy_rules.h"

#include <stdlib.h>

/* A path that is written as a pattern matches itself, and so does what is made of it. */
static void fuzz_path(const char *path)
{
	static const char *const versions[] = {"17.0.15", "21", "1.8.0_412"};
	BUF_AUTO struct buf written = {0};

	path_pattern_add(span_str(path), &written);
	char *same = path_pattern_get_path(buf_str(&written));
	CHECK(same && !strcmp(same, path) && !path_pattern_is(buf_str(&written)));
	CHECK(strlen(path) > 2000 || path_pattern_matches(buf_str(&written), path));
	free(same);
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		BUF_AUTO struct buf made = {0};
		if (path_pattern_cover_updates(path, versions[i], &made))
			CHECK(path_pattern_is(buf_str(&made)) &&
				(strlen(path) > 1000 ||
					path_pattern_matches(buf_str(&made), path)));
	}
}

static void fuzz_paths(const struct strv *patterns)
{
	for (size_t i = 0; i < patterns->n; i++) {
		const char *pattern = patterns->items[i];
		char *path = path_pattern_get_path(pattern);
		CHECK(path && path_pattern_measure_top(pattern) <= strlen(pattern));
		if (!path_pattern_is(pattern))
			fuzz_path(path);
		else if (i)
			path_pattern_matches(pattern, patterns->items[i - 1]);
		free(path);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span bytes = span_of((const char *)data, size);
	PROPS_AUTO struct props doc = {0}, again = {0};
	POLICY_AUTO struct policy_rules rules = {0}, same = {0};
	BUF_AUTO struct buf written = {0};
	ERR_AUTO struct err e = {0}, why = {0};

	if (props_read(&doc, PROPS_MODERN, bytes, NULL, &e) ||
		policy_rules_read(&rules, &doc, "policy", &e))
		return 0;
	for (size_t i = 0; i < rules.n; i++) {
		fuzz_paths(&rules.items[i].targets);
		fuzz_paths(&rules.items[i].except);
	}
	policy_rules_write(&rules, &doc, &written);
	CHECK(!written.failed &&
		!props_read(&again, PROPS_MODERN, buf_span(&written), NULL, &why));
	CHECK(!policy_rules_read(&same, &again, "policy", &why) && same.n == rules.n);
	CHECK(!rules.n || span_equal(buf_span(&written), bytes));
	return 0;
}
