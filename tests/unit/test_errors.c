/* SPDX-License-Identifier: MIT */
/* Keeps the first error, which is the cause, whatever fails after it. */
#include "base/errors.h"

#include "testing.h"

START_TEST(test_move)
{
	ERR_AUTO struct err first = {0}, second = {0};

	err_set(&second, JSEC_CHANGED, "/a", 0, "it is now %s", "b");
	err_move(&first, &second);
	ck_assert_ptr_null(err_public(&second));
	err_set(&second, JSEC_IO, "/c", 0, "cannot be read");
	err_move(&first, &second);
	ck_assert_ptr_null(err_public(&second));
	ck_assert_int_eq(err_public(&first)->code, JSEC_CHANGED);
	ck_assert_str_eq(err_public(&first)->message, "/a: it is now b");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("errors");

	tcase_add_test(add_case(s, "errors"), test_move);
	return run_suite(s);
}
