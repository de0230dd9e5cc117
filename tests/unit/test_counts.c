/* SPDX-License-Identifier: MIT */
/* Counts how often one change reads documents, splits lists and walks along paths. */
#include "os/root.h"
#include "text/list.h"
#include "text/properties.h"

#include "api.h"

#define SAMPLE "/opt/sample-25"
#define SAMPLE_FILE SAMPLE "/conf/security/java.security"

/* Limits for one install, from the search to the commit. */
#define MOST_PARSES 5
#define MOST_SPLITS 6
#define MOST_WALKS 7 /* along paths of the install */
/* Along paths of the state directory, the policy and five locks of package managers. */
#define MOST_OTHERS 11

static unsigned parses, splits, walks, others;

static unsigned *choose_walks(const char *path)
{
	return strncmp(path, SAMPLE, strlen(SAMPLE)) ? &others : &walks;
}

/*
 * With --wrap=F the linker makes calls of F from other files call __wrap_F, and calls of
 * __real_F call F.
 */
#define COUNTED(count, function, parameters, arguments) \
	int __real_##function parameters;               \
	int __wrap_##function parameters;               \
	int __wrap_##function parameters                \
	{                                               \
		(count)++;                              \
		return __real_##function arguments;     \
	}

COUNTED(parses, props_read,
	(struct props * p, enum props_reader reader, struct span bytes, const char *path,
		struct err *e),
	(p, reader, bytes, path, e))
COUNTED(splits, list_read, (struct list * l, struct span raw), (l, raw))
COUNTED(*choose_walks(path), root_resolve,
	(const struct root *r, const char *path, struct place *ret, struct err *e),
	(r, path, ret, e))
COUNTED(*choose_walks(path), root_resolve_entry,
	(const struct root *r, const char *path, struct place *ret, struct err *e),
	(r, path, ret, e))
COUNTED(*choose_walks(path), root_make_dir,
	(const struct root *r, const char *path, unsigned permissions, const char *doing,
		struct folder *above, struct place *ret, struct err *e),
	(r, path, permissions, doing, above, ret, e))

static void put_sample(const char *path)
{
	const char *source = getenv("SOURCE_ROOT");
	char from[4096];

	snprintf(from, sizeof from, "%s/samples/root%s", source ? source : ".", path);
	SPAN_AUTO struct span bytes = get_bytes(from);
	ck_assert_msg(bytes.data != NULL, "cannot read %s", from);
	put_bytes(below(&tree, path + 1), bytes);
}

static void assert_count(const char *what, unsigned n, unsigned most)
{
	ck_assert_msg(n > 0 && n <= most, "%u %s, %u at most", n, what, most);
}

START_TEST(test_change)
{
	static const char *const target = SAMPLE;

	put_sample(SAMPLE "/release");
	put_sample(SAMPLE_FILE);
	parses = splits = walks = others = 0;
	struct jsec_installs *found = find(&target, 1);
	struct jsec_plan *plan = make_plan(found, &allow_anon);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_uint_eq(count_items(jsec_plan_results(plan)), 1);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_PATCHED);
	assert_count("documents read", parses, MOST_PARSES);
	assert_count("lists split", splits, MOST_SPLITS);
	assert_count("walks along the install's paths", walks, MOST_WALKS);
	assert_count("other walks", others, MOST_OTHERS);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("counts");

	tcase_add_test(add_api_case(s), test_change);
	return run_suite(s);
}
