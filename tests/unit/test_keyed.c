/* SPDX-License-Identifier: MIT */
/* Things are found by their key, and the first one with a key counts. */
#include "base/keyed.h"

#include "testing.h"

static size_t n_freed;

static void free_one(void *thing)
{
	n_freed++;
	free(thing);
}

START_TEST(test_keyed)
{
	struct keyed k = {0};
	char *one = strdup("1"), *two = strdup("2"), *other = strdup("3");

	ck_assert_ptr_null(keyed_find(&k, span_str("one")));
	ck_assert_ptr_eq(keyed_keep(&k, span_str("one"), one, free_one), one);
	ck_assert_ptr_eq(keyed_keep(&k, span_str("two"), two, free_one), two);
	ck_assert_ptr_eq(keyed_keep(&k, span_str("one"), other, free_one), one);
	ck_assert_uint_eq(n_freed, 1); /* the other one */
	ck_assert_ptr_eq(keyed_find(&k, span_str("one")), one);
	ck_assert_ptr_eq(keyed_find(&k, span_str("two")), two);
	ck_assert_ptr_null(keyed_find(&k, span_str("on")));
	keyed_done(&k);
	ck_assert_uint_eq(n_freed, 3);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("keyed");
	TCase *c = add_case(s, "keyed");

	tcase_add_test(c, test_keyed);
	return run_suite(s);
}
