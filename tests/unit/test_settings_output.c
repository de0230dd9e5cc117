/* SPDX-License-Identifier: MIT */
/* Finds lists in the output of the launchers of 17 and 25. */
#include "text/settings_output.h"

#include "base/buf.h"
#include "testing.h"

#define TITLE "Security settings:\n    Security properties:\n"
#define KEY "        jdk.tls.disabledAlgorithms="

static const struct {
	const char *output;
	enum shown what;
	const char *entries; /* with "|" after each */
} cases[] = {
	{"", SHOWN_NOTHING, ""},
	{"Property settings:\n" KEY "anon\n", SHOWN_NOTHING, ""},
	{TITLE, SHOWN_UNSET, ""},
	{TITLE "        other=anon\n", SHOWN_UNSET, ""},
	{TITLE "        xjdk.tls.disabledAlgorithms=anon\n", SHOWN_UNSET, ""},
	{TITLE "    " KEY "anon\n", SHOWN_UNSET, ""},
	{TITLE KEY "\n", SHOWN_LIST, ""},
	{TITLE KEY, SHOWN_LIST, ""},
	{TITLE KEY "SSLv3, anon\n        x=1\n", SHOWN_LIST, "SSLv3|anon|"},
	{TITLE KEY " \"anon , NULL\"", SHOWN_LIST, "anon|NULL|"},
	{TITLE KEY "a\\nb, \\\n", SHOWN_LIST, "a\\nb|\\|"},
	{TITLE KEY
		"\n            SSLv3,\n            DH keySize < 1024,\n            anon\n"
		"            NULL,\n            anon\n        x=\n            y\n",
		SHOWN_LIST, "SSLv3|DH keySize < 1024|anon|NULL|anon|"},
	{TITLE KEY "\n            a,\n            ,\n            b", SHOWN_LIST, "a|b|"},
};

START_TEST(test_lists)
{
	STRV_AUTO struct strv entries = {0};
	BUF_AUTO struct buf all = {0};
	enum shown what;

	ck_assert_int_eq(shown_find_list(span_str(cases[_i].output),
				 "jdk.tls.disabledAlgorithms", &entries, &what),
		0);
	ck_assert_int_eq(what, cases[_i].what);
	for (size_t i = 0; i < entries.n; i++)
		buf_addf(&all, "%s|", entries.items[i]);
	ck_assert_str_eq(buf_str(&all), cases[_i].entries);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("settings_output");

	tcase_add_loop_test(add_case(s, "settings_output"), test_lists, 0, N_ROWS(cases));
	return run_suite(s);
}
