/* SPDX-License-Identifier: MIT */
/* Tests the public calls that need no files: names, and editing bytes. */
#include "jsecpatch.h"

#include "testing.h"

#define BEFORE "a=1\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\nb=2\n"
#define AFTER "a=1\njdk.tls.disabledAlgorithms=SSLv3, NULL\nb=2\n"

static struct jsec *session;
static const char *const anon[] = {"anon"};
static const struct jsec_request allow_anon = {
	.size = sizeof allow_anon, .action = JSEC_CHANGE, .allow = anon, .n_allow = 1};
static const struct jsec_request restore = {
	.size = sizeof restore, .action = JSEC_RESTORE};

static void set_up(void)
{
	ck_assert_int_eq(jsec_new(NULL, &session), 0);
}

static void tear_down(void)
{
	jsec_free(session);
}

static void assert_error(enum jsec_code code)
{
	ck_assert_str_eq(
		jsec_code_name(jsec_get_error(session)->code), jsec_code_name(code));
}

START_TEST(test_names)
{
	unsigned major, minor, patch;

	ck_assert_int_eq(sscanf(jsec_version(), "%u.%u.%u", &major, &minor, &patch), 3);
	ck_assert_str_eq(jsec_code_name(JSEC_OK), "ok");
	ck_assert_str_eq(jsec_code_name(JSEC_READ_ONLY), "read-only");
	ck_assert_str_eq(jsec_code_name(JSEC_NOT_DURABLE), "not-durable");
	ck_assert_str_eq(jsec_state_name(JSEC_WOULD_PATCH), "would-patch");
	ck_assert_str_eq(jsec_state_name(JSEC_FAILED), "failed");
	ck_assert_str_eq(jsec_source_name(JSEC_KNOWN_PLACE), "known-place");
	ck_assert_str_eq(jsec_source_name(JSEC_PATH), "path");
	for (int i = -2; i < 100; i++) {
		ck_assert_ptr_nonnull(jsec_code_name((enum jsec_code)i));
		ck_assert_ptr_nonnull(jsec_state_name((enum jsec_state)i));
		ck_assert_ptr_nonnull(jsec_source_name((enum jsec_source)i));
	}
	ck_assert_str_eq(jsec_code_name((enum jsec_code)99), "unknown");
	for (int i = 0; i <= JSEC_NOT_DURABLE; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(jsec_code_name((enum jsec_code)i),
				jsec_code_name((enum jsec_code)k));
}
END_TEST

static const struct {
	const char *before, *after;
	enum jsec_code code;
} texts[] = {
	{BEFORE, AFTER, JSEC_OK},
	{AFTER, AFTER, JSEC_OK},
	{"", "", JSEC_OK},
	{"jdk.tls.disabledAlgorithms=anon", NULL, JSEC_EMPTY_LIST},
	{"k=\\u1\n", NULL, JSEC_BAD_FILE},
	{"jdk.tls.disabledAlgorithms=anon, DH keySize<1\n", NULL, JSEC_BAD_LIST},
};

START_TEST(test_plan_text)
{
	void *bytes = NULL;
	size_t size = 77;
	int rc = jsec_plan_text(session, texts[_i].before, strlen(texts[_i].before),
		&allow_anon, &bytes, &size);

	ck_assert_int_eq(rc, -(int)texts[_i].code);
	assert_error(texts[_i].code);
	if (rc) {
		ck_assert_ptr_null(bytes);
		ck_assert_uint_eq(size, 77);
	} else {
		assert_bytes(span_of(bytes, size), span_str(texts[_i].after),
			texts[_i].before);
	}
	free(bytes);
}
END_TEST

START_TEST(test_plan_text_limits)
{
	SPAN_AUTO struct span large =
		repeated(span_str("#"), (16 << 20) + 1, span_str(""));
	static const struct jsec_request list = {.size = sizeof list};
	static const char *const more[] = {"FOO"};
	struct jsec_request add = {.size = sizeof add,
		.action = JSEC_CHANGE,
		.disallow = more,
		.n_disallow = 1};
	void *bytes = NULL;
	size_t size = 0;

	ck_assert_int_eq(jsec_plan_text(session, large.data, large.size, &allow_anon,
				 &bytes, &size),
		-JSEC_TOO_LARGE);
	ck_assert_int_eq(jsec_plan_text(session, "", 0, &restore, &bytes, &size),
		-JSEC_BAD_REQUEST);
	ck_assert_int_eq(
		jsec_plan_text(session, "", 0, &list, &bytes, &size), -JSEC_BAD_REQUEST);
	ck_assert_ptr_null(bytes);
	ck_assert_int_eq(jsec_plan_text(session, NULL, 0, &add, &bytes, &size), 0);
	assert_bytes(span_of(bytes, size), span_str("jdk.tls.disabledAlgorithms=FOO\n"),
		"NULL");
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api-text");
	TCase *c = add_case(s, "text");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_names);
	tcase_add_loop_test(c, test_plan_text, 0, N_ROWS(texts));
	tcase_add_test(c, test_plan_text_limits);
	return run_suite(s);
}
