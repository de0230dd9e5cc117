/* SPDX-License-Identifier: MIT */
/* Each file is listed once, and no file is taken for another. */
#include "search/installs.h"

#include "testing.h"

/* Adds an install whose file was found with this number and this time of change. */
static void add(struct jsec_installs *l, const char *home, const char *file,
	uint64_t number, int64_t changed)
{
	struct install i = {.home = strdup(home),
		.file = strdup(file),
		.info = {.kind = FILE_REGULAR,
			.id = {.volume = 1, .number = number},
			.changed = {.seconds = changed}}};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(installs_add(l, &i, JSEC_SCAN, &e), 0);
}

START_TEST(test_same_file)
{
	struct jsec_installs *l = calloc(1, sizeof *l);

	ck_assert_ptr_nonnull(l);
	add(l, "/a", "/a/list", 1, 5);
	add(l, "/b", "/b/list", 1, 5); /* a hard link, or another mount */
	add(l, "/c", "/a/list", 1, 6); /* it was changed meanwhile */
	ck_assert_uint_eq(l->n, 1);
	ck_assert_uint_eq(l->items[0]->aliases.n, 2);
	add(l, "/d", "/d/list", 1, 7); /* the number of a file that is gone */
	add(l, "/e", "/e/list", 2, 5);
	ck_assert_uint_eq(l->n, 3);
	ck_assert_str_eq(l->items[1]->home, "/d");
	jsec_installs_free(l);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("installs");
	TCase *c = add_case(s, "installs");

	tcase_add_test(c, test_same_file);
	return run_suite(s);
}
