/* SPDX-License-Identifier: MIT */
/* Equal bytes are stored once, until the last holder drops them. */
#include "backup/blob.h"

#include "testing.h"

static struct blob *add(struct pool *p, const char *text)
{
	ERR_AUTO struct err e = {0};
	struct buf bytes = {0};
	struct blob *b = NULL;

	buf_adds(&bytes, text);
	ck_assert_int_eq(pool_add(p, &bytes, &b, &e), 0);
	ck_assert_ptr_null(bytes.data);
	assert_bytes(blob_get(b), span_str(text), "bytes");
	return b;
}

START_TEST(test_shared)
{
	struct pool p = POOL_NONE;
	ERR_AUTO struct err e = {0};
	char digest[DIGEST_SIZE];
	struct blob *one = add(&p, "one"), *two = add(&p, "two"), *none = add(&p, "");
	struct blob *again = add(&p, "one");

	ck_assert_ptr_eq(one, again);
	ck_assert_ptr_ne(one, two);
	ck_assert_ptr_ne(one, none);
	digest_compute(span_str("one"), digest);
	ck_assert_str_eq(blob_get_digest(one), digest);
	ck_assert_str_eq(blob_get_digest(again), digest);
	blob_drop(one);
	assert_bytes(blob_get(again), span_str("one"), "bytes that are still held");
	blob_drop(again);
	blob_drop(two);
	blob_drop(none);
	blob_drop(NULL);
	pool_done(&p);
	ck_assert_ptr_null(p.tree);
	ck_assert_uint_eq(blob_get(NULL).size, 0);
}
END_TEST

/* The last blobs stay without a holder, so that the same bytes are the same blob again. */
START_TEST(test_recent)
{
	static const char *const texts[] = {"one", "two", "three", "four", "five"};
	struct pool p = POOL_NONE;
	struct blob *b[N_ROWS(texts)];

	for (size_t i = 0; i < N_ROWS(texts); i++) {
		b[i] = add(&p, texts[i]);
		blob_get_digest(b[i]);
		blob_drop(b[i]);
	}
	struct blob *again = add(&p, "two");
	ck_assert_ptr_eq(again, b[1]);
	ck_assert_int_ne(again->digest[0], 0);
	blob_drop(again);
	again = add(&p, "one");
	ck_assert_int_eq(again->digest[0], 0); /* it was not held any more */
	blob_drop(again);
	pool_done(&p);
	ck_assert_ptr_null(p.tree);
}
END_TEST

/* A buffer that has failed is not added. */
START_TEST(test_failed)
{
	struct pool p = POOL_NONE;
	ERR_AUTO struct err e = {0};
	struct buf bytes = {.failed = true};
	struct blob *b = NULL;

	ck_assert_int_eq(pool_add(&p, &bytes, &b, &e), -JSEC_NO_MEMORY);
	ck_assert_ptr_null(b);
	ck_assert_ptr_null(p.tree);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("blob");
	TCase *c = add_case(s, "blob");

	tcase_add_test(c, test_shared);
	tcase_add_test(c, test_recent);
	tcase_add_test(c, test_failed);
	return run_suite(s);
}
