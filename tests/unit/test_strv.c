/* SPDX-License-Identifier: MIT */
/* Tests lists of strings, and that strings are found in long ones, too. */
#include "base/strv.h"

#include "testing.h"

#include <strings.h>

static bool equal_in_any_case(const char *a, const char *b)
{
	return !strcasecmp(a, b);
}

static void assert_finds(const struct strv *v, int n)
{
	char name[32];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "Name %d", i);
		ck_assert_uint_eq(strv_find(v, name, strv_is_same), (size_t)i);
		ck_assert(strv_has(v, name));
		snprintf(name, sizeof name, "nAME %d", i);
		ck_assert(!strv_has(v, name));
		ck_assert_uint_eq(strv_find(v, name, equal_in_any_case), (size_t)i);
	}
	ck_assert(!strv_has(v, "Name"));
	ck_assert(!strv_has(v, ""));
	ck_assert_uint_eq(strv_find(v, "other", equal_in_any_case), v->n);
}

/* Also of lengths at which the list gets an index, or a larger one. */
START_TEST(test_find)
{
	STRV_AUTO struct strv v = {0};

	for (int n = 0; n < 700; n++) {
		if (n < 70 || n % 64 < 2)
			assert_finds(&v, n);
		strv_addf(&v, "Name %d", n);
	}
	ck_assert(!v.failed);
	ck_assert_ptr_null(v.items[v.n]);
}
END_TEST

/* Many equal strings are found as fast, and the first one is. */
START_TEST(test_equal)
{
	STRV_AUTO struct strv v = {0};

	for (int i = 0; i < 200000; i++)
		strv_adds(&v, i % 2 ? "a" : "b");
	ck_assert_uint_eq(strv_find(&v, "a", strv_is_same), 1);
	ck_assert_uint_eq(strv_find(&v, "A", equal_in_any_case), 1);
}
END_TEST

/* What was dropped is not found, and its place can be taken. */
START_TEST(test_drop)
{
	STRV_AUTO struct strv v = {0};

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 300; i++)
			strv_addf(&v, "Name %d", i);
		strv_adds(&v, "last");
		strv_drop_last(&v);
		ck_assert(!strv_has(&v, "last"));
		strv_adds(&v, "new");
		ck_assert(strv_has(&v, "new"));
		ck_assert(!strv_has(&v, "last"));
		strv_drop_last(&v);
		assert_finds(&v, 300);
		while (v.n)
			strv_drop_last(&v);
		ck_assert(!strv_has(&v, "Name 0"));
	}
}
END_TEST

/* After that, strings are found and added as before. */
START_TEST(test_sort)
{
	STRV_AUTO struct strv v = {0};

	strv_sort(&v);
	for (int i = _i; i > 0; i--)
		strv_addf(&v, "%03d", i);
	strv_sort(&v);
	for (int i = 1; i < _i; i++)
		ck_assert_str_lt(v.items[i - 1], v.items[i]);
	strv_adds(&v, "last");
	ck_assert(strv_has(&v, "001"));
	ck_assert(!strv_has(&v, "000"));
	ck_assert_uint_eq(strv_find(&v, "last", strv_is_same), v.n - 1);
	ck_assert(!v.failed);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("strv");
	TCase *c = add_case(s, "strv");

	tcase_add_test(c, test_find);
	tcase_add_test(c, test_equal);
	tcase_add_test(c, test_drop);
	tcase_add_loop_test(c, test_sort, 1, 400);
	return run_suite(s);
}
